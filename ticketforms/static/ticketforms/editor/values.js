/* Controls for the value that something is compared with, set to or narrowed to: chosen where it can be, else written.
   What can be chosen, the page says: `window.tcz.editor.choicesOf(vocabulary, subject)`. */
(function () {
  'use strict';

  const { element, options, line, icon } = window.tcz.editor.parts;
  // More boxes than these would push the rule off the screen: then one is picked after another.
  const MOST_BOXES = 9;
  let lists = 0;

  /* `given` is {vocabulary, subject, value, label, part, change}; `change(value, redraws)` keeps it. */
  function one(given) {
    const choices = window.tcz.editor.choicesOf(given.vocabulary, given.subject);
    if (choices === 'large') return typed(given);
    return choices ? chosen(given, choices) : written(given);
  }

  function several(given) {
    const values = Array.isArray(given.value) ? given.value : [given.value].filter((value) => value !== '' && value !== undefined);
    const choices = window.tcz.editor.choicesOf(given.vocabulary, given.subject);
    if (!Array.isArray(choices)) return pickedByTyping(given, values, choices === 'large');
    const known = [...choices, ...values.filter((value) => !choices.some(([each]) => each === value)).map((value) => [value, `${value} ?`])];
    return known.length > MOST_BOXES ? picked(given, values, known) : boxes(given, values, known);
  }

  function chosen({ vocabulary, value, label, part, change }, choices) {
    const byText = new Map(choices.map(([each]) => [String(each), each]));
    const isKnown = byText.has(String(value));
    const missing = value === '' || value === undefined ? `– ${vocabulary.words.choose} –` : `${value} ?`;
    const made = options(label, isKnown ? choices : [[value ?? '', missing], ...choices], value ?? '', part);
    made.addEventListener('change', () => change(byText.has(made.value) ? byText.get(made.value) : made.value, false));
    return made;
  }

  function written({ vocabulary, subject, value, label, part, change }) {
    const { type = 'text', inputmode } = vocabulary.kinds[subject.kind]?.control ?? {};
    // A browser writes the time by its own language, with a.m. and p.m.: here it is written by the clock of 24 hours.
    const placeholder = type === 'time' ? vocabulary.words.time : null;
    const made = line(label, ['date', 'datetime-local'].includes(type) ? type : 'text', value, part, { inputmode, placeholder });
    made.addEventListener('input', () => change(made.value, false));
    return made;
  }

  /* A line that offers entries of a large dictionary as they are typed; what is kept is the entry's code. */
  function typed({ vocabulary, subject, value, label, part, change }) {
    lists += 1;
    const list = element('datalist', { id: `tcz-entries-${lists}` });
    const made = line(label, 'text', value, part, { list: list.id, placeholder: vocabulary.words.type_entry });
    made.addEventListener('input', () => {
      change(made.value, false);
      offer(vocabulary, subject.dictionary, made.value, list);
    });
    return element('span', { class: 'tcz-typed' }, made, list);
  }

  let newest = 0;
  async function offer(vocabulary, dictionary, text, list) {
    newest += 1;
    const mine = newest;
    const body = new FormData();
    body.append('dictionary', dictionary);
    body.append('text', text);
    const token = document.querySelector('[name=csrfmiddlewaretoken]').value;
    const reply = await fetch(vocabulary.addresses.entries, { method: 'POST', headers: { 'X-CSRFToken': token }, body });
    if (!reply.ok || mine !== newest) return;
    const { entries } = await reply.json();
    list.replaceChildren(...entries.map(({ code, label }) => element('option', { value: code }, label)));
  }

  function boxes({ label, part, change }, values, choices) {
    const made = element('span', { class: 'tcz-boxes', role: 'group', 'aria-label': label });
    choices.forEach(([value, text], index) => {
      const box = element('input', { type: 'checkbox', value: String(value), 'data-part': `${part}-${index}` });
      box.checked = values.includes(value);
      box.addEventListener('change', () => {
        const ticked = Array.from(made.querySelectorAll('input'), (input) => input.checked);
        change(choices.filter((_choice, place) => ticked[place]).map(([each]) => each), false);
      });
      made.append(element('label', {}, box, element('span', {}, text)));
    });
    return made;
  }

  function chips({ vocabulary, label, change }, values, named) {
    const made = element('span', { class: 'tcz-chips', role: 'group', 'aria-label': label });
    values.forEach((value, index) => {
      const name = named(value);
      const remove = element('button', { type: 'button', 'aria-label': `${vocabulary.words.remove}: ${name}`, 'data-part': `chip-${index}` }, icon('cross'));
      remove.addEventListener('click', () => change(values.filter((each) => each !== value), true));
      made.append(element('span', { class: 'tcz-chip' }, name, remove));
    });
    return made;
  }

  /* Values one after another from a list. */
  function picked(given, values, choices) {
    const names = new Map(choices.map(([value, text]) => [String(value), text]));
    const made = chips(given, values, (value) => names.get(String(value)) ?? `${value} ?`);
    const rest = choices.filter(([value]) => !values.includes(value));
    const adds = options(given.label, [['', `+ ${given.vocabulary.words.choose}`], ...rest], '', given.part);
    const add = (redraws) => {
      const added = rest.find(([value]) => String(value) === adds.value);
      if (added) given.change([...values, added[0]], redraws);
    };
    window.tcz.editor.walking.whenAdded(adds, add);
    if (rest.length) made.append(adds);
    return made;
  }

  function pickedByTyping(given, values, isLarge) {
    const made = chips(given, values, String);
    let text = '';
    const control = (isLarge ? typed : written)({ ...given, value: '', change: (value) => { text = value; } });
    control.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') event.preventDefault();
      if (event.key === 'Enter' && text) given.change([...values, text], true);
    });
    control.addEventListener('change', () => {
      if (text) given.change([...values, text], true);
    });
    made.append(control);
    return made;
  }

  window.tcz.editor.values = { one, several, picked };
})();
