/* Another view of the same page: the parts that are not there already are put in, the others stay as they are, with the
   focus, what was typed and what was folded out. The main part is replaced by a callback, so that what it holds works. */
(function () {
  'use strict';
  const MAIN = 'part-main';

  // Does what is shown have all that is wanted? What a control noted about itself besides does not matter.
  function has(shown, wanted) {
    if (wanted === null || typeof wanted !== 'object') return shown === wanted;
    if (shown === null || typeof shown !== 'object' || Array.isArray(shown) !== Array.isArray(wanted)) return false;
    if (Array.isArray(wanted) && shown.length !== wanted.length) return false;
    return Object.keys(wanted).every((key) => has(shown[key], wanted[key]));
  }

  window.dash_clientside = Object.assign(window.dash_clientside || {}, {
    parts: {
      replace(arrived) {
        // What comes late, for an address that the reader has left, must not be put into another page.
        if (!arrived || arrived.pathname !== location.pathname || arrived.search !== location.search) {
          return window.dash_clientside.no_update;
        }
        for (const [id, children] of Object.entries(arrived.parts)) {
          if (id === MAIN || !document.getElementById(id)) continue;
          const shown = window.dash_component_api.getLayout(id).props.children;
          if (!has(shown, children)) window.dash_clientside.set_props(id, { children });
        }
        return arrived.parts[MAIN];
      },
    },
  });
})();
