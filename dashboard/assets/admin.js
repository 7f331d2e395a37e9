/* Forms and buttons that write (dashboard/admin.py): what they say goes as JSON to the address in data-posts. A cookie
   that scripts cannot read says who writes; nothing of it is ever in an address. */
(function () {
  'use strict';

  function said(form) {
    const fields = {};
    for (const [name, value] of new FormData(form)) {
      if (name && value !== '') fields[name] = name in fields ? [].concat(fields[name], value) : value;
    }
    return fields;
  }

  async function send(part, body) {
    const error = part.closest('form, .decide')?.querySelector('.form-error');
    if (error) error.textContent = '';
    try {
      const answer = await fetch(part.dataset.posts, {
        method: part.dataset.method || 'POST',
        headers: { 'Content-Type': 'application/json' },
        credentials: 'same-origin',
        body: body ? JSON.stringify(body) : undefined,
      });
      const told = answer.status === 204 ? {} : await answer.json();
      if (!answer.ok) throw new Error(told.error);
      const isArabic = new URLSearchParams(location.search).get('lang') === 'ar';
      if (told.location && !part.dataset.stays) location.assign(told.location + (isArabic ? '?lang=ar' : ''));
      else location.reload();
    } catch (failure) {
      if (error) error.textContent = failure instanceof TypeError ? part.dataset.failed : failure.message;
    }
  }

  document.addEventListener('submit', (event) => {
    const form = event.target.closest?.('form[data-posts]');
    if (!form) return;
    event.preventDefault();
    send(form, said(form));
  }, true);
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('button[data-posts]');
    if (!button) return;
    event.preventDefault();
    send(button, button.dataset.method === 'DELETE' ? null : {});
  });
})();
