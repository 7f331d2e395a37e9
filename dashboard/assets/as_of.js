/* What was seen at the time under the cursor: for every assistant the span that holds then, never a later one.
   Over a mark of the lanes, a card with its title, publisher, date and link instead; a click keeps the card. */
(function () {
  'use strict';
  const DAY = 86400;
  const NEAR = 10; // pixels around a mark
  const MOST = 4; // events in one card
  const NOT_OBSERVED = 0;
  const UNKNOWN_DEPTH = -1000000;
  const cards = new WeakMap(); // plot → {card, pinned, leaving}

  const made = (name, className, ...children) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children);
    return element;
  };
  const filled = (words, values) => words.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
  const two = (number) => String(number).padStart(2, '0');

  /* ---- the spans ---- */

  function indexAt(starts, moment) {
    let low = 0;
    let high = starts.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= moment) low = middle + 1;
      else high = middle - 1;
    }
    return high;
  }

  // Each start is sent as what it is later than the one before it.
  function startsOf(series) {
    if (!series.starts) {
      let moment = 0;
      series.starts = series.steps.map((step) => (moment += step));
    }
    return series.starts;
  }

  function seenAt(series, moment) {
    const starts = startsOf(series);
    const index = indexAt(starts, moment);
    // The last start is where the last span ends.
    if (index < 0 || index >= series.seen.length) return { code: NOT_OBSERVED, since: null };
    return { code: series.seen[index], since: starts[index] };
  }

  function stateWords(code, words) {
    if (code === null) return words.notSold;
    if (code === NOT_OBSERVED) return words.notObserved;
    return code === UNKNOWN_DEPTH ? words.notInChart : filled(words.notInTop, { n: -code });
  }

  function change(now, before, words) {
    if (now === null || now <= 0 || before === null || before === NOT_OBSERVED) return '';
    if (before < 0) return '▲ ' + words.movedIn;
    if (before === now) return '=';
    return before > now ? '▲ ' + (before - now) : '▼ ' + (now - before);
  }

  /* ---- words ---- */

  function dayWords(date, words) {
    return `${date.getUTCDate()} ${words.months[date.getUTCMonth()]}`;
  }

  function momentWords(moment, words) {
    const date = new Date(moment * 1000);
    const weekday = words.weekdays[(date.getUTCDay() + 6) % 7];
    const comma = words.direction === 'rtl' ? '،' : ',';
    return [`${weekday}${comma} ${dayWords(date, words)} ${date.getUTCFullYear()}`, clock(date) + ' UTC'];
  }

  const clock = (date) => `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;

  function sinceWords(since, moment, words) {
    const date = new Date(since * 1000);
    return moment - since < DAY && new Date(moment * 1000).getUTCDate() === date.getUTCDate()
      ? clock(date) : dayWords(date, words);
  }

  /* ---- the table ---- */

  function table(readings, moment) {
    const words = readings.words;
    const rows = readings.series.map((series) => ({
      series, now: seenAt(series, moment), before: seenAt(series, moment - DAY).code,
    }));
    const order = (row) => (row.now.code > 0 ? row.now.code : 1e9);
    rows.sort((a, b) => order(a) - order(b));
    const body = made('tbody');
    for (const { series, now, before } of rows) {
      const dash = made('i');
      dash.style.background = series.colour;
      const row = made('tr', '', made('th', '', dash, made('bdi', '', series.name)));
      row.firstChild.scope = 'row';
      if (now.code > 0) {
        const by = made('td', 'by', change(now.code, before, words));
        by.dir = 'ltr';
        row.append(made('td', 'rank', String(now.code)), by);
      } else {
        const state = made('td', 'state', stateWords(now.code, words));
        state.colSpan = 2;
        row.append(state);
      }
      row.append(made('td', 'since', now.since === null ? '' : sinceWords(now.since, moment, words)));
      body.append(row);
    }
    const [day, time] = momentWords(moment, words);
    const hour = made('bdi', '', time);
    hour.dir = 'ltr';
    const head = made('caption', '', made('b', '', day + ' ', hour), made('small', '', words.asOfChange + ' · ' + words.since));
    const whole = made('table', 'as-of', head, body);
    whole.dataset.at = String(moment);
    return whole;
  }

  /* ---- geometry ---- */

  function readingsOf(plot) {
    return window.rankTracker?.plates?.[plot.dataset.plate]?.readings;
  }

  function geometry(plot, readings) {
    const box = plot.getBoundingClientRect();
    const { left, right, top, bottom } = readings.margin;
    return { box, left, top, width: box.width - left - right, height: box.height - top - bottom };
  }

  function momentAt(readings, shape, x) {
    const part = (x - shape.left) / shape.width;
    if (part < 0 || part > 1) return null;
    const moment = Math.floor(readings.since + part * (readings.until - readings.since));
    return readings.step ? Math.floor(moment / readings.step) * readings.step : moment;
  }

  function placeOf(mark, readings, shape) {
    return {
      x: shape.left + ((mark.at - readings.since) / (readings.until - readings.since)) * shape.width,
      y: shape.top + (1 - mark.height) * shape.height,
    };
  }

  function marksNear(readings, shape, x, y) {
    return readings.marks
      .map((mark) => ({ mark, place: placeOf(mark, readings, shape) }))
      .filter(({ place }) => Math.abs(place.x - x) <= NEAR && Math.abs(place.y - y) <= NEAR)
      .sort((a, b) => Math.abs(a.place.x - x) - Math.abs(b.place.x - x));
  }

  /* ---- what is shown ---- */

  function part(plot, className) {
    let found = plot.querySelector(':scope > .' + className);
    if (!found) {
      found = made('div', className);
      found.hidden = true;
      plot.append(found);
    }
    return found;
  }

  function showHair(plot, readings, shape, moment) {
    const hair = part(plot, 'hair');
    const x = shape.left + ((moment - readings.since) / (readings.until - readings.since)) * shape.width;
    hair.style.cssText = `left:${x}px;top:${shape.top}px;height:${shape.height}px`;
    hair.hidden = x < shape.left;
    return x;
  }

  function showReading(plot, readings, shape, moment) {
    const x = showHair(plot, readings, shape, moment);
    const docked = plot.closest('figure')?.querySelector('.reading');
    const tip = part(plot, 'tip');
    tip.dir = readings.words.direction;
    if (shape.box.width < 600 && docked) {
      tip.hidden = true;
      docked.replaceChildren(table(readings, moment));
      return;
    }
    tip.replaceChildren(table(readings, moment));
    tip.hidden = false;
    const wanted = x > shape.left + shape.width / 2 ? x - tip.offsetWidth - 14 : x + 14;
    tip.style.left = Math.min(Math.max(wanted, 0), shape.box.width - tip.offsetWidth) + 'px';
    tip.style.top = shape.top + 54 + 'px';
  }

  function hideReading(plot) {
    part(plot, 'tip').hidden = true;
    part(plot, 'hair').hidden = true;
  }

  // None on the page of one event: another one's days are on its own page.
  function aroundButton(mark, readings) {
    if (!readings.around) return [];
    const around = made('button', 'around', readings.words.around);
    around.addEventListener('click', () => {
      const plot = around.closest('.plot');
      hideCard(plot);
      window.dash_clientside.set_props(plot.dataset.goes, { search: readings.around + encodeURIComponent(mark.id) });
    });
    return [around];
  }

  // What stands beside the chart already: the same words, the same link.
  function listedEntry(mark, readings) {
    const item = document.querySelector(`[data-event="${CSS.escape(mark.id)}"]`);
    if (!item) return made('div', 'entry');
    const title = item.querySelector('.event-title').cloneNode(true);
    const facts = item.querySelector('.facts').cloneNode(true);
    const sign = facts.querySelector('i.kind');
    facts.querySelectorAll('a').forEach((link) => link.remove());
    facts.append(...aroundButton(mark, readings));
    return made('div', 'entry', sign, made('div', '', title, facts));
  }

  function entry(mark, readings) {
    if (!mark.title) return listedEntry(mark, readings);
    const sign = made('i', 'kind ' + mark.kind);
    sign.style.background = mark.colour;
    let title = made('bdi', '', mark.title);
    if (mark.url || mark.id) {
      const link = made('a', '', title);
      link.href = mark.url || filled(readings.events, { id: encodeURIComponent(mark.id) });
      link.target = '_blank';
      link.rel = 'noopener noreferrer';
      title = link;
    }
    const said = made('div', 'facts', ...mark.said.map((fact) => made('bdi', '', fact)));
    if (mark.id) said.append(...aroundButton(mark, readings));
    return made('div', 'entry', sign, made('div', '', made('div', 'event-title', title), said));
  }

  function moreWords(words, n) {
    const form = new Intl.PluralRules(words.language).select(n);
    return filled(words.more[form] ?? words.more.other, { n });
  }

  function showCard(plot, readings, shape, near, pinned) {
    const state = cards.get(plot) || { card: null, pinned: false, leaving: 0 };
    cards.set(plot, state);
    clearTimeout(state.leaving);
    const card = part(plot, 'card');
    card.dir = readings.words.direction;
    card.setAttribute('role', 'dialog');
    const entries = near.slice(0, MOST).map(({ mark }) => entry(mark, readings));
    card.setAttribute('aria-label', entries[0].querySelector('.event-title')?.textContent ?? '');
    const close = made('button', 'close', '×');
    close.setAttribute('aria-label', readings.words.close);
    close.addEventListener('click', () => hideCard(plot));
    const more = near.length > MOST ? [made('div', 'facts', moreWords(readings.words, near.length - MOST))] : [];
    card.replaceChildren(close, ...entries, ...more);
    card.classList.toggle('pinned', pinned);
    state.pinned = pinned;
    card.hidden = false;
    const { x, y } = near[0].place;
    const left = Math.min(Math.max(x - card.offsetWidth / 2, 0), shape.box.width - card.offsetWidth);
    // It touches the mark's own area, so that the mouse can walk into it.
    const above = y - card.offsetHeight - 6;
    card.style.left = left + 'px';
    card.style.top = (above >= 0 ? above : y + 6) + 'px';
    hideReading(plot);
  }

  function hideCard(plot) {
    const state = cards.get(plot);
    if (!state) return;
    clearTimeout(state.leaving);
    state.pinned = false;
    part(plot, 'card').hidden = true;
  }

  function leaveCard(plot) {
    const state = cards.get(plot);
    if (!state || state.pinned || part(plot, 'card').hidden) return;
    clearTimeout(state.leaving);
    state.leaving = setTimeout(() => !state.pinned && hideCard(plot), 260);
  }

  /* ---- the pointer ---- */

  function follow(event, tapped) {
    const plot = event.target.closest?.('.plot');
    const readings = plot && readingsOf(plot);
    if (!readings) return;
    if (event.target.closest('.card')) {
      clearTimeout(cards.get(plot)?.leaving);
      return;
    }
    const shape = geometry(plot, readings);
    const x = event.clientX - shape.box.left;
    const y = event.clientY - shape.box.top;
    const near = marksNear(readings, shape, x, y);
    if (near.length) {
      if (!cards.get(plot)?.pinned || tapped) showCard(plot, readings, shape, near, tapped);
      return;
    }
    if (tapped) hideCard(plot);
    leaveCard(plot);
    if (cards.get(plot)?.pinned) return;
    const moment = momentAt(readings, shape, x);
    if (moment === null) hideReading(plot);
    else showReading(plot, readings, shape, moment);
  }

  document.addEventListener('pointermove', (event) => {
    if (event.pointerType !== 'touch') follow(event, false);
  });
  document.addEventListener('click', (event) => {
    if (event.target.closest?.('.plot')) follow(event, true);
    else document.querySelectorAll('.plot').forEach(hideCard);
  });
  document.addEventListener('pointerout', (event) => {
    const plot = event.target.closest?.('.plot');
    if (!plot || plot.contains(event.relatedTarget)) return;
    hideReading(plot);
    leaveCard(plot);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') document.querySelectorAll('.plot').forEach((plot) => { hideCard(plot); hideReading(plot); });
  });
})();
