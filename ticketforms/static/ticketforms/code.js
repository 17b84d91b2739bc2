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
        if (this.follows) this.element.value = codeFrom(this.label.value);
      };
      this.element.addEventListener('input', () => {
        this.follows = !this.element.value;
      });
      this.label?.addEventListener('input', this.follow);
      this.follow();
    }

    disconnect() {
      this.label?.removeEventListener('input', this.follow);
    }
  }

  window.wagtail.app.register('tcz-code', CodeController);
})();
