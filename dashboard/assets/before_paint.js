/* Runs in the head, before anything is drawn: the colour scheme must not flash, and the server lays the chart out for
   the width that it is told here. */
(function () {
  'use strict';
  const root = document.documentElement;
  let scheme = 'auto';
  try {
    scheme = localStorage.getItem('mantine-color-scheme-value') || 'auto'; // Mantine's own key
  } catch (error) {
    // Storage may be forbidden; then the system's scheme is right.
  }
  if (scheme !== 'light' && scheme !== 'dark') {
    scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }
  root.setAttribute('data-mantine-color-scheme', scheme);
  document.cookie = 'rank-tracker-width=' + window.innerWidth + ';path=/;SameSite=Strict';
})();
