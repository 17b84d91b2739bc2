/* The editor of one condition: a field that comes before, a comparison and a value, chosen in a line.
   It keeps plain JSON in its hidden input; what may stand there is decided by the server (ticketforms/compiling.py). */
(function () {
  'use strict';

  const { Controller } = window.StimulusModule;
  const VALUELESS = ['is_filled', 'is_empty'];
  const asked = new Map();

  /* What there is to choose from, asked for once a page. */
  function vocabularyAt(url) {
    if (!asked.has(url)) asked.set(url, fetch(url, { headers: { Accept: 'application/json' } }).then((reply) => reply.json()));
    return asked.get(url);
  }

  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    made.append(...children);
    return made;
  }

  function select(label, options, chosen) {
    const made = element('select', { 'aria-label': label });
    options.forEach(([value, text]) => {
      const option = element('option', { value }, text);
      option.selected = value === chosen;
      made.append(option);
    });
    return made;
  }

  /* The fields that stand before the one this rule belongs to, as they are written now. */
  function fieldsBefore(input) {
    const own = input.closest('[data-streamfield-child]');
    const stream = own?.parentElement;
    const found = [];
    for (const child of stream?.querySelectorAll(':scope > [data-streamfield-child]') ?? []) {
      if (child === own) break;
      const prefix = child.querySelector('input[name$="-type"]').name.replace(/-type$/, '');
      const read = (name) => child.querySelector(`[name="${prefix}-${name}"]`)?.value ?? '';
      if (read('deleted')) continue;
      found.push({ kind: read('type'), code: read('value-code'), label: read('value-label_pl'), dictionary: read('value-dictionary') });
    }
    return found.filter((field) => field.code);
  }

  /* What somebody sent by hand may be no condition: then there is nothing to show. */
  function conditionIn(text) {
    try {
      const condition = JSON.parse(text || 'null');
      return typeof condition === 'object' ? condition : null;
    } catch {
      return null;
    }
  }

  /* {match, clauses} of a condition this editor can show, or null for one with groups in groups. */
  function flat(condition) {
    if (!condition) return { match: 'all', clauses: [] };
    if (condition.subject !== undefined) return { match: 'all', clauses: [condition] };
    const match = ['all', 'any'].find((name) => name in condition);
    if (!match || condition[match].some((part) => part.subject === undefined)) return null;
    return { match, clauses: condition[match] };
  }

  function conditionOf({ match, clauses }) {
    if (clauses.length === 0) return null;
    return clauses.length === 1 ? clauses[0] : { [match]: clauses };
  }

  class RuleController extends Controller {
    static values = { vocabulary: String };

    async connect() {
      this.input = this.element.querySelector('input[type=hidden]');
      this.place = this.element.querySelector('[data-tcz-rule-target=place]');
      this.vocabulary = await vocabularyAt(this.vocabularyValue);
      this.rule = flat(conditionIn(this.input.value));
      this.draw();
      this.rename = ({ detail: { from, to } }) => {
        if (!this.rule?.clauses.some((clause) => clause.subject === from)) return;
        this.rule.clauses = this.rule.clauses.map((clause) => (clause.subject === from ? { ...clause, subject: to } : clause));
        this.keep();
        this.draw();
      };
      document.addEventListener('tcz:code', this.rename);
      /* Other fields are renamed and moved meanwhile: look again whenever somebody turns to the rule. */
      this.element.addEventListener('pointerenter', () => this.drawIfChanged());
      this.element.addEventListener('focusin', (event) => {
        if (!this.element.contains(event.relatedTarget)) this.drawIfChanged();
      });
    }

    disconnect() {
      document.removeEventListener('tcz:code', this.rename);
    }

    drawIfChanged() {
      if (this.element.contains(document.activeElement) && document.activeElement.matches('select, input')) return;
      if (JSON.stringify(fieldsBefore(this.input)) !== this.seen) this.draw();
    }

    keep() {
      this.input.value = JSON.stringify(conditionOf(this.rule));
      this.input.dispatchEvent(new Event('change', { bubbles: true }));
    }

    change(action, focus) {
      action();
      this.keep();
      this.draw();
      if (focus) this.place.querySelector(focus)?.focus();
    }

    draw() {
      const { words } = this.vocabulary;
      this.fields = fieldsBefore(this.input);
      this.seen = JSON.stringify(this.fields);
      this.place.replaceChildren();
      if (this.rule === null) {
        this.place.append(element('p', {}, words.nested), this.button(words.remove, 'remove', () => this.change(() => {
          this.rule = flat(null);
        }, 'button')));
        return;
      }
      if (this.rule.clauses.length > 1) this.place.append(this.matchLine());
      this.rule.clauses.forEach((clause, index) => this.place.append(this.clauseLine(clause, index)));
      this.place.append(this.lastLine());
    }

    lastLine() {
      const { words } = this.vocabulary;
      const line = element('div', { class: 'tcz-rule__last' });
      const isPossible = this.fields.length > 0;
      if (this.rule.clauses.length === 0) line.append(element('span', { class: 'tcz-rule__always' }, isPossible ? words.always : `${words.always} ${words.none_before}`));
      if (isPossible) {
        line.append(this.button(words.add, 'add', () => this.change(() => {
          this.rule.clauses = [...this.rule.clauses, { subject: '', operator: 'is', value: '' }];
        }, `[data-clause="${this.rule.clauses.length}"] select`)));
      }
      return line;
    }

    matchLine() {
      const { words } = this.vocabulary;
      const chosen = select(words.match, [['all', words.all], ['any', words.any]], this.rule.match);
      chosen.addEventListener('change', () => this.change(() => {
        this.rule.match = chosen.value;
      }, '.tcz-rule__match select'));
      return element('div', { class: 'tcz-rule__match' }, chosen);
    }

    clauseLine(clause, index) {
      const { words } = this.vocabulary;
      const line = element('div', { class: 'tcz-rule__clause', 'data-clause': String(index), role: 'group' });
      const field = this.fields.find((one) => one.code === clause.subject);
      line.append(this.subjectOf(clause, index, field));
      if (field) line.append(this.operatorOf(clause, index, field));
      if (field && !VALUELESS.includes(clause.operator)) line.append(this.valueOf(clause, index, field));
      line.append(this.button(words.remove, 'remove', () => this.change(() => {
        this.rule.clauses = this.rule.clauses.filter((_one, other) => other !== index);
      }, '[data-action-name=add]')));
      return line;
    }

    replace(index, clause) {
      this.rule.clauses = this.rule.clauses.map((one, other) => (other === index ? clause : one));
    }

    subjectOf(clause, index, field) {
      const { words, kinds } = this.vocabulary;
      const options = this.fields.filter((one) => kinds[one.kind]?.length).map((one) => [one.code, one.label || one.code]);
      if (!field) options.unshift([clause.subject, clause.subject ? `${clause.subject} – ${words.missing}` : `– ${words.choose} –`]);
      const made = select(words.field, options, clause.subject);
      made.addEventListener('change', () => this.change(() => {
        const chosen = this.fields.find((one) => one.code === made.value);
        this.replace(index, this.fresh(made.value, kinds[chosen.kind][0], chosen));
      }, `[data-clause="${index}"] select:nth-of-type(2)`));
      return made;
    }

    /* A clause as it is first shown: with the value its control shows. */
    fresh(subject, operator, field) {
      if (VALUELESS.includes(operator)) return { subject, operator };
      if (operator === 'is_any_of') return { subject, operator, value: [] };
      const options = this.optionsOf(field);
      return { subject, operator, value: options ? (options[0]?.[0] ?? '') : '' };
    }

    operatorOf(clause, index, field) {
      const { words, kinds, operators } = this.vocabulary;
      const made = select(words.operator, kinds[field.kind].map((name) => [name, operators[name]]), clause.operator);
      made.addEventListener('change', () => this.change(() => {
        const isList = made.value === 'is_any_of';
        const keeps = !VALUELESS.includes(made.value) && clause.value !== undefined && isList === Array.isArray(clause.value);
        this.replace(index, keeps ? { ...clause, operator: made.value } : this.fresh(clause.subject, made.value, field));
      }, `[data-clause="${index}"] select:nth-of-type(2)`));
      return made;
    }

    optionsOf(field) {
      const { words, dictionaries } = this.vocabulary;
      if (field.kind === 'yes_no') return [[true, words.yes], [false, words.no]];
      if (!field.dictionary) return null;
      return (dictionaries[field.dictionary] ?? []).map((entry) => [entry.code, entry.label]);
    }

    valueOf(clause, index, field) {
      const { words } = this.vocabulary;
      const options = this.optionsOf(field);
      if (options && Array.isArray(clause.value)) return this.severalOf(clause, index, options);
      if (options) {
        const byText = new Map(options.map(([value]) => [String(value), value]));
        const known = byText.has(String(clause.value)) ? options : [[clause.value, `– ${words.value} –`], ...options];
        const made = select(words.value, known.map(([value, text]) => [String(value), text]), String(clause.value));
        made.addEventListener('change', () => this.change(() => {
          this.replace(index, { ...clause, value: byText.get(made.value) ?? '' });
        }, `[data-clause="${index}"] select:nth-of-type(3)`));
        return made;
      }
      const made = element('input', { 'aria-label': words.value, type: field.kind === 'date' ? 'date' : 'text', autocomplete: 'off' });
      made.value = clause.value ?? '';
      made.addEventListener('input', () => {
        clause.value = made.value;
        this.keep();
      });
      return made;
    }

    severalOf(clause, index, options) {
      const { words } = this.vocabulary;
      const several = element('span', { class: 'tcz-rule__several', role: 'group', 'aria-label': words.value });
      options.forEach(([value, text]) => {
        const box = element('input', { type: 'checkbox', value });
        box.checked = clause.value.includes(value);
        box.addEventListener('change', () => {
          clause.value = options.map(([one]) => one).filter((one) => (one === value ? box.checked : clause.value.includes(one)));
          this.keep();
        });
        several.append(element('label', {}, box, ` ${text}`));
      });
      return several;
    }

    button(text, name, action) {
      const made = element('button', { type: 'button', class: `tcz-rule__${name}`, 'data-action-name': name }, name === 'remove' ? '×' : `+ ${text}`);
      if (name === 'remove') {
        made.setAttribute('aria-label', text);
        made.title = text;
      }
      made.addEventListener('click', action);
      return made;
    }
  }

  window.wagtail.app.register('tcz-rule', RuleController);
})();
