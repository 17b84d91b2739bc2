/* Which earlier field narrows this one: chosen from those answered by one entry, as they are written in the page now. */
(function () {
  'use strict';

  const KINDS = ['choice', 'tree', 'cascade'];
  const { element } = window.tcz.editor.parts;
  const { draft } = window.tcz.editor;

  class EarlierController extends window.StimulusModule.Controller {
    connect() {
      this.list = element('select', { id: `${this.element.id}-list`, 'aria-label': this.element.closest('.w-field__wrapper')?.querySelector('label')?.textContent.trim() ?? '' });
      this.element.type = 'hidden';
      this.element.after(this.list);
      this.draw();
      this.list.addEventListener('focus', () => this.draw());
      this.list.addEventListener('pointerenter', () => this.draw());
      this.list.addEventListener('change', () => {
        this.element.value = this.list.value;
        this.element.dispatchEvent(new Event('change', { bubbles: true }));
      });
      this.rename = ({ detail: { from, to } }) => {
        if (this.element.value !== from) return;
        this.element.value = to;
        this.draw();
      };
      document.addEventListener('tcz:code', this.rename);
    }

    disconnect() {
      document.removeEventListener('tcz:code', this.rename);
      this.list.remove();
    }

    /* A code that names no earlier field stays in sight, so that it can be seen to be wrong. */
    draw() {
      const prefix = this.element.name.match(/^fields-\d+-/)?.[0];
      const place = Number(document.getElementsByName(`${prefix}order`)[0]?.value ?? Infinity);
      const kept = this.element.value;
      const options = draft.fields().filter((field) => field.order < place && KINDS.includes(field.kind)).map(({ code, label }) => [code, label]);
      if (kept && !options.some(([code]) => code === kept)) options.push([kept, `${kept} (?)`]);
      const seen = JSON.stringify(options);
      if (seen !== this.seen) this.list.replaceChildren(...[['', '–'], ...options].map(([value, text]) => element('option', { value }, text)));
      this.seen = seen;
      this.list.value = kept;
    }
  }

  window.wagtail.app.register('tcz-earlier', EarlierController);
})();
