/* The search box of every page: a combobox over a list that the server draws. What is typed travels in the body of a
   request; the answer to an older keystroke never takes the place of a newer one's. */
(() => {
  'use strict';

  const PAUSE = 120;
  const WRITING = 'input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select, [contenteditable]';

  function start(dialog) {
    const part = (name) => dialog.querySelector(`[data-find-${name}]`);
    const form = part('form');
    const input = form.elements.typed;
    const list = part('list');
    const status = part('status');
    const failed = part('failed').content;
    let waiting = null;
    let asked = 0;
    let shown = 0;

    const options = () => [...list.querySelectorAll('[role=option]')];
    const active = () => list.querySelector('[aria-selected=true]');

    function choose(option) {
      active()?.setAttribute('aria-selected', 'false');
      if (!option) return input.removeAttribute('aria-activedescendant');
      option.setAttribute('aria-selected', 'true');
      option.scrollIntoView({ block: 'nearest' });
      return input.setAttribute('aria-activedescendant', option.id);
    }

    function show(content, says) {
      list.replaceChildren(...content);
      dialog.classList.toggle('tcz-find--filled', list.childElementCount > 0);
      input.setAttribute('aria-expanded', String(options().length > 0));
      status.textContent = says;
      choose(options()[0]);
    }

    async function look() {
      asked += 1;
      const turn = asked;
      const typed = input.value.trim();
      if (!typed) {
        shown = turn;
        show([], '');
        return;
      }
      const isLate = () => turn < shown;
      try {
        const answer = await fetch(form.action, {
          method: 'POST',
          body: new FormData(form),
          headers: { 'X-Requested-With': 'XMLHttpRequest' },
        });
        if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
        const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').body;
        if (isLate()) return;
        shown = turn;
        show([...fresh.childNodes], fresh.querySelector('[data-find-says]')?.textContent || '');
      } catch {
        if (isLate()) return;
        show([...failed.cloneNode(true).childNodes], failed.textContent.trim());
      }
    }

    function open() {
      if (dialog.open) return;
      dialog.showModal();
      input.select();
    }

    function step(by) {
      const all = options();
      const from = all.indexOf(active());
      choose(all[(from + by + all.length) % all.length]);
    }

    input.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(look, PAUSE);
    });
    input.addEventListener('keydown', (event) => {
      if (event.isComposing) return;
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        if (options().length) step(event.key === 'ArrowDown' ? 1 : -1);
      }
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      clearTimeout(waiting);
      if (shown === asked && active()) active().click();
      else look();
    });
    dialog.addEventListener('click', (event) => {
      if (event.target === dialog || event.target.closest('[data-find-close]')) dialog.close();
    });
    /* Before the menu takes the click for a way to another page. */
    document.addEventListener(
      'click',
      (event) => {
        if (!event.target.closest('[data-find-open]') || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        event.stopPropagation();
        open();
      },
      true,
    );
    /* On the window, so that a page with a search field of its own answers first. */
    window.addEventListener('keydown', (event) => {
      if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
      const isPalette = event.key === 'k' && (event.ctrlKey || event.metaKey);
      const isSlash = event.key === '/' && !event.ctrlKey && !event.altKey && !event.metaKey;
      if (isPalette || (isSlash && !event.target.closest?.(WRITING))) {
        event.preventDefault();
        open();
      }
    });
  }

  document.addEventListener('DOMContentLoaded', () => document.querySelectorAll('[data-find]').forEach(start));
})();
