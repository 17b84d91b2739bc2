/* A list of choices that shows one that is not there any more instead of losing it in silence. */
(function () {
  'use strict';

  class KeepingSelect extends window.telepath.constructors['wagtail.widgets.Select'] {
    constructor(html, missing) {
      super(html);
      this.missing = missing;
    }

    render(placeholder, name, id, state, ...others) {
      const bound = super.render(placeholder, name, id, state, ...others);
      const list = document.getElementById(id);
      if (state && list && !Array.from(list.options).some((option) => option.value === state)) {
        list.add(new Option(this.missing.replace('__CODE__', state), state));
        list.value = state;
      }
      return bound;
    }
  }

  window.telepath.register('tcz.widgets.KeepingSelect', KeepingSelect);
})();
