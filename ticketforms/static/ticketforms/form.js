/* A drawn form (ticketforms/form.html) in the browser: hides what is not asked, takes digits, reads the answers.
   It decides nothing: the server cleans and checks whatever is sent. */
(function () {
  'use strict';

  /* Controls of more than one input, by name: {raw(element), write(element, value), attach(element, changed)}. */
  const controls = {};
  const behaviours = new WeakMap();
  const resolutions = new WeakMap();
  const OWN = 'input, textarea, select';

  const fieldsOf = (element) => Array.from(element.querySelectorAll('[data-field]'));
  const isQuestion = (field) => !('noQuestion' in field.dataset);
  const skipOf = (field) => field.querySelector('[data-skip]');

  function controlOf(field) {
    const element = field.querySelector('[data-control]');
    return element ? { element, ...controls[element.dataset.control] } : null;
  }

  const inputsOf = (field) => Array.from(field.querySelectorAll(OWN)).filter((input) => !input.closest('[data-skip]'));

  function rawOf(field) {
    const control = controlOf(field);
    if (control) return control.raw(control.element);
    const group = field.querySelector('[role=radiogroup], [role=group]');
    if (!group) return inputsOf(field)[0]?.value ?? '';
    const chosen = Array.from(group.querySelectorAll('input:checked'), (input) => input.value);
    return group.getAttribute('role') === 'group' ? chosen : chosen[0] ?? '';
  }

  function write(field, value) {
    const control = controlOf(field);
    if (control) {
      control.write(control.element, value);
      return;
    }
    const inputs = inputsOf(field);
    const chosen = (Array.isArray(value) ? value : [value]).map(String);
    if (['radio', 'checkbox'].includes(inputs[0]?.type)) {
      inputs.forEach((input) => {
        input.checked = chosen.includes(input.value);
      });
    } else if (inputs[0]) {
      inputs[0].value = value ?? '';
    }
  }

  function behaviourOf(element) {
    if (!behaviours.has(element)) {
      const script = element.querySelector('script[type="application/json"]');
      behaviours.set(element, JSON.parse(script.textContent));
    }
    return behaviours.get(element);
  }

  const rawsOf = (fields) => Object.fromEntries(fields.filter(isQuestion).map((field) => [field.dataset.field, rawOf(field)]));

  const formOf = (element) => element.querySelector('[data-tcz-form]') ?? element;

  /* Run the rules over what stands in the form and show what they make of it. */
  function refresh(element) {
    const fields = fieldsOf(element);
    const resolution = window.tcz.rules.resolve(behaviourOf(element), rawsOf(fields));
    fields.forEach((field) => show(field, resolution.fields[field.dataset.field]));
    showNotices(element.querySelector('[data-notices]'), resolution.notices);
    element.querySelector('[data-blocks]').textContent = resolution.blocks.map((block) => block.text).join(' ');
    // A page may attach what stands around the form; controls inside listen on the form itself.
    const form = formOf(element);
    [element, form].forEach((asked) => resolutions.set(asked, resolution));
    form.dispatchEvent(new CustomEvent('tcz:resolved', { detail: resolution, bubbles: true }));
  }

  function show(field, state) {
    field.hidden = !state.isShown;
    field.dataset.requirement = state.requirement;
    if (!isQuestion(field)) return;
    const isFocused = field.contains(document.activeElement);
    const isNewlyFixed = state.isReadOnly && !('readOnly' in field.dataset);
    if ((state.isSet && !isFocused) || isNewlyFixed || field.dataset.kind === 'computed') write(field, state.value ?? '');
    field.toggleAttribute('data-read-only', state.isReadOnly);
    const isRequired = ['save', 'soft'].includes(state.requirement);
    field.querySelectorAll('[data-required]').forEach((mark) => {
      mark.hidden = !isRequired;
    });
    const group = field.querySelector('[role=radiogroup]') ?? inputsOf(field)[0];
    if (isRequired) group?.setAttribute('aria-required', 'true');
    else group?.removeAttribute('aria-required');
    inputsOf(field).forEach((input) => {
      input.disabled = state.isReadOnly || !isOffered(input, state.choices);
    });
    offer(field, state.choices);
  }

  const isOffered = (input, choices) => choices === null || !['radio', 'checkbox'].includes(input.type) || choices.includes(input.value);

  /* Only what may be chosen is seen; what was chosen and is not offered any more is let go. */
  function offer(field, choices) {
    const options = field.querySelectorAll('.tcz-option');
    options.forEach((option) => {
      const input = option.querySelector('input');
      option.hidden = !isOffered(input, choices);
      if (option.hidden) input.checked = false;
    });
    let digit = 0;
    options.forEach((option) => {
      const key = option.querySelector('kbd');
      if (!option.hidden) digit += 1;
      if (key) key.textContent = digit <= 9 ? String(digit) : '';
    });
    field.querySelectorAll(':scope select option[value]').forEach((option) => {
      if (choices === null || !option.value) return;
      option.hidden = !choices.includes(option.value);
      option.disabled = option.hidden;
      if (option.hidden && option.selected) option.closest('select').value = '';
    });
  }

  /* Lines that stay are not written anew: a screen reader would say them again at each key. */
  function showNotices(place, notices) {
    const said = JSON.stringify(notices);
    if (place.dataset.said === said) return;
    place.dataset.said = said;
    place.replaceChildren(...notices.map(({ tone, text }) => {
      const line = document.createElement('p');
      line.className = `tcz-say tcz-say--${tone}`;
      const name = document.createElement('strong');
      name.className = 'tcz-say__tone';
      name.textContent = place.dataset[tone];
      const words = document.createElement('span');
      words.textContent = text;
      line.append(name, words);
      return line;
    }));
  }

  const isAsked = (field) => !field.hidden && isQuestion(field);

  /* The raw answers of what this person is asked now, by field code, as the server expects them. */
  function answers(element) {
    const asked = fieldsOf(element).filter((field) => isAsked(field) && !('readOnly' in field.dataset) && field.dataset.kind !== 'computed');
    return Object.fromEntries(asked.map((field) => {
      const reason = skipOf(field)?.querySelector('input').value.trim();
      const isSkipped = reason && !skipOf(field).hidden && isEmpty(rawOf(field));
      return [field.dataset.field, isSkipped ? { skipped: reason } : rawOf(field)];
    }));
  }

  /* All that stands in the controls, asked now or not: what `put` gives back on another day. */
  function held(element) {
    return Object.fromEntries(fieldsOf(element).filter((field) => isQuestion(field) && field.dataset.kind !== 'computed').map((field) => {
      const control = controlOf(field);
      const typed = control?.typed?.(control.element);
      const reason = skipOf(field)?.querySelector('input').value;
      const raw = control?.held ? control.held(control.element) : rawOf(field);
      return [field.dataset.field, { raw: typed ? '' : raw, ...(typed && { typed }), ...(reason && { reason }) }];
    }));
  }

  /* Twice: what an earlier answer narrows is let go when that one is given. */
  function put(element, answers) {
    [1, 2].forEach(() => {
      fieldsOf(element).forEach((field) => putBack(field, answers[field.dataset.field]));
      refresh(element);
    });
  }

  function putBack(field, kept) {
    if (!kept || !isQuestion(field)) return;
    const control = controlOf(field);
    if (kept.typed) control.retype(control.element, kept.typed);
    else write(field, kept.raw);
    if (!kept.reason) return;
    skipOf(field).hidden = false;
    skipOf(field).querySelector('input').value = kept.reason;
  }

  const isEmpty = (raw) => window.tcz.rules.read(raw, 'whole') === null;

  function controlsOf(field) {
    const group = field.querySelector('[role=radiogroup], [role=group]');
    return group ? [group] : inputsOf(field);
  }

  function showError(field, message) {
    const place = field.querySelector('[data-error]');
    if (!place) return;
    place.textContent = message;
    place.hidden = !message;
    // A reason is asked for only where the answer was missed.
    if (field.dataset.requirement === 'soft' && message && isEmpty(rawOf(field))) skipOf(field).hidden = false;
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
    if (errors['']) element.querySelector('[data-blocks]').textContent = errors[''];
    return fields.filter((field) => errors[field.dataset.field]);
  }

  /* Put the cursor where the field is answered. */
  function focus(field) {
    const inputs = inputsOf(field).filter((input) => !input.disabled && input.type !== 'hidden');
    (inputs.find((input) => input.checked) || inputs[0] || field.querySelector('button'))?.focus();
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
    const asked = fieldsOf(element).filter((each) => isAsked(each) && !('readOnly' in each.dataset) && each.dataset.kind !== 'computed');
    const next = asked[asked.indexOf(field) + 1];
    if (next) focus(next);
    return Boolean(next);
  }

  /* A digit answers a question and goes on to the next; Enter goes on without answering. */
  function onKey(event) {
    const input = event.target;
    const field = input.closest('[data-field]');
    // A button or a link does what it says.
    if (!field || input.closest('button, a') || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.key === 'Enter' && input.type !== 'textarea') {
      if (focusNext(event.currentTarget, field)) event.preventDefault();
      return;
    }
    if (!['radio', 'checkbox'].includes(input.type)) return;
    const inputs = inputsOf(field).filter((one) => one.type === input.type && !one.disabled);
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
      const input = event.target;
      const field = input.closest('[data-field]');
      if (!field) return;
      showError(field, '');
      if (!input.closest('[data-skip]')) refresh(element);
    };
    element.addEventListener('input', changed);
    element.addEventListener('change', changed);
    // What a rule fills in waits until nobody types there.
    element.addEventListener('focusout', () => refresh(element));
    fieldsOf(element).forEach((field) => {
      const control = controlOf(field);
      control?.attach?.(control.element, () => changed({ target: control.element }));
    });
    refresh(element);
  }

  /* Go on with the rules of a form drawn anew; what is empty here and filled there is taken over. */
  function adopt(element, fresh) {
    behaviours.set(element, behaviourOf(fresh));
    const drawn = new Map(fieldsOf(fresh).map((field) => [field.dataset.field, field]));
    element.querySelector('[data-why]')?.replaceWith(fresh.querySelector('[data-why]') ?? '');
    formOf(element).dispatchEvent(new CustomEvent('tcz:adopted', { bubbles: true }));
    fieldsOf(element).filter(isQuestion).forEach((field) => {
      const other = drawn.get(field.dataset.field);
      if (other && isEmpty(rawOf(field)) && !isEmpty(rawOf(other))) write(field, rawOf(other));
    });
    refresh(element);
  }

  window.tcz = window.tcz || {};
  window.tcz.forms = { adopt, attach, answers, held, put, showErrors, focus, focusNext, refresh, controls, resolutionOf: (element) => resolutions.get(element) };
})();
