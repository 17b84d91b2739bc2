/* Reads how far a deed on many tickets has come, every second while it is under way. The page works without it. */
(function () {
  'use strict';

  const PAUSE = 1000;

  function follow(part) {
    async function look() {
      if (!part.querySelector('[data-bulk-works="yes"]')) return;
      try {
        const answer = await fetch(part.dataset.bulk, { headers: { Accept: 'text/html' } });
        // A press under way, or a key on a button, must not lose its place.
        if (answer.ok && !part.contains(document.activeElement)) part.innerHTML = await answer.text();
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // The server does not answer: look again.
      }
      setTimeout(look, PAUSE);
    }

    setTimeout(look, PAUSE);
  }

  document.querySelectorAll('[data-bulk]').forEach(follow);
})();
