/* Tells Dash when the colours changed, and when the window became so much wider or narrower that the chart wants to be
   laid out anew. On paper the colours are the light ones, whatever they are on the screen. */
(function () {
  'use strict';
  const root = document.documentElement;
  const EDGES = [640, 1024, 1900]; // as in shell.css
  let width = window.innerWidth;
  let waiting;

  new MutationObserver(() => {
    window.dash_clientside?.set_props?.('scheme', { data: root.getAttribute('data-mantine-color-scheme') });
  }).observe(root, { attributes: true, attributeFilter: ['data-mantine-color-scheme'] });

  const SCHEME = 'data-mantine-color-scheme';
  let onScreen = null; // the scheme to go back to

  // The printer does not wait for Dash: the plots are painted here and now.
  function wear(scheme) {
    root.setAttribute(SCHEME, scheme);
    document.querySelectorAll('.plot').forEach((plot) => window.rankTracker?.repaint?.(plot));
  }

  window.addEventListener('beforeprint', () => {
    document.querySelectorAll('.plot .main-svg').forEach((drawing) => {
      drawing.setAttribute('viewBox', `0 0 ${drawing.getAttribute('width')} ${drawing.getAttribute('height')}`);
    });
    if (root.getAttribute(SCHEME) !== 'dark') return;
    onScreen = 'dark';
    wear('light');
  });
  window.addEventListener('afterprint', () => {
    document.querySelectorAll('.plot .main-svg').forEach((drawing) => drawing.removeAttribute('viewBox'));
    if (onScreen) wear(onScreen);
    onScreen = null;
  });

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
