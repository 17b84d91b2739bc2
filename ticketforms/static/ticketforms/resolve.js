/* What a form's rules make of raw answers: the same verdicts as ticketforms/resolving.py, from its `behaviour`.
   tests/ticketforms/resolution_vectors.json and a property test hold both together: whatever changes here changes there. */
(function () {
  'use strict';

  const STRENGTH = ['none', 'close', 'soft', 'save'];
  const SPOKEN = { true: true, yes: true, 1: true, false: false, no: false, 0: false };
  const isMapping = (raw) => typeof raw === 'object' && raw !== null && !Array.isArray(raw);

  function text(raw) {
    return typeof raw === 'string' ? raw.trim() || null : null;
  }

  function number(raw, pattern) {
    if (typeof raw !== 'string' && typeof raw !== 'number') return null;
    const plain = String(raw).replace(/[ \u00a0\u202f]/g, '').replace(/,/g, '.');
    return pattern.test(plain) ? plain : null;
  }

  function flag(raw) {
    if (typeof raw === 'boolean') return raw;
    return typeof raw === 'string' && Object.hasOwn(SPOKEN, raw.toLowerCase()) ? SPOKEN[raw.toLowerCase()] : null;
  }

  function codes(raw) {
    const listed = typeof raw === 'string' ? [raw] : raw;
    if (!Array.isArray(listed)) return null;
    const kept = listed.filter((code) => typeof code === 'string' && code);
    return kept.length ? kept : null;
  }

  /* A record, a place, a window: whatever of it is filled makes it filled. */
  function whole(raw) {
    if (typeof raw === 'string') return text(raw);
    if (Array.isArray(raw)) return raw.length ? raw : null;
    if (!isMapping(raw)) return null;
    const isEmpty = (value) => value === null || value === '' || value === false || (Array.isArray(value) && !value.length);
    return Object.values(raw).every(isEmpty) ? null : raw;
  }

  const READERS = {
    text,
    decimal: (raw) => number(raw, /^-?[0-9]{1,15}(\.[0-9]{1,6})?$/),
    integer: (raw) => number(raw, /^-?[0-9]{1,15}$/),
    flag,
    codes,
    whole,
    nothing: () => null,
    computed: () => null,
  };

  const isSkipped = (raw) => isMapping(raw) && Object.keys(raw).length === 1 && typeof raw.skipped === 'string';

  /* The answer as rules see it; null when it is empty, skipped or says nothing of its kind. */
  function read(raw, reading) {
    return raw === undefined || isSkipped(raw) ? null : READERS[reading](raw);
  }

  class Run {
    constructor(form, raw) {
      this.form = form;
      this.raw = raw;
      this.fields = new Map(form.fields.map((field) => [field.code, field]));
      this.values = { ...form.surroundings };
      this.states = {};
      this.verdicts = new Map();
      this.touching = new Map();
      form.rules.forEach((rule) => rule.effects.forEach((effect) => {
        (effect.fields ?? [effect.field]).forEach((code) => {
          const key = `${effect.effect} ${code}`;
          if (!this.touching.has(key)) this.touching.set(key, []);
          this.touching.get(key).push([rule, effect]);
        });
      }));
    }

    resolution() {
      this.form.order.forEach((code) => {
        const state = this.state(this.fields.get(code));
        this.states[code] = state;
        if (state.value !== null) this.values[code] = state.value;
      });
      this.form.fields.forEach(({ code, requirement }) => {
        const levels = [requirement, ...this.effects('require', code).map((effect) => effect.level)];
        this.states[code].requirement = STRENGTH[Math.max(...levels.map((level) => STRENGTH.indexOf(level)))];
      });
      const held = this.form.rules.filter((rule) => this.holds(rule));
      return { fields: this.states, held: held.map((rule) => rule.code), ...this.outcome(held.flatMap((rule) => rule.effects)) };
    }

    holds(rule) {
      if (!this.verdicts.has(rule.code)) this.verdicts.set(rule.code, this.isTrue(rule.when));
      return this.verdicts.get(rule.code);
    }

    isTrue(condition) {
      return condition === null || window.tcz.conditions.evaluate(condition, this.values);
    }

    /* The effects of this name on the field, of rules that hold, in their order. */
    effects(name, code) {
      return (this.touching.get(`${name} ${code}`) ?? []).filter(([rule]) => this.holds(rule)).map(([, effect]) => effect);
    }

    state(field) {
      const { code } = field;
      const isAsked = this.isAsked(field);
      const isReadOnly = this.effects('read_only', code).length > 0 || !field.is_edited;
      const choices = this.choices(field);
      const [value, isSet] = isAsked ? this.value(field, choices, isReadOnly || !field.is_seen) : [null, false];
      return { isAsked, isShown: isAsked && field.is_seen, requirement: field.requirement, isReadOnly, choices, value, isSet };
    }

    isAsked(field) {
      // In a draft that runs in a circle, a section may come after what stands in it.
      if (this.states[field.section] && !this.states[field.section].isAsked) return false;
      if (!this.isTrue(field.visible_when)) return false;
      return !this.touching.has(`show ${field.code}`) || this.effects('show', field.code).length > 0;
    }

    /* Choices less those of another parent and those that rules do not leave; null when nothing narrows them. */
    choices(field) {
      const restrictions = this.effects('restrict', field.code);
      if (field.choices === null || (!restrictions.length && !field.narrowed_by)) return null;
      const parent = field.narrowed_by ? this.values[field.narrowed_by] ?? null : null;
      return field.choices
        .filter(([code, of]) => (!field.narrowed_by || of === parent) && restrictions.every(({ choices }) => choices.includes(code)))
        .map(([code]) => code);
    }

    value(field, choices, isFixed) {
      if (field.reading === 'computed') return [window.tcz.formula.value(field.formula, this.values, field.places), false];
      const raw = isFixed ? field.fixed : this.raw[field.code] ?? '';
      const given = offered(field, choices, read(raw, field.reading));
      if (given !== null) return [given, false];
      for (const effect of this.effects('set_if_empty', field.code)) {
        const value = offered(field, choices, read(effect.value, field.reading));
        return [value, value !== null];
      }
      return [null, false];
    }

    outcome(effects) {
      const all = (name) => effects.filter((effect) => effect.effect === name);
      const first = (name) => all(name)[0] ?? null;
      return {
        notices: all('notice'),
        blocks: all('block'),
        priority: first('set_priority')?.priority ?? null,
        queue: first('set_queue')?.queue ?? null,
        due: first('set_due'),
        proposesJoining: first('propose_joining') !== null,
      };
    }
  }

  /* What is not offered is as good as not answered. */
  function offered(field, choices, value) {
    if (field.choices === null) return value;
    const known = choices ?? field.choices.map(([code]) => code);
    if (Array.isArray(value)) {
      const left = value.filter((code) => known.includes(code));
      return left.length ? left : null;
    }
    return known.includes(value) ? value : null;
  }

  window.tcz = window.tcz || {};
  window.tcz.rules = { read, resolve: (form, raw) => new Run(form, raw).resolution() };
})();
