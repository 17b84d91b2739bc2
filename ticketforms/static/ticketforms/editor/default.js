/* What a field is filled in with before anybody answers: nothing, always the same, or what is known of the call. */
(function () {
  'use strict';

  const { element, select, focused, focusPart } = window.tcz.editor.parts;
  const { draft, values, walking } = window.tcz.editor;
  const { Controller } = window.StimulusModule;

  function heldIn(text) {
    try {
      return JSON.parse(text || 'null');
    } catch {
      return null;
    }
  }

  class DefaultController extends Controller {
    static values = { vocabulary: String };

    async connect() {
      this.input = this.element.querySelector('input[type=hidden]');
      this.place = this.element.querySelector('[data-place]');
      this.vocabulary = await draft.vocabulary(this.vocabularyValue);
      this.held = heldIn(this.input.value);
      this.draw();
      this.element.addEventListener('pointerenter', () => this.drawIfChanged());
    }

    field() {
      const prefix = this.input.name.replace(/-value-default$/, '');
      const read = (name) => document.getElementsByName(`${prefix}-${name}`)[0]?.value ?? '';
      return { kind: read('type'), dictionary: read('value-dictionary') };
    }

    drawIfChanged() {
      if (this.place.contains(document.activeElement) || JSON.stringify(this.field()) === this.seen) return;
      this.draw();
    }

    keep() {
      this.input.value = JSON.stringify(this.held);
      this.input.dispatchEvent(new Event('change', { bubbles: true }));
    }

    change(action, id, part) {
      action();
      this.keep();
      this.draw();
      focusPart(this.place, id, part);
    }

    changeBehind() {
      const { element: active, id, part } = focused();
      const isInside = this.place.contains(active);
      this.draw();
      if (isInside) focusPart(this.place, id, part);
    }

    draw() {
      const { words, surroundings } = this.vocabulary;
      const { held } = this;
      const subject = this.field();
      this.seen = JSON.stringify(subject);
      const groups = new Map([['', [['', words.nothing], ['value', words.fixed]]]]);
      surroundings.forEach(({ code, label, group }) => groups.set(group, [...(groups.get(group) ?? []), [code, label]]));
      const chosen = held?.from ?? (held ? 'value' : '');
      const source = select(words.default, [...groups].map(([label, options]) => ({ label, options })), chosen, 'source');
      walking.whenChosen(this, source, () => {
        const fixed = source.value === 'value' ? { value: '' } : { from: source.value };
        this.held = source.value ? fixed : null;
      }, 'default', 'source');
      this.place.replaceChildren(element('div', { class: 'tcz-controls', 'data-node': 'default' }, source, chosen === 'value' ? this.valueOf(subject, held.value) : null));
    }

    valueOf(subject, value) {
      const isSeveral = this.vocabulary.kinds[subject.kind]?.reading === 'codes';
      return (isSeveral ? values.several : values.one)({
        vocabulary: this.vocabulary,
        subject,
        value,
        label: this.vocabulary.words.value,
        part: 'value',
        change: (given, redraws) => {
          this.held = { value: given };
          if (redraws === 'behind') this.changeBehind();
          else if (redraws) this.change(() => {}, 'default', 'value');
          this.keep();
        },
      });
    }
  }

  window.wagtail.app.register('tcz-default', DefaultController);
})();
