/* A field's code follows its Polish label until it was saved or written by hand. */
(function () {
  'use strict';

  const { Controller } = window.StimulusModule;
  const FOLDED = { ą: 'a', ć: 'c', ę: 'e', ł: 'l', ń: 'n', ó: 'o', ś: 's', ź: 'z', ż: 'z' };

  /* The same as ticketforms/labels.py makes. */
  function codeFrom(label) {
    const folded = label.toLowerCase().replace(/[ąćęłńóśźż]/g, (letter) => FOLDED[letter]);
    const strip = (text) => text.replace(/^_+|_+$/g, '');
    return strip(strip(folded.replace(/[^a-z0-9]+/g, '_')).slice(0, 50));
  }

  class CodeController extends Controller {
    connect() {
      this.label = document.getElementsByName(this.element.name.replace(/code$/, 'label_pl'))[0];
      this.follows = !this.element.value;
      this.follow = () => {
        if (this.follows) this.change(codeFrom(this.label.value));
      };
      this.was = this.element.value;
      this.element.addEventListener('input', () => {
        this.follows = !this.element.value;
        this.change(this.element.value);
      });
      this.label?.addEventListener('input', this.follow);
      this.follow();
    }

    /* Rules that look at the field go along with its code. */
    change(code) {
      this.element.value = code;
      if (this.was && code && this.was !== code) {
        document.dispatchEvent(new CustomEvent('tcz:code', { detail: { from: this.was, to: code } }));
      }
      this.was = code || this.was;
    }

    disconnect() {
      this.label?.removeEventListener('input', this.follow);
    }
  }

  window.wagtail.app.register('tcz-code', CodeController);
})();
