/* Rows that are picked, one by one or with Shift from the last one, and the bar of what is done to all of them. */
(function () {
  'use strict';

  const { page, words } = window.tcz.search;
  const results = page.querySelector('[data-srch-results]');
  const bar = page.querySelector('[data-srch-bulk]');
  let last = null;
  let hasCriteria = false;

  const boxes = () => [...results.querySelectorAll('[data-srch-pick]')];
  const picked = () => boxes().filter((box) => box.checked);

  function show() {
    const count = picked().length;
    const status = bar.querySelector('[data-srch-picked]');
    bar.hidden = count === 0;
    status.textContent = status.dataset.words.replace('%s', count);
    if (count === 0) bar.elements.all.checked = false;
    offerMain();
    const all = results.querySelector('[data-srch-pick-all]');
    if (!all) return;
    all.checked = count > 0 && count === boxes().length;
    all.indeterminate = count > 0 && !all.checked;
  }

  /* The main ticket is one of those that are picked, the first reported unless somebody says otherwise. */
  function offerMain() {
    const choice = bar.querySelector('[data-srch-main]');
    const kept = choice.dataset.chosen;
    const all = picked().sort((one, other) => one.dataset.reported - other.dataset.reported);
    choice.replaceChildren(...all.map((box) => new Option(box.dataset.words, box.dataset.number)));
    if (kept && all.some((box) => box.dataset.number === kept)) choice.value = kept;
  }

  function start(asked) {
    if (!bar) return;
    results.addEventListener('click', (event) => {
      const box = event.target.closest('[data-srch-pick]');
      if (!box) return;
      const all = boxes();
      if (event.shiftKey && last && all.includes(last)) {
        const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((one, other) => one - other);
        all.slice(from, to + 1).forEach((each) => { each.checked = box.checked; });
      }
      last = box;
      show();
    });
    results.addEventListener('change', (event) => {
      if (event.target.matches('[data-srch-pick-all]')) boxes().forEach((box) => { box.checked = event.target.checked; });
      show();
    });
    bar.querySelector('[data-srch-unpick]').addEventListener('click', () => {
      picked().forEach((box) => { box.checked = false; });
      show();
      results.querySelector('[data-srch-pick]')?.focus();
    });
    const { action } = bar.elements;
    const needs = () => {
      const needed = action.selectedOptions[0].dataset.needs;
      bar.querySelectorAll('[data-need]').forEach((control) => { control.hidden = control.dataset.need !== needed; });
      offerAll();
    };
    action.addEventListener('change', needs);
    const main = bar.querySelector('[data-srch-main]');
    main.addEventListener('change', () => { main.dataset.chosen = main.value; });
    needs();
    bar.addEventListener('submit', (event) => {
      event.preventDefault();
      send(asked());
    });
  }

  async function send(asked) {
    const refused = bar.querySelector('[data-srch-bulk-refused]');
    const body = new FormData(bar);
    // Words of the box are no criteria: then only what is picked.
    if (body.has('all') && !asked.typed) body.append('criteria', JSON.stringify(asked.criteria));
    else picked().forEach((box) => body.append('ticket', box.value));
    refused.hidden = true;
    let told = { message: words.failed };
    try {
      const answer = await fetch(bar.getAttribute('action'), { method: 'POST', body, headers: { 'X-Requested-With': 'XMLHttpRequest' } });
      told = answer.status === 403 ? { message: words.signed_out } : await answer.json();
    } catch {
      // Said below.
    }
    if (told.url) return location.assign(told.url);
    refused.textContent = told.message;
    refused.hidden = false;
    return null;
  }

  /* Of all that fit can be spoken only where criteria say what fits, and tickets are merged one by one. */
  function offerAll() {
    const choice = bar.querySelector('[data-srch-all-fitting]');
    choice.hidden = !hasCriteria || bar.elements.action.value === 'merge';
    if (choice.hidden) bar.elements.all.checked = false;
  }

  function follow(asked) {
    if (!bar) return;
    hasCriteria = !asked.typed && Object.keys(asked.criteria ?? {}).length > 0;
    offerAll();
    show();
  }

  window.tcz.search.picking = { start, follow };
})();
