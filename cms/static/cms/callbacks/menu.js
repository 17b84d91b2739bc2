/* Tells in the menu how many callbacks wait: when the page opens, when it hears of one, and once a minute. */
(function () {
  'use strict';

  const EVERY = 60000;
  const SPREAD = 2000;
  let waiting = null;

  const entry = () => document.querySelector('[data-callbacks-count]');

  async function ask() {
    waiting = null;
    const link = entry();
    if (!link || document.visibilityState !== 'visible') return;
    try {
      const answer = await fetch(link.dataset.callbacksCount, { headers: { 'X-Requested-With': 'XMLHttpRequest' } });
      if (!answer.ok || answer.redirected) return;
      const told = await answer.json();
      link.dataset.count = told.count || '';
      link.setAttribute('aria-description', told.said);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // The server does not answer: later.
    }
  }

  function soon() {
    if (!waiting) waiting = setTimeout(ask, Math.random() * SPREAD);
  }

  document.addEventListener('tcz:callbacks', soon);
  document.addEventListener('visibilitychange', soon);
  document.addEventListener('DOMContentLoaded', soon);
  setInterval(ask, EVERY);
})();
