/* A meter's reading; once the server was surprised by it, there is a place to say why it is right. */
(function () {
  'use strict';

  const { parts, controls } = window.tcz.forms;

  const reasonOf = (element) => element.querySelector('[data-reason]');

  function raw(element) {
    const given = parts.raw(element);
    return given && given.value ? given : '';
  }

  function write(element, value) {
    parts.write(element, typeof value === 'object' ? value : { value });
    reasonOf(element).hidden = !reasonOf(element).querySelector('input').value;
  }

  function attach(element) {
    parts.attach(element);
    const error = element.closest('[data-field]').querySelector('[data-error]');
    const look = () => {
      if (!error.hidden && parts.raw(element).value) reasonOf(element).hidden = false;
    };
    new MutationObserver(look).observe(error, { attributes: true, attributeFilter: ['hidden'] });
    look();
  }

  controls.meter_reading = { raw, write, attach };
})();
