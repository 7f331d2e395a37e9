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

  window.dash_clientside = Object.assign(window.dash_clientside || {}, {
    sql: {
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
