/* What buttons do without the server: open a part of the page, copy the address of the view. */
(function () {
  'use strict';

  function toggle(button, open) {
    const part = document.getElementById(button.dataset.opens);
    if (!part) return;
    part.classList.toggle('is-open', open);
    button.setAttribute('aria-expanded', String(part.classList.contains('is-open')));
  }

  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (error) {
      // Without https there is no clipboard; the old way needs a selected field.
      const field = document.createElement('textarea');
      field.value = text;
      document.body.append(field);
      field.select();
      const done = document.execCommand('copy');
      field.remove();
      return done;
    }
  }

  async function copy(button) {
    const words = button.textContent;
    if (!(await copied(location.origin + location.pathname + button.dataset.copies))) return;
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = words; }, 1600);
  }

  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    const folded = link && document.getElementById(link.hash.slice(1));
    if (folded instanceof HTMLDetailsElement) folded.open = true;
    const button = event.target.closest?.('button');
    if (button?.dataset.opens) toggle(button);
    if (button?.dataset.copies) copy(button);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    document.querySelectorAll('button[data-opens][aria-expanded=true]').forEach((button) => {
      toggle(button, false);
      button.focus();
    });
  });
})();
