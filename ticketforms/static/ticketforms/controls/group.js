/* Rows of the same questions: rows are added and removed by keys and mouse; an empty row is no answer. */
(function () {
  'use strict';

  const { parts, controls } = window.tcz.forms;

  const rowsOf = (element) => Array.from(element.querySelectorAll('[data-rows] > [data-row]'));

  function number(element) {
    const rows = rowsOf(element);
    const { rowWord, maximum, minimum } = element.dataset;
    rows.forEach((row, index) => {
      row.querySelector('[data-number]').textContent = `${index + 1}.`;
      row.setAttribute('aria-label', `${rowWord} ${index + 1}`);
    });
    element.querySelector('[data-add]').hidden = rows.length >= Number(maximum);
    element.toggleAttribute('data-only-row', rows.length <= Math.max(1, Number(minimum)));
  }

  function add(element) {
    const row = element.querySelector('[data-blank]').content.firstElementChild.cloneNode(true);
    element.querySelector('[data-rows]').append(row);
    parts.attach(row);
    number(element);
    return row;
  }

  const firstOf = (row) => row.querySelector('[data-part]');

  function remove(element, row) {
    const next = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    if (!rowsOf(element).length) add(element);
    number(element);
    firstOf(next?.isConnected ? next : rowsOf(element)[0]).focus();
  }

  /* A row left empty among others is sent as such: the server tells rows by their numbers. */
  function raw(element) {
    const rows = rowsOf(element).map((row) => parts.raw(row) || {});
    const isFilled = (row) => Object.keys(row).length > 0;
    return rows.some(isFilled) ? rows.slice(0, rows.findLastIndex(isFilled) + 1) : '';
  }

  function write(element, value) {
    rowsOf(element).forEach((row) => row.remove());
    const rows = Array.isArray(value) && value.length ? value : [{}];
    rows.forEach((cells) => parts.write(add(element), cells));
  }

  function attach(element, changed) {
    rowsOf(element).forEach((row) => parts.attach(row));
    while (rowsOf(element).length < Math.max(1, Number(element.dataset.minimum))) add(element);
    number(element);
    element.querySelector('[data-add]').addEventListener('click', () => {
      firstOf(add(element)).focus();
      changed();
    });
    element.addEventListener('click', (event) => {
      const button = event.target.closest('[data-remove-row]');
      if (!button) return;
      remove(element, button.closest('[data-row]'));
      changed();
    });
  }

  controls.group = { raw, write, attach };
})();
