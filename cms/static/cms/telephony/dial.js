/* A press on a number hands it to the exchange; where none dials, the link itself does, as it does without a script. */
(function () {
  'use strict';

  const LASTS = 8000;
  const config = () => JSON.parse(document.getElementById('wagtail-config').textContent);
  let hiding = null;

  function say(message) {
    let place = document.getElementById('tcz-dialled');
    if (!place) {
      place = document.createElement('p');
      place.id = 'tcz-dialled';
      place.className = 'tcz-dialled';
      place.setAttribute('role', 'status');
      document.body.append(place);
    }
    place.textContent = message;
    place.hidden = false;
    clearTimeout(hiding);
    hiding = setTimeout(() => {
      place.hidden = true;
    }, LASTS);
  }

  async function dial(link) {
    const { CSRF_HEADER_NAME, CSRF_TOKEN } = config();
    try {
      const answer = await fetch(link.dataset.dial, {
        method: 'POST',
        body: new URLSearchParams({ number: link.getAttribute('href').slice('tel:'.length) }),
        headers: { 'X-Requested-With': 'XMLHttpRequest', [CSRF_HEADER_NAME]: window.tcz.csrfToken(CSRF_TOKEN) },
      });
      const told = await answer.json();
      if (told.tel) location.href = told.tel;
      else say(told.message);
    } catch {
      location.href = link.href;
    }
  }

  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-dial]');
    if (!link) return;
    event.preventDefault();
    dial(link);
  });
  document.addEventListener('tcz:dial-failed', (event) => say(event.detail));
})();
