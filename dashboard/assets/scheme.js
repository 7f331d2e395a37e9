/* Tells Dash when the colours changed, and when the window became so much wider or narrower that the chart wants to be
   laid out anew. */
(function () {
  'use strict';
  const root = document.documentElement;
  const EDGES = [640, 1024, 1900]; // as in shell.css
  let width = window.innerWidth;
  let waiting;

  new MutationObserver(() => {
    window.dash_clientside?.set_props?.('scheme', { data: root.getAttribute('data-mantine-color-scheme') });
  }).observe(root, { attributes: true, attributeFilter: ['data-mantine-color-scheme'] });

  window.addEventListener('resize', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const now = window.innerWidth;
      const crossed = EDGES.some((edge) => width <= edge !== now <= edge);
      if (!crossed && Math.abs(now - width) < 0.08 * width) return;
      width = now;
      document.cookie = 'rank-tracker-width=' + now + ';path=/;SameSite=Strict';
      window.dash_clientside?.set_props?.('window-width', { data: now });
    }, 180);
  });
})();
