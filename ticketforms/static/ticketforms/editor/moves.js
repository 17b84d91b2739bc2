/* Where a ticket may go from a stage: the type's other stages to tick, each perhaps only with a reason. */
(function () {
  'use strict';

  const { element } = window.tcz.editor.parts;
  const { draft } = window.tcz.editor;
  const { Controller } = window.StimulusModule;
  const FINAL = ['closed', 'cancelled'];
  const POLISH = { ą: 'a', ć: 'c', ę: 'e', ł: 'l', ń: 'n', ó: 'o', ś: 's', ź: 'z', ż: 'z' };

  /* As the server makes a code of a label. */
  function codeFrom(label) {
    const folded = label.toLowerCase().replace(/[ąćęłńóśźż]/g, (letter) => POLISH[letter]);
    return folded.replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '').slice(0, 50).replace(/_+$/, '');
  }

  function value(name) {
    return document.getElementsByName(name)[0]?.value ?? '';
  }

  /* The stages as they are written in the page now, in their order. */
  function stages() {
    const found = [];
    const count = Number(value('stages-count'));
    for (let index = 0; index < count; index += 1) {
      const part = (name) => value(`stages-${index}-${name}`);
      const label = part('value-label_pl');
      const code = part('value-code') || codeFrom(label);
      if (!part('deleted') && code) {
        const english = document.documentElement.lang.startsWith('en') && part('value-label_en');
        found.push({ index, code, label: english || label, state: part('value-state'), order: Number(part('order')) });
      }
    }
    return found.sort((one, other) => one.order - other.order);
  }

  class MovesController extends Controller {
    static values = { vocabulary: String };

    async connect() {
      this.input = this.element.querySelector('input[type=hidden]');
      this.place = this.element.querySelector('[data-place]');
      this.place.classList.add('tcz-moves');
      this.words = (await draft.vocabulary(this.vocabularyValue)).words;
      try {
        this.moves = JSON.parse(this.input.value || '[]') ?? [];
      } catch {
        this.moves = [];
      }
      this.draw();
      this.onChange = () => this.drawIfChanged();
      document.addEventListener('change', this.onChange);
      this.element.addEventListener('pointerenter', this.onChange);
    }

    disconnect() {
      document.removeEventListener('change', this.onChange);
    }

    sight() {
      return JSON.stringify([stages(), this.input.name]);
    }

    drawIfChanged() {
      if (!this.place.contains(document.activeElement) && this.sight() !== this.seen) this.draw();
    }

    keep() {
      this.input.value = JSON.stringify(this.moves);
      this.input.dispatchEvent(new Event('change', { bubbles: true }));
    }

    move(code) {
      return this.moves.find((move) => move.to === code);
    }

    draw() {
      this.seen = this.sight();
      const all = stages();
      const own = Number(this.input.name.match(/^stages-(\d+)-/)?.[1]);
      const here = all.find((stage) => stage.index === own);
      const others = all.filter((stage) => stage.index !== own);
      if (here && FINAL.includes(here.state)) {
        this.place.replaceChildren(element('p', { class: 'help' }, this.words.moves_end));
        return;
      }
      this.place.replaceChildren(...(others.length ? others.map((stage) => this.line(stage)) : [element('p', { class: 'help' }, this.words.moves_none)]));
    }

    line(stage) {
      const tick = element('input', { type: 'checkbox' });
      const reason = element('input', { type: 'checkbox' });
      const why = element('label', { class: 'tcz-moves__why' }, reason, this.words.with_reason);
      const show = () => {
        tick.checked = Boolean(this.move(stage.code));
        reason.checked = Boolean(this.move(stage.code)?.needs_reason);
        why.hidden = !tick.checked || FINAL.includes(stage.state);
      };
      tick.addEventListener('change', () => {
        this.moves = tick.checked ? [...this.moves, { to: stage.code, needs_reason: false }] : this.moves.filter((move) => move.to !== stage.code);
        show();
        this.keep();
      });
      reason.addEventListener('change', () => {
        this.move(stage.code).needs_reason = reason.checked;
        this.keep();
      });
      show();
      return element('div', { class: 'tcz-moves__line' }, element('label', {}, tick, stage.label), why);
    }
  }

  window.wagtail.app.register('tcz-moves', MovesController);
})();
