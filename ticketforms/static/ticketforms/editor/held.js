/* What the editors of a condition and of effects share: plain JSON in a hidden input, drawn anew at each change, with the
   cursor kept where it was. What is held and how it is drawn, a subclass knows: `take`, `plain`, `sight`, `draw`,
   `follow`, `onKey`. */
(function () {
  'use strict';

  const { focused, focusPart } = window.tcz.editor.parts;

  class HeldController extends window.StimulusModule.Controller {
    static values = { vocabulary: String };

    async connect() {
      this.input = this.element.querySelector('input[type=hidden]');
      this.place = this.element.querySelector('[data-place]');
      this.place.setAttribute('aria-label', this.input.closest('[data-contentpath]')?.querySelector('label')?.textContent.trim() ?? '');
      this.rename = ({ detail: { from, to } }) => this.follow(from, to);
      document.addEventListener('tcz:code', this.rename);
      this.vocabulary = await window.tcz.editor.draft.vocabulary(this.vocabularyValue);
      this.take(this.input.value);
      this.drawAll();
      /* Other fields are renamed and moved meanwhile: look again whenever somebody turns here. */
      this.element.addEventListener('pointerenter', () => this.drawIfChanged());
      this.element.addEventListener('focusin', (event) => {
        if (!this.element.contains(event.relatedTarget)) this.drawIfChanged();
      });
      this.place.addEventListener('keydown', (event) => this.onKey(event));
    }

    disconnect() {
      document.removeEventListener('tcz:code', this.rename);
    }

    keep() {
      this.input.value = JSON.stringify(this.plain());
      this.input.dispatchEvent(new Event('change', { bubbles: true }));
    }

    drawAll() {
      this.seen = this.sight();
      this.draw();
    }

    drawIfChanged() {
      if (this.sight() !== this.seen) this.drawBehind();
    }

    /* The cursor stays where it went. */
    drawBehind() {
      const { element, id, part } = focused();
      const isInside = this.place.contains(element);
      this.drawAll();
      if (isInside) focusPart(this.place, id, part);
    }

    change(action, id, part) {
      action();
      this.keep();
      this.drawAll();
      focusPart(this.place, id, part);
    }

    /* Draw anew what somebody has left already. */
    changeBehind() {
      this.keep();
      this.drawBehind();
    }
  }

  window.tcz.editor = { ...window.tcz.editor, HeldController };
})();
