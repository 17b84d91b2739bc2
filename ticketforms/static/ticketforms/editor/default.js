/* What a field is filled in with before anybody answers: nothing, always the same, or what is known of the call. */
(function () {
  'use strict';

  const { element, select } = window.tcz.editor.parts;
  const { draft, values } = window.tcz.editor;
  const { Controller } = window.StimulusModule;

  class DefaultController extends Controller {
    static values = { vocabulary: String };

    async connect() {
      this.input = this.element.querySelector('input[type=hidden]');
      this.place = this.element.querySelector('[data-place]');
      this.vocabulary = await draft.vocabulary(this.vocabularyValue);
      this.draw();
      this.element.addEventListener('pointerenter', () => this.drawIfChanged());
    }

    get held() {
      try {
        return JSON.parse(this.input.value || 'null');
      } catch {
        return null;
      }
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

    keep(held, redraws) {
      this.input.value = JSON.stringify(held);
      this.input.dispatchEvent(new Event('change', { bubbles: true }));
      if (!redraws) return;
      const { part } = document.activeElement.dataset;
      this.draw();
      this.place.querySelector(`[data-part="${part}"]`)?.focus();
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
      source.addEventListener('change', () => {
        const fixed = source.value === 'value' ? { value: '' } : { from: source.value };
        this.keep(source.value ? fixed : null, true);
      });
      this.place.replaceChildren(element('div', { class: 'tcz-clause' }, source, chosen === 'value' ? this.valueOf(subject, held.value) : null));
    }

    valueOf(subject, value) {
      const isSeveral = this.vocabulary.kinds[subject.kind]?.reading === 'codes';
      return (isSeveral ? values.several : values.one)({
        vocabulary: this.vocabulary,
        subject,
        value,
        label: this.vocabulary.words.value,
        part: 'value',
        change: (given, redraws) => this.keep({ value: given }, redraws),
      });
    }
  }

  window.wagtail.app.register('tcz-default', DefaultController);
})();
