/* A field's code follows its Polish label until it was saved or written by hand; a duplicated field gets its own. */
(function () {
  'use strict';

  const { Controller } = window.StimulusModule;
  const FOLDED = { ą: 'a', ć: 'c', ę: 'e', ł: 'l', ń: 'n', ó: 'o', ś: 's', ź: 'z', ż: 'z' };
  const LONGEST = 50;
  // Codes that rules look at; those of types, dictionaries and entries are nobody's business on this page.
  const OF_FIELDS = /^fields-\d+-value-code$/;

  /* The same as ticketforms/labels.py makes. */
  function codeFrom(label) {
    const folded = label.toLowerCase().replace(/[ąćęłńóśźż]/g, (letter) => FOLDED[letter]);
    const strip = (text) => text.replace(/^_+|_+$/g, '');
    return strip(strip(folded.replace(/[^a-z0-9]+/g, '_')).slice(0, LONGEST));
  }

  /* Codes of the same list in the page: fields beside fields, rules beside rules, entries beside entries. */
  function othersOf(input) {
    const alike = input.name.replace(/-\d+-/, '-#-');
    if (alike === input.name) return new Set();
    const inputs = Array.from(document.querySelectorAll('[data-controller~="tcz-code"]'));
    const isAlike = (other) => other !== input && other.name.replace(/-\d+-/, '-#-') === alike;
    const isThere = (other) => !document.getElementsByName(other.name.replace(/value-code$/, 'deleted'))[0]?.value;
    return new Set(inputs.filter((other) => isAlike(other) && isThere(other)).map((other) => other.value));
  }

  function ownCode(code, others) {
    if (!code || !others.has(code)) return code;
    const base = code.replace(/_\d+$/, '').slice(0, LONGEST - 4);
    for (let number = 2; ; number += 1) {
      if (!others.has(`${base}_${number}`)) return `${base}_${number}`;
    }
  }

  class CodeController extends Controller {
    connect() {
      this.label = document.getElementsByName(this.element.name.replace(/code$/, 'label_pl'))[0];
      /* Two alike that were sent so are shown so, with what to do; two alike that come later are a duplicate. */
      if (document.readyState === 'complete' && othersOf(this.element).has(this.element.value)) {
        this.element.value = ownCode(this.element.value, othersOf(this.element));
        this.follows = true;
      } else {
        this.follows = !this.element.value;
      }
      this.follow = () => {
        if (!this.follows) return;
        this.element.value = ownCode(codeFrom(this.label.value), othersOf(this.element));
        this.tell();
      };
      this.was = this.element.value;
      this.element.addEventListener('input', () => {
        this.follows = !this.element.value;
      });
      /* While a code is written by hand it may read like another on the way: only what it ends as counts. */
      this.element.addEventListener('change', () => this.tell());
      this.label?.addEventListener('input', this.follow);
      if (!this.element.value && this.label?.value) this.follow();
    }

    /* Rules that look at the field go along with its code. */
    tell() {
      const [from, to] = [this.was, this.element.value];
      this.was = to || from;
      if (!from || !to || from === to || !OF_FIELDS.test(this.element.name) || othersOf(this.element).has(from)) return;
      document.dispatchEvent(new CustomEvent('tcz:code', { detail: { from, to } }));
    }

    disconnect() {
      this.label?.removeEventListener('input', this.follow);
    }
  }

  window.wagtail.app.register('tcz-code', CodeController);
})();
