/* Counts of overviews and saved searches: all in one request, again when something has happened. Screens of a house ask
   neither all at once nor more often than every half minute, and one that nobody looks at does not ask. */
(function () {
  'use strict';

  const SOON = 1000;
  const SPREAD = 8000;
  const EVERY = 30000;
  // Overdue and “today” change by themselves.
  const ANYWAY = 300000;

  /* follow({address, topic, position, show(counts)}): draws at once, then follows the feed; onEvent is told of each event. */
  function follow({ address, topic, position, show, onEvent, onReload }) {
    let seen = position;
    let known = -1;
    let askedAt = -EVERY; // The asking of a page that opens is nobody's turn.
    let countedAt = 0;
    let waiting = null;

    async function ask() {
      waiting = null;
      if (document.visibilityState !== 'visible') return;
      if (countedAt) askedAt = performance.now();
      countedAt = performance.now();
      try {
        const answer = await fetch(address, { headers: { 'X-Requested-With': 'XMLHttpRequest' } });
        if (!answer.ok || answer.redirected) return;
        const told = await answer.json();
        known = told.position;
        show(told.counts);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // The server does not answer: later.
      }
      later();
    }

    /* A quiet house sees a change in seconds; where something happens all the time, each screen asks in its turn. */
    function later() {
      if (waiting || seen <= known) return;
      const turn = askedAt + EVERY * (0.75 + Math.random() / 2) - performance.now();
      waiting = setTimeout(ask, Math.max(SOON + Math.random() * SPREAD, turn));
    }

    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') later();
    });
    setInterval(() => {
      if (!waiting && performance.now() - countedAt > ANYWAY) ask();
    }, EVERY);
    if (topic) {
      const stream = window.tcz.live.connect({
        topics: [topic],
        after: position,
        onEvent: (event) => {
          seen = Math.max(seen, event.seq);
          if (onEvent) onEvent(event);
          later();
        },
        onReload: onReload ?? (() => location.reload()),
      });
      window.addEventListener('pagehide', () => stream.close());
    }
    ask();
  }

  window.tcz = window.tcz || {};
  window.tcz.counts = { follow };
})();
