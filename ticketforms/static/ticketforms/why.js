/* “Why is this so?” at a field that rules touch: F1, or ? where nothing is written, or the small button.
   A line below the field tells the rules that hold and the answers they saw. It decides nothing. */
(function () {
  'use strict';

  const told = new WeakMap();

  function toldOf(form) {
    if (!told.has(form)) told.set(form, JSON.parse(form.querySelector('[data-why] script')?.textContent ?? 'null'));
    return told.get(form);
  }

  /* What holds now of what is told about a field. */
  function holding(form, code) {
    const held = window.tcz.forms.resolutionOf(form)?.held ?? [];
    return (toldOf(form)?.fields[code] ?? []).filter(({ rule }) => !rule || held.includes(rule));
  }

  /* How an answer reads in the form: the words of what is chosen, or what is written. */
  function answerIn(form, code) {
    const field = form.querySelector(`[data-field="${CSS.escape(code)}"]`);
    const chosen = Array.from(field?.querySelectorAll('input:checked') ?? [], (input) => input.closest('label')?.querySelector('span')?.textContent.trim());
    if (chosen.length) return chosen.join(', ');
    const input = field?.querySelector('.tcz-field__control input:not([type=radio], [type=checkbox], [type=hidden]), .tcz-field__control :is(select, textarea)');
    return input?.matches('select') ? input.selectedOptions[0]?.value && input.selectedOptions[0].textContent.trim() : input?.value;
  }

  function seen(form, subject) {
    const { names, facts, words } = toldOf(form);
    const answer = (subject in facts ? facts[subject] : answerIn(form, subject)) || words.nothing;
    return `${names[subject] || subject}: ${answer}`;
  }

  function paragraph(text, className) {
    const made = document.createElement('p');
    made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function fill(form, field, place) {
    const reasons = holding(form, field.dataset.field);
    const subjects = [...new Set(reasons.flatMap((reason) => reason.looks_at))];
    place.replaceChildren(...reasons.map(({ said }) => paragraph(said)));
    if (subjects.length) place.append(paragraph(`${toldOf(form).words.saw} ${subjects.map((subject) => seen(form, subject)).join(' · ')}`, 'tcz-why__seen'));
  }

  const placeOf = (field) => field.querySelector('[data-why-place]');

  function isOpen(field) {
    return Boolean(placeOf(field)) && !placeOf(field).hidden;
  }

  function open(form, field, isWanted) {
    const button = field.querySelector('[data-why-button]');
    if (!button || button.hidden) return false;
    const place = placeOf(field);
    place.hidden = !isWanted;
    button.setAttribute('aria-expanded', String(isWanted));
    if (isWanted) fill(form, field, place);
    return true;
  }

  function equip(form, field) {
    const code = field.dataset.field;
    const place = document.createElement('div');
    place.className = 'tcz-why';
    place.id = `why-${code}`;
    place.dataset.whyPlace = '';
    place.setAttribute('role', 'status');
    place.hidden = true;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'tcz-why__button';
    button.textContent = '?';
    button.title = `${toldOf(form).words.why} (F1)`;
    button.setAttribute('aria-label', toldOf(form).words.why);
    button.setAttribute('aria-expanded', 'false');
    button.setAttribute('aria-controls', place.id);
    button.setAttribute('aria-keyshortcuts', 'F1');
    button.dataset.whyButton = '';
    // Whoever answers by keyboard goes from question to question; F1 asks from where they are.
    button.tabIndex = -1;
    button.addEventListener('click', () => open(form, field, !isOpen(field)));
    field.append(button, place);
  }

  const isWritten = (target) => target.matches('textarea, select, input:not([type=radio], [type=checkbox])');

  function onKey(event) {
    const form = event.currentTarget;
    const field = event.target.closest('[data-field]');
    if (!field || event.ctrlKey || event.altKey || event.metaKey) return;
    const asks = event.key === 'F1' || (event.key === '?' && !isWritten(event.target));
    const leaves = event.key === 'Escape' && isOpen(field);
    if ((asks && open(form, field, !isOpen(field))) || (leaves && open(form, field, false))) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  /* Only a field about which something holds offers to say why; what is open keeps up with the answers. */
  function keepUp(form) {
    form.querySelectorAll('[data-why-button]').forEach((button) => {
      const field = button.closest('[data-field]');
      button.hidden = holding(form, field.dataset.field).length === 0;
      if (button.hidden) placeOf(field).hidden = true;
      else if (isOpen(field)) fill(form, field, placeOf(field));
    });
  }

  function attach(form) {
    if (form.dataset.tczWhy || !toldOf(form)) return;
    form.dataset.tczWhy = 'true';
    form.querySelectorAll('[data-field]').forEach((field) => {
      if (toldOf(form).fields[field.dataset.field]) equip(form, field);
    });
    form.addEventListener('keydown', onKey);
  }

  /* Something else is known of the call now: what was told before is told no more. */
  document.addEventListener('tcz:adopted', ({ target }) => told.delete(target));

  document.addEventListener('tcz:resolved', ({ target }) => {
    attach(target);
    keepUp(target);
  });
})();
