/* The Main Card by keyboard: digits lead to its panels, letters to what one does next, ? lists them.
   Without it every link works with the mouse and Tab. */
(function () {
  'use strict';

  const keys = document.getElementById('card-keys');

  function button() {
    return document.querySelector('[data-card-keys]');
  }

  function showKeys() {
    keys.hidden = !keys.hidden;
    button().setAttribute('aria-expanded', String(!keys.hidden));
  }

  function lead(target) {
    // In one column the columns themselves are not there.
    const panel = target.getClientRects().length ? target : target.querySelector('section');
    panel.focus({ preventScroll: true });
    // One that is taller than the window would be near already, wherever in it one stands.
    panel.scrollIntoView({ block: panel.offsetHeight > window.innerHeight / 2 ? 'start' : 'nearest' });
  }

  function onKey(event) {
    if (event.target.closest('input, textarea, select, [contenteditable], dialog')) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
    const named = [...keys.querySelectorAll('[data-card-panel]')].find((one) => one.dataset.cardKey === event.key);
    const panel = named && document.getElementById(named.dataset.cardPanel);
    const link = document.querySelector(`a[data-card-key="${CSS.escape(event.key)}"]`);
    if (event.key !== '?' && !panel && !link) return;
    event.preventDefault();
    if (event.key === '?') showKeys();
    else if (panel) lead(panel);
    else link.click();
  }

  function ready() {
    button().hidden = false;
    keys.querySelectorAll('[data-card-panel]').forEach((one) => {
      one.hidden = !document.getElementById(one.dataset.cardPanel);
    });
  }

  // The head is read anew when something happens.
  new MutationObserver(ready).observe(document.querySelector('[data-rec-part="head"]'), { childList: true });
  ready();
  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-card-keys]')) showKeys();
    const mark = event.target.closest('.card-mark');
    const target = mark && mark.getAttribute('href').startsWith('#') && document.querySelector(mark.getAttribute('href'));
    if (!target) return;
    event.preventDefault();
    lead(target.closest('section'));
  });
  document.addEventListener('keydown', onKey);
})();
