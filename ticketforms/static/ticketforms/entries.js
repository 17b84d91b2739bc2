/* Starts Wagtail's panel of inline entries where its own script in the page is refused by the content policy. */
(function () {
  'use strict';

  class EntriesController extends window.StimulusModule.Controller {
    static values = { options: Object };

    connect() {
      this.panel = new window.InlinePanel(this.optionsValue);
    }
  }

  window.wagtail.app.register('tcz-entries', EntriesController);
})();
