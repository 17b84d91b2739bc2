/* Starts the boxes by which entries are found in the editor; what they find, controls/entry.js asks. */
(function () {
  'use strict';

  class EntryBoxController extends window.StimulusModule.Controller {
    connect() {
      const kept = this.element.querySelector('input[type=hidden]');
      const changed = () => kept.dispatchEvent(new Event('change', { bubbles: true }));
      window.tcz.entryBox(this.element, changed, { named: true });
    }
  }

  window.wagtail.app.register('tcz-entry-box', EntryBoxController);
})();
