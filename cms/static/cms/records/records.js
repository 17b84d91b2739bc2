/* Customers and tickets in the browser: results as one types, parts of a page that follow the feed, keys.
   Without it every page works by itself; it never decides anything. */
(function () {
  'use strict';

  const PAUSE = 250;

  function page(html) {
    return new DOMParser().parseFromString(html, 'text/html');
  }

  /* Results while typing. The text travels in the body of a request, never in an address. */
  function searchAsTyped(form) {
    const found = document.getElementById(form.dataset.recSearch);
    const box = form.querySelector('[name=typed]');
    // It stays while the results come and go, or nobody would hear how many there are.
    const says = document.querySelector('[data-rec-says]');
    const failed = form.querySelector('[data-rec-failed]').content;
    let waiting = null;
    let running = null;

    async function look() {
      if (running) running.abort();
      running = new AbortController();
      try {
        const answer = await fetch(form.action, {
          method: 'POST',
          body: new FormData(form),
          headers: { 'X-Requested-With': 'XMLHttpRequest' },
          signal: running.signal,
        });
        // Whoever was logged out meanwhile gets the login, not a login amid the results.
        if (answer.redirected || answer.status === 403) return location.reload();
        if (!answer.ok) throw new Error(String(answer.status));
        found.innerHTML = await answer.text();
      } catch (error) {
        if (error.name === 'AbortError') return;
        found.replaceChildren(failed.cloneNode(true));
      }
      says.textContent = found.querySelector('[data-rec-count]')?.textContent.trim() || '';
    }

    box.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(look, PAUSE);
    });
  }

  /* Parts of the page that events of a topic change are read anew; what somebody writes just now is left alone. */
  function follow(element) {
    const topic = element.dataset.recLive;
    const news = document.getElementById(element.dataset.recAnnounce || '');
    let waiting = null;
    let count = 0;

    async function refresh() {
      const answer = await fetch(element.dataset.recUrl, { headers: { Accept: 'text/html' } });
      if (answer.redirected) location.reload();
      if (answer.redirected || !answer.ok) return;
      const fresh = page(await answer.text());
      element.querySelectorAll('[data-rec-part]').forEach((part) => {
        const newer = fresh.querySelector(`[data-rec-part="${part.dataset.recPart}"]`);
        const isBusy = part.contains(document.activeElement) || part.querySelector('details[open]');
        if (newer && newer.innerHTML === part.innerHTML) return;
        if (newer && isBusy) return;
        if (newer) swap(part, newer);
        else part.remove();
      });
    }

    function swap(part, newer) {
      const status = part.querySelector('[data-tcz-live]');
      const newerStatus = newer.querySelector('[data-tcz-live]');
      if (status && newerStatus) newerStatus.replaceWith(status);
      part.replaceChildren(...newer.childNodes);
    }

    function announce() {
      count += 1;
      news.textContent = `${news.dataset.recWords} (${count})`;
      news.hidden = false;
    }

    function later() {
      clearTimeout(waiting);
      waiting = setTimeout(refresh, PAUSE);
    }

    const stream = window.tcz.live.connect({
      topics: [topic],
      after: Number(element.dataset.recPosition),
      onEvent: news ? announce : later,
      onReload: () => location.reload(),
    });
    window.addEventListener('pagehide', () => stream.close());
  }

  /* A change is sent once, however often the button is pressed; also from a part that was read anew meanwhile. */
  function sendOnce(event) {
    const form = event.target.closest('[data-rec-once]');
    if (!form) return;
    if (form.dataset.recSent) event.preventDefault();
    form.dataset.recSent = 'yes';
  }

  function sendAgain() {
    document.querySelectorAll('[data-rec-sent]').forEach((form) => delete form.dataset.recSent);
  }

  function onKey(event) {
    const isWriting = event.target.closest('input, textarea, select, [contenteditable]');
    const first = document.querySelector('[data-rec-first]');
    if (event.key === '/' && !isWriting && first) {
      event.preventDefault();
      first.focus();
      first.select?.();
    }
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && (event.target === first || inRow(event.target))) {
      const links = [...document.querySelectorAll('[data-rec-row]')].map((row) => row.querySelector('a'));
      const here = links.indexOf(event.target);
      const next = event.key === 'ArrowDown' ? here + 1 : here - 1;
      event.preventDefault();
      (links[next] || (next < 0 ? first : event.target)).focus();
    }
  }

  function inRow(element) {
    return element.matches('a') && element.closest('[data-rec-row]');
  }

  document.querySelectorAll('[data-rec-search]').forEach(searchAsTyped);
  document.querySelectorAll('[data-rec-live]').forEach(follow);
  document.addEventListener('submit', sendOnce);
  window.addEventListener('pageshow', sendAgain);
  document.querySelectorAll('[data-rec-filters] :is(select, input[type=checkbox])').forEach((control) => {
    control.addEventListener('change', () => control.form.requestSubmit());
  });
  document.addEventListener('keydown', onKey);
})();
