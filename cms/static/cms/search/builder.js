/* The builder of criteria: groups in groups, lines of subject, comparison and value. It keeps a tree and tells whoever
   listens what is asked; what may stand there the server decides, and what it finds wrong is shown at its place. */
(function () {
  'use strict';

  const { element, options, line, focused, focusPart } = window.tcz.editor.parts;
  const { tree, groups, values } = window.tcz.editor;
  const { words, subjectBox, periodControl } = window.tcz.search;

  window.tcz.editor.choicesOf = (vocabulary, subject) => {
    if (subject.choices) return subject.choices;
    return { person: vocabulary.people, flag: [[true, words.yes], [false, words.no]] }[subject.control] ?? null;
  };

  const isNothing = (value) => value === '' || value === undefined || value === null || (Array.isArray(value) && !value.length);

  class Builder {
    constructor(place, vocabulary, criteria, changed) {
      Object.assign(this, { place, changed, error: null });
      this.vocabulary = { ...vocabulary, words: { ...words, remove: words.remove }, kinds: {} };
      this.known = new Map(vocabulary.subjects.map((subject) => [subject.name, subject]));
      this.root = this.rootOf(criteria);
      place.addEventListener('keydown', (event) => groups.onKey(this, event));
      this.draw();
    }

    rootOf(criteria) {
      const isSome = criteria && Object.keys(criteria).length > 0;
      return tree.rootOf(isSome ? criteria : null);
    }

    isFinished(clause) {
      return Boolean(clause.subject) && (tree.VALUELESS.includes(clause.operator) || !isNothing(clause.value));
    }

    /* What is asked, without what is not finished; `paths` lead from the server's places to the lines. */
    asked() {
      this.paths = new Map();
      const written = this.written(this.root, []);
      return written ?? {};
    }

    written(node, path) {
      if (!node.parts && !this.isFinished(node)) return null;
      this.paths.set(path.join('.'), node);
      const { subject, operator, value } = node;
      let plain = tree.VALUELESS.includes(operator) ? { subject, operator } : { subject, operator, value };
      if (node.parts) {
        const parts = [];
        node.parts.forEach((part) => {
          const inner = this.written(part, [...path, parts.length]);
          if (inner) parts.push(inner);
        });
        if (!parts.length) return null;
        plain = tree.grouped(node, parts);
      }
      return node.isNegated ? { not: plain } : plain;
    }

    /* Show what the server finds wrong, at its place; returns whether there is such a place. */
    blame(error) {
      const node = error ? this.paths?.get((error.path ?? []).join('.')) : null;
      this.error = node && error.path?.length ? { node, message: error.message } : null;
      this.drawBehind();
      return Boolean(this.error);
    }

    noteOf(node) {
      if (this.error?.node === node) return element('span', { class: 'srch-note srch-note--wrong', role: 'alert' }, this.error.message);
      if (!node.parts && !this.isFinished(node) && node.subject) return element('span', { class: 'srch-note' }, words.unfinished);
      return null;
    }

    draw() {
      this.place.replaceChildren(groups.drawn(this, this.root));
    }

    drawBehind() {
      const { element: at, id, part } = focused();
      const isInside = this.place.contains(at);
      if (isInside && at.matches('input:not([type=checkbox])')) {
        this.place.querySelectorAll('.srch-note').forEach((note) => note.remove());
        const owner = this.error && this.place.querySelector(`[data-node="${this.error.node.id}"]`);
        if (owner) owner.append(this.noteOf(this.error.node));
        return;
      }
      this.draw();
      if (isInside) focusPart(this.place, id, part);
    }

    keep() {
      this.error = null;
      this.changed();
    }

    change(action, id, part) {
      action();
      this.keep();
      this.draw();
      focusPart(this.place, id, part);
    }

    changeBehind() {
      this.keep();
      this.drawBehind();
    }

    /* Levels count as the server counts them: each group, and each “not”. */
    mayNest(group) {
      let levels = 1;
      for (let each = group; each; each = each === this.root ? null : tree.parentOf(this.root, each)) levels += each.isNegated ? 2 : 1;
      return levels < this.vocabulary.most_levels;
    }

    /* Of what a group may be about one and the same, by what is around it: a list for each group within it. */
    sameOf(group) {
      let around = '';
      for (let each = tree.parentOf(this.root, group); each && !around; each = each === this.root ? null : tree.parentOf(this.root, each)) around = tree.ofWhat(each);
      return this.vocabulary.several[around || this.vocabulary.root] ?? [];
    }

    controlsOf(clause) {
      const subject = this.known.get(clause.subject);
      const controls = [subjectBox({
        vocabulary: this.vocabulary, words, chosen: clause.subject, part: 'subject',
        choose: (name) => this.change(() => this.look(clause, name), clause.id, 'operator'),
      })];
      if (!subject) return controls;
      controls.push(this.operatorOf(clause, subject));
      if (!tree.VALUELESS.includes(clause.operator)) controls.push(this.valueOf(clause, subject));
      if (subject.unit) controls.push(element('span', { class: 'tcz-soft' }, subject.unit));
      return controls;
    }

    look(clause, name) {
      const [first] = this.known.get(name).operators;
      this.compare(clause, first[0], name);
      clause.value = this.fresh(this.known.get(name), clause.operator);
    }

    compare(clause, written, subject = clause.subject) {
      Object.assign(clause, { subject, isNegated: written.startsWith('not '), operator: written.replace('not ', '') });
    }

    fresh(subject, operator) {
      if (operator === 'is_any_of') return [];
      if (subject.control === 'flag') return true;
      return subject.control === 'moment' && operator === 'within' ? { period: 'today' } : '';
    }

    operatorOf(clause, subject) {
      const chosen = `${clause.isNegated ? 'not ' : ''}${clause.operator}`;
      const offered = subject.operators.some(([name]) => name === chosen) ? subject.operators : [...subject.operators, [chosen, chosen]];
      const list = options(words.operator, offered, chosen, 'operator');
      const kind = (operator) => (operator === 'is_any_of' ? 'list' : operator === 'within' ? 'period' : 'one');
      list.addEventListener('change', () => this.change(() => {
        const before = clause.operator;
        this.compare(clause, list.value);
        if (kind(before) === kind(clause.operator)) return;
        if (kind(before) === 'list' && kind(clause.operator) === 'one') clause.value = clause.value?.[0] ?? '';
        else if (kind(before) === 'one' && kind(clause.operator) === 'list') clause.value = isNothing(clause.value) ? [] : [clause.value];
        else clause.value = this.fresh(subject, clause.operator);
      }, clause.id, 'operator'));
      return list;
    }

    valueOf(clause, subject) {
      const change = (value, redraws) => {
        clause.value = value;
        if (redraws === 'behind') this.changeBehind();
        else if (redraws) this.change(() => {}, clause.id, 'value');
        else this.keep();
      };
      if (subject.control === 'moment') {
        return periodControl({ vocabulary: this.vocabulary, words, value: clause.value, isWithin: clause.operator === 'within', isDay: subject.kind === 'day', part: 'value', change });
      }
      const given = { vocabulary: this.vocabulary, subject, value: clause.value, label: words.value, part: 'value', change };
      if (clause.operator === 'is_any_of') return values.several(given);
      if (window.tcz.editor.choicesOf(this.vocabulary, subject)) return values.one(given);
      const control = line(words.value, 'text', clause.value, 'value', { inputmode: subject.control === 'number' ? 'decimal' : null, maxlength: 200, class: subject.control === 'number' ? 'srch-number' : null });
      control.addEventListener('input', () => change(control.value, false));
      return control;
    }
  }

  window.tcz.search.Builder = Builder;
})();
