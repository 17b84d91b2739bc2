/* Joins the proposed outage without leaving the page, wherever cms/records/proposal.html is drawn. */
(function () {
  'use strict';

  async function join(form) {
    const button = form.querySelector('[type=submit]');
    // Whoever joined by a key from elsewhere stays where they are.
    const hadFocus = form.contains(document.activeElement);
    button.disabled = true;
    try {
      const response = await fetch(form.action, {
        method: 'POST',
        body: new FormData(form),
        headers: { 'X-Requested-With': 'XMLHttpRequest' },
      });
      if (response.ok) {
        const place = document.createElement('div');
        place.innerHTML = await response.text();
        form.replaceWith(place);
        if (hadFocus) place.querySelector('[tabindex]')?.focus();
        return;
      }
      const isJson = (response.headers.get('Content-Type') || '').startsWith('application/json');
      form.querySelector('[data-rec-problem]').textContent = isJson ? (await response.json()).message : form.dataset.failed;
    } catch {
      form.querySelector('[data-rec-problem]').textContent = form.dataset.unreachable;
    }
    button.disabled = false;
    if (hadFocus) button.focus();
  }

  document.addEventListener('submit', (event) => {
    const form = event.target.closest('[data-rec-join]');
    if (!form) return;
    event.preventDefault();
    join(form);
  });
})();
