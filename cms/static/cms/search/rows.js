/* The rows of a list: walked with arrows, previewed at the side, continued further down. Nothing that is shown jumps. */
(function () {
  'use strict';

  const { page, ask } = window.tcz.search;
  const results = page.querySelector('[data-srch-results]');
  const side = page.querySelector('[data-srch-preview]');
  let shown = '';
  let newest = 0;

  const rows = () => [...results.querySelectorAll('[data-srch-row]')];
  const linkOf = (row) => row.querySelector('a') ?? row;
  const rowAt = (target) => target.closest?.('[data-srch-row]');

  async function preview(row) {
    newest += 1;
    const mine = newest;
    shown = row.dataset.srchRow;
    rows().forEach((each) => each.classList.toggle('is-selected', each === row));
    try {
      const html = await ask(page.dataset.preview.replace('/0/', `/${shown}/`));
      if (mine !== newest) return;
      side.innerHTML = html;
      side.hidden = false;
    } catch (error) {
      if (mine !== newest) return;
      side.textContent = error.message;
      side.hidden = false;
    }
  }

  function close() {
    newest += 1;
    shown = '';
    side.hidden = true;
    rows().forEach((each) => each.classList.remove('is-selected'));
  }

  function walk(event) {
    const row = rowAt(event.target);
    const isBox = event.target.matches?.('[data-rec-first]');
    if (!row && !isBox) return;
    const all = rows();
    const next = all[row ? all.indexOf(row) + (event.key === 'ArrowDown' ? 1 : -1) : 0];
    if (!next || (isBox && event.key === 'ArrowUp')) return;
    event.preventDefault();
    linkOf(next).focus();
    if (!side.hidden) preview(next);
  }

  document.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const isWriting = event.target.closest('input, textarea, select, [contenteditable]');
    const first = page.querySelector('[data-rec-first]');
    if (event.key === '/' && !isWriting && first) {
      event.preventDefault();
      first.focus();
      first.select();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      walk(event);
    } else if (event.key === 'p' && !isWriting) {
      const row = rowAt(event.target) ?? rows()[0];
      if (!side.hidden && (!row || shown === row.dataset.srchRow)) close();
      else if (row) preview(row);
    } else if (event.key === 'Escape' && !side.hidden && !isWriting) {
      close();
    }
  });

  results.addEventListener('click', (event) => {
    const row = rowAt(event.target);
    if (row && !event.target.closest('a, button, input')) preview(row);
  });

  side.addEventListener('click', (event) => {
    if (!event.target.closest('[data-srch-close]')) return;
    const row = rows().find((each) => each.dataset.srchRow === shown);
    close();
    if (row) linkOf(row).focus();
  });

  /* After new results: what was previewed is chosen again, or closed. */
  function follow() {
    rows().forEach((row) => { if (!row.querySelector('a')) row.tabIndex = 0; });
    const same = rows().find((row) => row.dataset.srchRow === shown);
    if (same) same.classList.add('is-selected');
    else if (!side.hidden) close();
  }

  window.tcz.search.rows = { follow };
})();
