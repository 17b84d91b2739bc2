/* Follows the feed and reads the list of callbacks anew; whoever writes in it, or has a fold open, is left alone. */
(function () {
  'use strict';

  const PAUSE = 250;
  const AGAIN = 3000;
  const root = document.querySelector('[data-callbacks]');
  let waiting = null;

  const isBusy = () => root.querySelector('details[open]') || document.activeElement.matches('input, textarea');

  async function refresh() {
    waiting = null;
    if (isBusy()) return later(AGAIN);
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
    if (answer.redirected) location.reload();
    if (answer.redirected || !answer.ok) return undefined;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (isBusy()) return later(AGAIN);
    const held = document.activeElement.closest('[data-callback-key]')?.dataset.callbackKey;
    root.querySelectorAll('[data-callbacks-part]').forEach((part) => {
      const newer = fresh.querySelector(`[data-callbacks-part="${part.dataset.callbacksPart}"]`);
      if (newer && newer.innerHTML !== part.innerHTML) part.replaceChildren(...newer.childNodes);
    });
    if (held) root.querySelector(`[data-callback-key="${held}"]`)?.focus();
    return undefined;
  }

  function later(pause) {
    if (!waiting) waiting = setTimeout(refresh, pause);
  }

  const stream = window.tcz.live.connect({
    topics: ['callbacks'],
    after: Number(root.dataset.position),
    onEvent: () => {
      document.dispatchEvent(new CustomEvent('tcz:callbacks'));
      later(PAUSE);
    },
    onReload: () => location.reload(),
  });
  window.addEventListener('pagehide', () => stream.close());
})();
