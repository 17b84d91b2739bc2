/* Writes beside a collapsed field when it is asked, and beside a rule what it does: sentences that the server makes. */
(function () {
  'use strict';

  const { element } = window.tcz.editor.parts;
  const { draft } = window.tcz.editor;
  const { Controller } = window.StimulusModule;
  const PAUSE = 250;

  /* Where a block's line stands in its heading, after the label that Wagtail writes there. */
  function lineOf(block) {
    const title = block.querySelector('[data-panel-heading-text]');
    const present = title?.parentElement.querySelector('.tcz-line');
    if (present || !title) return present;
    const made = element('span', { class: 'tcz-line' });
    title.after(made);
    return made;
  }

  function jsonIn(input, otherwise) {
    try {
      return JSON.parse(input?.value || 'null') ?? otherwise;
    } catch {
      return otherwise;
    }
  }

  const isEnglish = () => document.documentElement.lang.startsWith('en');

  /* Fields that are asked on a condition and rules, each as the server wants it and with its place in the page. */
  function told() {
    const typed = Array.from(document.querySelectorAll('[data-streamfield-child] > input[name$="-type"]'));
    return typed.filter(({ name }) => /^(fields|rules)-\d+-type$/.test(name)).map((input) => {
      const block = input.parentElement;
      const prefix = input.name.replace(/-type$/, '');
      const part = (name) => block.querySelector(`[name="${prefix}-value-${name}"]`);
      if (prefix.startsWith('rules-')) {
        return { block, asked: { rule: { when: jsonIn(part('when'), null), effects: jsonIn(part('effects'), []) } }, isOff: !part('is_enabled')?.checked };
      }
      return { block, asked: { condition: jsonIn(part('visible_when'), null) }, title: isEnglish() && part('label_en')?.value };
    });
  }

  class LinesController extends Controller {
    static values = { url: String };

    connect() {
      this.later = () => {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.write(), PAUSE);
      };
      this.form = this.element.closest('form');
      ['input', 'change', 'tcz:code'].forEach((name) => document.addEventListener(name, this.later));
      document.addEventListener('wagtail:panel-toggle', this.later, true);
      this.blocks = new MutationObserver((records) => {
        const isBlock = ({ addedNodes }) => Array.from(addedNodes).some((node) => node.matches?.('[data-streamfield-child]'));
        if (records.some(isBlock)) this.later();
      });
      this.blocks.observe(this.form, { childList: true, subtree: true });
      this.later();
    }

    disconnect() {
      ['input', 'change', 'tcz:code'].forEach((name) => document.removeEventListener(name, this.later));
      document.removeEventListener('wagtail:panel-toggle', this.later, true);
      this.blocks.disconnect();
    }

    async write() {
      const lines = told();
      const asked = { fields: draft.fields(), items: lines.map((line) => line.asked) };
      const sent = JSON.stringify(asked);
      if (sent !== this.sent) {
        this.sent = sent;
        const token = this.form.querySelector('[name=csrfmiddlewaretoken]').value;
        const reply = await fetch(this.urlValue, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token }, body: sent });
        if (!reply.ok || sent !== this.sent) return;
        this.sentences = (await reply.json()).sentences;
      }
      lines.forEach((one, index) => this.show(one, this.sentences?.[index] ?? []));
    }

    show({ block, isOff, title }, pieces) {
      const line = lineOf(block);
      if (!line) return;
      line.replaceChildren(...pieces.map(([text, isName]) => (isName ? element('em', {}, text) : document.createTextNode(text))));
      /* Wagtail knows one label for a line, the Polish one. */
      if (title) line.parentElement.querySelector('[data-panel-heading-text]').textContent = title;
      line.parentElement.classList.toggle('tcz-is-off', Boolean(isOff));
    }
  }

  window.wagtail.app.register('tcz-lines', LinesController);
})();
