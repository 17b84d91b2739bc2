/* A rating: a digit chooses the number it is, not the option in its place; 1 and then 0 is ten. */
(function () {
  'use strict';

  const QUICK = 700;

  const inputsOf = (element) => Array.from(element.querySelectorAll('input'));

  function raw(element) {
    return element.querySelector('input:checked')?.value ?? '';
  }

  function write(element, value) {
    inputsOf(element).forEach((input) => {
      input.checked = input.value === String(value ?? '');
    });
  }

  function attach(element) {
    let typed = '';
    let typedAt = 0;
    element.addEventListener('keydown', (event) => {
      if (!/^[0-9]$/.test(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      const both = event.timeStamp - typedAt < QUICK ? typed + event.key : '';
      const input = [both, event.key].map((value) => inputsOf(element).find((one) => one.value === value)).find(Boolean);
      [typed, typedAt] = [event.key, event.timeStamp];
      if (!input || input.disabled) return;
      input.checked = true;
      input.focus();
      input.dispatchEvent(new Event('change', { bubbles: true }));
    });
  }

  window.tcz.forms.controls.rating = { raw, write, attach };
})();
