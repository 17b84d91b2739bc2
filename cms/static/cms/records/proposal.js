/* Joins the proposed outage without leaving the page, wherever cms/records/proposal.html is drawn. */
(function () {
  'use strict';

  async function join(form) {
    const button = form.querySelector('[type=submit]');
    button.disabled = true;
    try {
      const response = await fetch(form.action, {
        method: 'POST',
        body: new FormData(form),
        headers: { 'X-Requested-With': 'XMLHttpRequest' },
      });
      if (response.ok) {
        form.outerHTML = await response.text();
        return;
      }
      const isJson = (response.headers.get('Content-Type') || '').startsWith('application/json');
      form.querySelector('[data-rec-problem]').textContent = isJson ? (await response.json()).message : response.statusText;
    } catch (error) {
      form.querySelector('[data-rec-problem]').textContent = error.message;
    }
    button.disabled = false;
    button.focus();
  }

  document.addEventListener('submit', (event) => {
    const form = event.target.closest('[data-rec-join]');
    if (!form) return;
    event.preventDefault();
    join(form);
  });
})();
