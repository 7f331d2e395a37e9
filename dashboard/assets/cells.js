/* What a cell of a picture says, beside the cursor, and for a whole column of curves; a click may choose the day of it.
   The server sent the words: nothing is worked out here. */
(function () {
  'use strict';
  const MOVED = 8; // pixels; more is marking a range (brush.js)
  let pressed = null;

  const made = (name, className, ...children) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children);
    return element;
  };

  function cellsOf(target) {
    const plot = target.closest?.('.plot');
    const cells = plot && window.rankTracker?.plates?.[plot.dataset.plate]?.cells;
    return cells ? { plot, cells } : null;
  }

  function under({ plot, cells }, event) {
    const box = plot.getBoundingClientRect();
    const { left, right, top, bottom } = cells.margin;
    const x = (event.clientX - box.left - left) / (box.width - left - right);
    const y = (event.clientY - box.top - top) / (box.height - top - bottom);
    if (x < 0 || x >= 1 || y < 0 || y >= 1) return null;
    const { edges } = cells;
    const moment = edges[0] + x * (edges.at(-1) - edges[0]);
    const column = edges.findIndex((edge, place) => edge <= moment && moment < edges[place + 1]);
    return { column, row: Math.floor(y * cells.rows.length), x: event.clientX - box.left, y: event.clientY - box.top, width: box.width };
  }

  const said = (cells, row, column) => cells.words[cells.values[row][column]] ?? String(cells.values[row][column]);

  function lines(cells, at) {
    const rows = cells.whole ? cells.rows.map((_, row) => row) : [at.row];
    const body = made('tbody');
    for (const row of rows) {
      const name = made('th', '', made('bdi', '', cells.rows[row]));
      name.scope = 'row';
      body.append(made('tr', '', name, made('td', 'state', said(cells, row, at.column))));
    }
    return made('table', 'as-of', made('caption', '', made('b', '', cells.columns[at.column])), body);
  }

  function tip(plot) {
    let found = plot.querySelector(':scope > .tip');
    if (!found) {
      found = made('div', 'tip cell');
      found.hidden = true;
      plot.append(found);
    }
    found.dir = document.documentElement.dir;
    return found;
  }

  function show(event) {
    const here = cellsOf(event.target);
    if (!here) return;
    const at = under(here, event);
    const shown = tip(here.plot);
    shown.hidden = !at;
    if (!at) return;
    shown.replaceChildren(lines(here.cells, at));
    const wide = shown.offsetWidth;
    const left = at.x + 14 + wide < at.width ? at.x + 14 : Math.max(0, at.x - wide - 14);
    shown.style.left = Math.min(left, Math.max(0, at.width - wide)) + 'px';
    shown.style.top = at.y + 16 + 'px';
  }

  function hideAll() {
    document.querySelectorAll('.tip.cell').forEach((one) => { one.hidden = true; });
  }

  document.addEventListener('pointermove', (event) => { if (event.pointerType !== 'touch') show(event); });
  document.addEventListener('pointerdown', (event) => { pressed = event.clientX; });
  document.addEventListener('click', (event) => {
    const here = event.target.closest && cellsOf(event.target);
    if (!here) { hideAll(); return; }
    show(event);
    const at = under(here, event);
    const touched = event.pointerType === 'touch'; // a finger reads first: it has no hover
    if (!at || !here.cells.picks || touched || Math.abs(event.clientX - pressed) >= MOVED) return;
    const asked = new URLSearchParams(location.search);
    asked.set(here.cells.picks, new Date(here.cells.edges[at.column] * 1000).toISOString().slice(0, 10));
    window.dash_clientside.set_props(here.plot.dataset.goes, { search: '?' + asked });
  });
  document.addEventListener('pointerout', (event) => {
    const plot = event.target.closest?.('.plot');
    if (plot && !plot.contains(event.relatedTarget)) hideAll();
  });
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') hideAll(); });
})();
