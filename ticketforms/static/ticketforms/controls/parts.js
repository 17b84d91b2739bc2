/* An answer of several parts, each an input of its own: a time from and to, an address, a point. */
(function () {
  'use strict';

  const partsOf = (element) => Array.from(element.querySelectorAll('[data-part]'));
  const isUsed = (input) => !input.closest('[data-mode][hidden]');

  /* Empty when every part is, so that an untouched field is not answered. */
  function raw(element) {
    const used = partsOf(element).filter((input) => isUsed(input) && input.value.trim());
    return used.length ? Object.fromEntries(used.map((input) => [input.dataset.part, input.value.trim()])) : '';
  }

  function write(element, value) {
    partsOf(element).forEach((input) => {
      input.value = value?.[input.dataset.part] ?? '';
    });
  }

  /* Enter goes on to the next part, and only from the last one to the next question. */
  function attach(element) {
    element.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing || !event.target.dataset.part || event.target.type === 'textarea') return;
      const seen = partsOf(element).filter((input) => isUsed(input) && input.type !== 'hidden');
      const next = seen[seen.indexOf(event.target) + 1];
      if (!next) return;
      next.focus();
      event.preventDefault();
    });
  }

  window.tcz.forms.parts = { raw, write, attach };
  window.tcz.forms.controls.parts = window.tcz.forms.parts;
})();
