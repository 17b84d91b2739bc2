/* A drawn form (ticketforms/form.html) in the browser: hides what is not asked, takes digits, reads the answers.
   It decides nothing: the server cleans and checks whatever is sent. */
(function () {
  'use strict';

  const plainNumber = (written, pattern) => {
    const plain = written.replace(/[ \u00a0\u202f]/g, '').replace(/,/g, '.');
    return pattern.test(plain) ? plain : null;
  };

  /* What a condition sees of an answer, by kind; null when it is empty or could not be taken. */
  const READ = {
    number: (raw) => plainNumber(raw, /^-?[0-9]{1,15}(\.[0-9]{1,6})?$/),
    integer: (raw) => plainNumber(raw, /^-?[0-9]{1,15}$/),
    yes_no: (raw) => ({ true: true, false: false })[raw] ?? null,
    multi_choice: (raw) => (raw.length ? raw : null),
    notice: () => null,
  };

  const fieldsOf = (element) => Array.from(element.querySelectorAll('[data-field]'));

  function rawOf(field) {
    if (field.dataset.kind === 'notice') return undefined;
    if (field.dataset.kind === 'multi_choice') {
      return Array.from(field.querySelectorAll('input:checked'), (input) => input.value);
    }
    const radios = field.querySelector('[role=radiogroup]');
    if (radios) return radios.querySelector('input:checked')?.value ?? '';
    return field.querySelector('input, textarea, select').value;
  }

  function cleanOf(field) {
    const raw = rawOf(field);
    const read = READ[field.dataset.kind];
    if (read) return read(raw);
    return raw.trim() || null;
  }

  /* Fields are looked at in order: what a hidden field holds counts for nothing further down. */
  function refresh(element) {
    const values = {};
    fieldsOf(element).forEach((field) => {
      const { rule } = field.dataset;
      field.hidden = rule ? !window.tcz.conditions.evaluate(JSON.parse(rule), values) : false;
      if (!field.hidden) values[field.dataset.field] = cleanOf(field);
    });
  }

  /* The raw answers of what is asked now, by field code, as the server expects them. */
  function answers(element) {
    const asked = fieldsOf(element).filter((field) => !field.hidden && field.dataset.kind !== 'notice');
    return Object.fromEntries(asked.map((field) => [field.dataset.field, rawOf(field)]));
  }

  function controlsOf(field) {
    const group = field.querySelector('[role=radiogroup], [role=group]');
    return group ? [group] : Array.from(field.querySelectorAll('input, textarea, select'));
  }

  function showError(field, message) {
    const place = field.querySelector('[data-error]');
    if (!place) return;
    place.textContent = message;
    place.hidden = !message;
    controlsOf(field).forEach((control) => {
      const name = control.getAttribute('role') === 'group' ? 'data-invalid' : 'aria-invalid';
      if (message) control.setAttribute(name, 'true');
      else control.removeAttribute(name);
    });
  }

  /* Show each message at its field and clear the others; returns the fields that are wrong, in their order. */
  function showErrors(element, errors) {
    const fields = fieldsOf(element);
    fields.forEach((field) => showError(field, errors[field.dataset.field] || ''));
    return fields.filter((field) => errors[field.dataset.field]);
  }

  /* Put the cursor where the field is answered. */
  function focus(field) {
    const chosen = field.querySelector('input:checked');
    (chosen || field.querySelector('input, textarea, select'))?.focus();
  }

  function choose(input) {
    if (input.type === 'checkbox' || !input.checked) {
      input.checked = input.type === 'checkbox' ? !input.checked : true;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    }
    input.focus();
  }

  function clear(input) {
    input.checked = false;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }

  /* Put the cursor on the question after this one; false where there is none. */
  function focusNext(element, field) {
    const asked = fieldsOf(element).filter((each) => !each.hidden && each.dataset.kind !== 'notice');
    const next = asked[asked.indexOf(field) + 1];
    if (next) focus(next);
    return Boolean(next);
  }

  /* A digit answers a question and goes on to the next; Enter goes on without answering. */
  function onKey(event) {
    const input = event.target;
    const field = input.closest('[data-field]');
    if (!field || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.key === 'Enter' && input.type !== 'textarea') {
      if (focusNext(event.currentTarget, field)) event.preventDefault();
      return;
    }
    if (!['radio', 'checkbox'].includes(input.type)) return;
    const inputs = Array.from(field.querySelectorAll('input'));
    if (/^[1-9]$/.test(event.key) && inputs[Number(event.key) - 1]) {
      choose(inputs[Number(event.key) - 1]);
      if (input.type === 'radio') focusNext(event.currentTarget, field);
    } else if (['Backspace', 'Delete'].includes(event.key) && input.type === 'radio' && input.checked) {
      clear(input);
    } else {
      return;
    }
    event.preventDefault();
  }

  function attach(element) {
    if (element.dataset.tczAttached) return;
    element.dataset.tczAttached = 'true';
    element.addEventListener('keydown', onKey);
    const changed = (event) => {
      const field = event.target.closest('[data-field]');
      if (!field) return;
      showError(field, '');
      refresh(element);
    };
    element.addEventListener('input', changed);
    element.addEventListener('change', changed);
    refresh(element);
  }

  window.tcz = window.tcz || {};
  window.tcz.forms = { attach, answers, showErrors, focus, refresh };
})();
