/* The editor of what a rule does: effects are added, chosen and moved; it keeps plain JSON in its hidden input. */
(function () {
  'use strict';

  const { element, options, tool, adder } = window.tcz.editor.parts;
  const { draft, effectControls, walking } = window.tcz.editor;

  function effectsIn(text) {
    try {
      const effects = JSON.parse(text || '[]');
      return Array.isArray(effects) ? effects : [];
    } catch {
      return [];
    }
  }

  class EffectsController extends window.tcz.editor.HeldController {
    take(text) {
      this.last = 0;
      this.effects = effectsIn(text).map((effect) => this.node(effect));
    }

    plain() {
      return this.effects.map(({ effect }) => effect);
    }

    sight() {
      return JSON.stringify(draft.fields());
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
      this.drawAll();
    }

    draw() {
      this.fields = draft.fields();
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
