/* One line of a condition: what it looks at, how it compares, with what. `editor` is the condition's controller. */
(function () {
  'use strict';

  const { select, options } = window.tcz.editor.parts;
  const { tree, values, walking } = window.tcz.editor;

  function subjectOf(editor, clause, subject) {
    const { words, kinds } = editor.vocabulary;
    const groups = new Map([['', []]]);
    for (const each of editor.known.values()) {
      const name = each.group ?? words.answers;
      if (kinds[each.kind]?.operators.length) groups.set(name, [...(groups.get(name) ?? []), [each.code, each.label || each.code]]);
    }
    if (!subject) groups.set('', [[clause.subject, clause.subject ? `${clause.subject} – ${words.missing}` : `– ${words.choose_field} –`]]);
    const made = select(words.field, [...groups].map(([label, choices]) => ({ label, options: choices })), clause.subject, 'subject');
    walking.whenChosen(editor, made, () => {
      if (!editor.known.has(made.value)) return;
      const [operator] = kinds[editor.known.get(made.value).kind].operators;
      Object.assign(clause, { subject: made.value, value: '' }, readOperator(operator[0]));
      if (clause.operator === 'is_any_of') clause.value = [];
    }, clause.id, 'subject');
    return made;
  }

  function readOperator(name) {
    return { isNegated: name.startsWith('not '), operator: name.replace('not ', '') };
  }

  function operatorOf(editor, clause, subject) {
    const { words, kinds, operators } = editor.vocabulary;
    const chosen = `${clause.isNegated ? 'not ' : ''}${clause.operator}`;
    const offered = kinds[subject.kind].operators;
    const shown = offered.some(([name]) => name === chosen) ? offered : [...offered, [chosen, operators[chosen] ?? chosen]];
    const made = options(words.operator, shown, chosen, 'operator');
    walking.whenChosen(editor, made, () => {
      const wasList = Array.isArray(clause.value);
      Object.assign(clause, readOperator(made.value));
      const isList = clause.operator === 'is_any_of';
      if (isList && !wasList) clause.value = [clause.value].filter((value) => value !== '' && value !== undefined);
      if (!isList && wasList) clause.value = clause.value[0] ?? '';
    }, clause.id, 'operator');
    return made;
  }

  function valueOf(editor, clause, subject) {
    const control = clause.operator === 'is_any_of' ? values.several : values.one;
    return control({
      vocabulary: editor.vocabulary,
      subject,
      value: clause.value,
      label: editor.vocabulary.words.value,
      part: 'value',
      change: (value, redraws) => {
        clause.value = value;
        if (redraws === 'behind') editor.changeBehind();
        else if (redraws) editor.change(() => {}, clause.id, 'value');
        else editor.keep();
      },
    });
  }

  function controlsOf(editor, clause) {
    const subject = editor.known.get(clause.subject);
    const controls = [subjectOf(editor, clause, subject)];
    if (subject) controls.push(operatorOf(editor, clause, subject));
    if (subject && !tree.VALUELESS.includes(clause.operator)) controls.push(valueOf(editor, clause, subject));
    return controls;
  }

  window.tcz.editor.clauses = { controlsOf };
})();
