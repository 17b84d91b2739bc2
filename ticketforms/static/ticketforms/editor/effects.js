/* The editor of what a rule does: effects are added, chosen and moved; it keeps plain JSON in its hidden input. */
(function () {
  'use strict';

  const { element, options, tool, adder, focused, focusPart } = window.tcz.editor.parts;
  const { draft, effectControls, walking } = window.tcz.editor;
  const { Controller } = window.StimulusModule;

  function effectsIn(text) {
    try {
      const effects = JSON.parse(text || '[]');
      return Array.isArray(effects) ? effects : [];
    } catch {
      return [];
    }
  }

  class EffectsController extends Controller {
    static values = { vocabulary: String };

    async connect() {
      this.input = this.element.querySelector('input[type=hidden]');
      this.place = this.element.querySelector('[data-place]');
      this.place.setAttribute('aria-label', this.input.closest('[data-contentpath]')?.querySelector('label')?.textContent.trim() ?? '');
      this.rename = ({ detail: { from, to } }) => this.follow(from, to);
      document.addEventListener('tcz:code', this.rename);
      this.vocabulary = await draft.vocabulary(this.vocabularyValue);
      this.last = 0;
      this.effects = effectsIn(this.input.value).map((effect) => this.node(effect));
      this.draw();
      this.element.addEventListener('pointerenter', () => this.drawIfChanged());
      this.element.addEventListener('focusin', (event) => {
        if (!this.element.contains(event.relatedTarget)) this.drawIfChanged();
      });
      this.place.addEventListener('keydown', (event) => this.onKey(event));
    }

    disconnect() {
      document.removeEventListener('tcz:code', this.rename);
    }

    node(effect) {
      this.last += 1;
      return { id: `e${this.last}`, effect };
    }

    follow(from, to) {
      const renamed = (code) => (code === from ? to : code);
      const before = JSON.stringify(this.effects);
      (this.effects ?? []).forEach(({ effect }) => {
        if (effect.fields) effect.fields = effect.fields.map(renamed);
        if (effect.field) effect.field = renamed(effect.field);
      });
      if (JSON.stringify(this.effects) === before) return;
      this.keep();
      this.draw();
    }

    drawIfChanged() {
      if (!this.effects || JSON.stringify(draft.fields()) === this.seen) return;
      const before = focused();
      const isInside = this.place.contains(before.element);
      this.draw();
      if (isInside) focusPart(this.place, before.id, before.part);
    }

    keep() {
      this.input.value = JSON.stringify(this.effects.map(({ effect }) => effect));
      this.input.dispatchEvent(new Event('change', { bubbles: true }));
    }

    change(action, id, part) {
      action();
      this.keep();
      this.draw();
      focusPart(this.place, id, part);
    }

    /* Draw anew what somebody has left already: the cursor stays where it went. */
    changeBehind() {
      const { element, id, part } = focused();
      const isInside = this.place.contains(element);
      this.keep();
      this.draw();
      if (isInside) focusPart(this.place, id, part);
    }

    draw() {
      this.fields = draft.fields();
      this.seen = JSON.stringify(this.fields);
      const { words } = this.vocabulary;
      const add = adder(words.add_effect, 'add', () => {
        const fresh = this.node(effectControls.fresh('show'));
        this.change(() => this.effects.push(fresh), fresh.id, 'kind');
      });
      this.place.replaceChildren(
        element('div', { class: 'tcz-effects' }, ...this.effects.map((node, index) => this.drawn(node, index))),
        element('div', { class: 'tcz-group__foot' }, add),
      );
    }

    drawn(node, index) {
      const { words, effects } = this.vocabulary;
      const kind = options(words.effect, effects, node.effect.effect, 'kind');
      walking.whenChosen(this, kind, () => {
        node.effect = effectControls.fresh(kind.value, node.effect);
      }, node.id, 'kind');
      const controls = effectControls.controlsOf(this, node);
      const tools = element(
        'span',
        { class: 'tcz-tools' },
        tool(words.up, 'arrow-up', 'up', () => this.change(() => this.move(index, -1), node.id, 'up'), index > 0),
        tool(words.down, 'arrow-down', 'down', () => this.change(() => this.move(index, 1), node.id, 'down'), index < this.effects.length - 1),
        tool(words.remove_effect, 'bin', 'remove', () => {
          const beside = this.effects[index + 1] ?? this.effects[index - 1];
          this.change(() => this.effects.splice(index, 1), beside?.id, beside ? 'remove' : 'add');
        }),
      );
      return element('div', { class: 'tcz-effect', role: 'group', 'aria-label': words.effect, 'data-node': node.id }, element('span', { class: 'tcz-controls' }, kind, ...controls), tools);
    }

    move(index, step) {
      const [moved] = this.effects.splice(index, 1);
      this.effects.splice(index + step, 0, moved);
    }

    /* Alt with an arrow moves the effect the cursor is on. */
    onKey(event) {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      const index = this.effects.findIndex(({ id }) => id === event.target.closest('[data-node]')?.dataset.node);
      if (!step || !event.altKey || !this.effects[index] || !this.effects[index + step]) return;
      event.preventDefault();
      const { part } = event.target.dataset;
      this.change(() => this.move(index, step), this.effects[index].id, part);
    }
  }

  window.wagtail.app.register('tcz-effects', EffectsController);
})();
