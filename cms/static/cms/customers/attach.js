/* Keeps the number of a call as the customer's, at one press; the desk's other parts know nothing of it. */
(() => {
  'use strict';

  const config = JSON.parse(document.getElementById('wagtail-config').textContent);

  async function attach(button) {
    const said = button.parentElement.querySelector('[data-attach-said]');
    button.disabled = true;
    try {
      const answer = await fetch(button.dataset.attachNumber, {
        method: 'POST',
        credentials: 'same-origin',
        headers: {
          'X-Requested-With': 'XMLHttpRequest',
          [config.CSRF_HEADER_NAME]: window.tcz.csrfToken(config.CSRF_TOKEN),
        },
      });
      said.textContent = (await answer.json()).message;
      button.hidden = answer.ok;
      button.disabled = answer.ok;
    } catch {
      button.disabled = false;
      said.textContent = window.tcz.server.texts.unreachable;
    }
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-attach-number]');
    if (button) attach(button);
  });
})();
