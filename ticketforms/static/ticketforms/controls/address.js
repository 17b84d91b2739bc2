/* An address in its parts, or in the caller's own words: one of the two is answered, the other waits. */
(function () {
  'use strict';

  const { parts, controls } = window.tcz.forms;

  function turn(element, isText) {
    const words = element.querySelector('[data-mode=text]');
    if (!words) return;
    words.hidden = !isText;
    element.querySelector('[data-mode=parts]').hidden = isText;
    element.querySelector('[data-switch]').setAttribute('aria-pressed', String(isText));
  }

  function write(element, value) {
    const held = typeof value === 'string' ? { text: value } : value ?? {};
    parts.write(element, held);
    turn(element, Boolean(held.text));
  }

  function attach(element, changed) {
    parts.attach(element);
    // A code belongs to the name it came with.
    element.addEventListener('input', (event) => {
      if (!event.target.dataset.part) return;
      element.querySelectorAll('input[type=hidden][data-part]').forEach((code) => {
        code.value = '';
      });
    });
    const toggle = element.querySelector('[data-switch]');
    toggle?.addEventListener('click', () => {
      const isText = toggle.getAttribute('aria-pressed') !== 'true';
      turn(element, isText);
      element.querySelector(`[data-mode=${isText ? 'text' : 'parts'}] input`).focus();
      changed();
    });
  }

  controls.address = { raw: parts.raw, write, attach };
})();
