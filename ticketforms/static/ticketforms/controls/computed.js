/* A field that is worked out: it shows what the rules found, as people write numbers, and is never answered. */
(function () {
  'use strict';

  function shown(value) {
    const [whole, rest] = value.replace('-', '').split('.');
    const isPolish = document.documentElement.lang.startsWith('pl');
    const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, isPolish ? '\u00a0' : ',') : whole;
    return `${value.startsWith('-') ? '−' : ''}${grouped}${rest ? (isPolish ? ',' : '.') + rest : ''}`;
  }

  function write(element, value) {
    const output = element.querySelector('output');
    output.dataset.value = value ?? '';
    output.textContent = value ? shown(String(value)) : output.dataset.empty;
    element.toggleAttribute('data-unknown', !value);
  }

  const raw = (element) => element.querySelector('output').dataset.value;

  window.tcz.forms.controls.computed = { raw, write };
})();
