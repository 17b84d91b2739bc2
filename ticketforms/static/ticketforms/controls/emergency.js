/* An emergency instruction: while it is seen and not confirmed, the fields after it wait and cannot be reached. */
(function () {
  'use strict';

  const boxOf = (element) => element.querySelector('input');

  const isWaiting = (field) => !field.hidden && !boxOf(field).checked;

  /* One look at the whole form: of several instructions the first that waits holds up all that follows. */
  function hold(form) {
    let isHeld = false;
    form.querySelectorAll('[data-field]').forEach((field) => {
      field.toggleAttribute('data-waiting-field', isHeld);
      field.inert = isHeld;
      if (field.dataset.kind !== 'emergency') return;
      field.querySelector('[data-waiting]').hidden = isHeld || !isWaiting(field);
      isHeld = isHeld || isWaiting(field);
    });
  }

  // A page may attach a form by an element around it: what was resolved is told there.
  document.addEventListener('tcz:resolved', ({ target }) => hold(target));

  window.tcz.forms.controls.emergency = {
    raw: (element) => (boxOf(element).checked ? 'true' : ''),
    write: (element, value) => {
      boxOf(element).checked = value === true || value === 'true';
    },
  };
})();
