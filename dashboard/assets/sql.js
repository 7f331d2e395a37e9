/* The console: what runs at once and what waits for the reader, Ctrl + Enter, and the address of the query. */
(function () {
  'use strict';
  const MEMORY = 'rank-tracker-sql'; // of this tab: the queries that were run in it
  const MOST = 50;

  function ran() {
    try {
      return JSON.parse(sessionStorage.getItem(MEMORY)) || [];
    } catch (error) {
      return []; // storage may be forbidden: then every address waits for a click
    }
  }

  function remember(query) {
    try {
      sessionStorage.setItem(MEMORY, JSON.stringify([query, ...ran().filter((one) => one !== query)].slice(0, MOST)));
    } catch (error) {
      // forbidden
    }
  }

  function asked(query) {
    const id = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16)).join('');
    return { id, query };
  }

  function withQuery(search, query) {
    const said = new URLSearchParams(search);
    said.delete('q');
    const rest = said.toString();
    return '?q=' + encodeURIComponent(query) + (rest ? '&' + rest : '');
  }

  function made(name, kind, text) {
    const part = document.createElement(name);
    if (kind) part.className = kind;
    if (text !== undefined) part.textContent = text; // names and values come from strangers: text, never markup
    return part;
  }

  function shownValue(value, word) {
    if (value === null) return made('span', 'null', word);
    return typeof value === 'string' ? made('bdi', '', value) : document.createTextNode(String(value));
  }

  function tableOf({ heads, numbers, rows, null: word }) {
    const table = made('table', 'data answer-table');
    table.dir = 'ltr';
    const head = table.createTHead().insertRow();
    heads.forEach(([name, kind], place) => {
      const cell = made('th', numbers[place] ? 'number' : '');
      cell.scope = 'col';
      cell.append(made('code', '', name), made('div', 'kind-of', kind));
      head.append(cell);
    });
    const body = table.createTBody();
    rows.forEach((row) => {
      const line = body.insertRow();
      row.forEach((value, place) => {
        const cell = line.insertCell();
        if (numbers[place]) cell.className = 'number';
        cell.append(shownValue(value, word));
      });
    });
    return table;
  }

  window.dash_clientside = Object.assign(window.dash_clientside || {}, {
    sql: {
      table(answer) {
        const place = document.getElementById('sql-table');
        if (!place) return window.dash_clientside.no_update;
        place.replaceChildren(...(answer ? [tableOf(answer)] : []));
        return answer ? String(answer.rows.length) : '';
      },
      ask(clicks, shown, query, search) {
        const { no_update, callback_context } = window.dash_clientside;
        const clicked = clicks && callback_context.triggered_id === 'sql-run';
        if (clicked) {
          remember(query);
          // the page follows its address, and then runs what this tab remembers
          if (new URLSearchParams(search).get('q') !== query) return [no_update, withQuery(search, query), ''];
          return [asked(query), no_update, ''];
        }
        if (!shown) return [no_update, no_update, no_update];
        const isOurs = shown.runs && new URLSearchParams(search).has('q');
        if (isOurs || ran().includes(shown.query)) return [asked(shown.query), no_update, ''];
        return [no_update, no_update, new URLSearchParams(search).has('q') ? shown.foreign : ''];
      },
    },
  });

  document.addEventListener('keydown', (event) => {
    if (event.target.id !== 'sql-editor' || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    document.getElementById('sql-run')?.click();
  });
})();
