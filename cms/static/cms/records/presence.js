/* Says that this ticket is open here, whether somebody writes, and shows who else is there. */
(function () {
  'use strict';

  const EVERY = 8000;
  const place = document.querySelector('[data-rec-presence]');
  if (!place) return;
  let isWriting = false;
  let shown = '';

  function say(state, more) {
    const token = document.cookie.split('; ').find((part) => part.startsWith('csrftoken='));
    return fetch(place.dataset.recPresence, {
      ...more,
      method: 'POST',
      body: new URLSearchParams({ state }),
      headers: { 'X-CSRFToken': token ? token.slice('csrftoken='.length) : place.dataset.token, 'X-Requested-With': 'XMLHttpRequest' },
    }).catch(() => null);
  }

  async function look() {
    if (document.visibilityState !== 'visible') return;
    const response = await say(isWriting ? 'writing' : 'here');
    if (!response || !response.ok || response.redirected) return;
    const html = (await response.text()).trim();
    // Lines that stay are not written anew: a screen reader would say them again each time.
    if (html === shown) return;
    shown = html;
    place.innerHTML = html;
  }

  document.addEventListener('input', () => {
    if (isWriting) return;
    isWriting = true;
    look();
  });
  document.addEventListener('visibilitychange', look);
  window.addEventListener('pagehide', () => say('gone', { keepalive: true }));
  setInterval(look, EVERY);
  look();
})();
