/* A page follows another in the same document. Where the control that had the focus was made anew, it gets it back: who
   works with the keyboard must not begin at the top after every choice. */
(function () {
  'use strict';
  let held = null; // the id of what had the focus last, as long as the reader did not leave it

  document.addEventListener('focusin', (event) => {
    held = event.target.id || null;
  });
  document.addEventListener('focusout', (event) => {
    // taken out of the document is not left
    setTimeout(() => {
      if (event.target.isConnected && document.activeElement === document.body) held = null;
    });
  });
  new MutationObserver(() => {
    if (!held || document.activeElement !== document.body) return;
    document.getElementById(held)?.focus({ preventScroll: true });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
