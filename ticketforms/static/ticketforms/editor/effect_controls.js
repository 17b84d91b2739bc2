/* The controls of one effect, by what it does. `editor` is the effects' controller, `node` holds the plain effect. */
(function () {
  'use strict';

  const { element, options, line } = window.tcz.editor.parts;
  const { values, draft, walking } = window.tcz.editor;

  const FRESH = {
    show: { fields: [] },
    require: { fields: [], level: 'save' },
    read_only: { fields: [] },
    set_if_empty: { field: '', value: '' },
    restrict: { field: '', choices: [] },
    notice: { tone: 'say', text_pl: '', text_en: '' },
    block: { text_pl: '', text_en: '' },
    set_priority: { priority: 1 },
    set_queue: { queue: '' },
    set_due: { amount: 1, unit: 'days' },
    propose_joining: {},
  };

  /* An effect as it is first shown; what it has in common with the one it takes the place of, it keeps. */
  function fresh(name, earlier = {}) {
    const own = FRESH[name];
    const kept = Object.fromEntries(Object.entries(earlier).filter(([part]) => part in own));
    return { effect: name, ...own, ...kept };
  }

  function named(editor, word, control) {
    return element('label', { class: 'tcz-named' }, element('span', {}, editor.vocabulary.words[word]), control);
  }

  function replace(editor, node, part, value, redraws, focus = part) {
    const keep = () => { node.effect = { ...node.effect, [part]: value }; };
    if (redraws === 'behind') {
      keep();
      editor.changeBehind();
    } else if (redraws) {
      editor.change(keep, node.id, focus);
    } else {
      keep();
      editor.keep();
    }
  }

  function fieldsOf(editor, node) {
    const { words } = editor.vocabulary;
    const choices = editor.fields.map(({ code, label }) => [code, label || code]);
    return values.picked({
      vocabulary: editor.vocabulary,
      label: words.fields,
      part: 'fields',
      change: (chosen, redraws) => replace(editor, node, 'fields', chosen, redraws),
    }, node.effect.fields, choices);
  }

  function fieldOf(editor, node, offered) {
    const { words } = editor.vocabulary;
    const { field } = node.effect;
    const choices = offered.map(({ code, label }) => [code, label || code]);
    if (!choices.some(([code]) => code === field)) choices.unshift([field, field ? `${field} – ${words.missing}` : `– ${words.choose_field} –`]);
    const made = options(words.field, choices, field, 'field');
    walking.whenChosen(editor, made, () => {
      const emptied = 'choices' in node.effect ? { choices: [] } : { value: '' };
      node.effect = { ...node.effect, field: made.value, ...emptied };
    }, node.id, 'field');
    return made;
  }

  function valueOf(editor, node, part) {
    const subject = editor.fields.find(({ code }) => code === node.effect.field);
    if (!subject) return [];
    const control = part === 'choices' ? values.several : values.one;
    return [control({
      vocabulary: editor.vocabulary,
      subject,
      value: node.effect[part],
      label: editor.vocabulary.words[part],
      part,
      change: (value, redraws) => replace(editor, node, part, value, redraws),
    })];
  }

  function chosen(editor, node, part, choices, read = String) {
    const made = options(editor.vocabulary.words[part], choices, node.effect[part], part);
    made.addEventListener('change', () => replace(editor, node, part, read(made.value), false));
    return made;
  }

  function texts(editor, node) {
    return ['text_pl', 'text_en'].map((part) => {
      const made = line(editor.vocabulary.words[part], 'text', node.effect[part], part, { maxlength: 500, lang: part.slice(-2) });
      made.addEventListener('input', () => replace(editor, node, part, made.value, false));
      return named(editor, part, made);
    });
  }

  function amount(editor, node) {
    const made = line(editor.vocabulary.words.amount, 'number', node.effect.amount, 'amount', { min: 1, max: 999, step: 1 });
    made.addEventListener('input', () => replace(editor, node, 'amount', made.value === '' ? null : Number(made.value), false));
    return made;
  }

  function queueOf(editor, node) {
    return values.one({
      vocabulary: editor.vocabulary,
      subject: { dictionary: 'queue', kind: 'choice' },
      value: node.effect.queue,
      label: editor.vocabulary.words.queue,
      part: 'queue',
      change: (value, redraws) => replace(editor, node, 'queue', value, redraws),
    });
  }

  const CONTROLS = {
    show: (editor, node) => [fieldsOf(editor, node)],
    require: (editor, node) => [chosen(editor, node, 'level', editor.vocabulary.levels), fieldsOf(editor, node)],
    read_only: (editor, node) => [fieldsOf(editor, node)],
    set_if_empty: (editor, node) => [fieldOf(editor, node, editor.fields), ...valueOf(editor, node, 'value')],
    restrict: (editor, node) => [
      fieldOf(editor, node, editor.fields.filter((field) => Boolean(draft.choicesOf(editor.vocabulary, field)) && field.dictionary)),
      ...valueOf(editor, node, 'choices'),
    ],
    notice: (editor, node) => [chosen(editor, node, 'tone', editor.vocabulary.tones), ...texts(editor, node)],
    block: texts,
    set_priority: (editor, node) => [chosen(editor, node, 'priority', [1, 2, 3, 4].map((one) => [one, String(one)]), Number)],
    set_queue: (editor, node) => [queueOf(editor, node)],
    set_due: (editor, node) => [amount(editor, node), chosen(editor, node, 'unit', editor.vocabulary.units)],
    propose_joining: () => [],
  };

  const controlsOf = (editor, node) => CONTROLS[node.effect.effect]?.(editor, node) ?? [];

  window.tcz.editor.effectControls = { fresh, controlsOf };
})();
