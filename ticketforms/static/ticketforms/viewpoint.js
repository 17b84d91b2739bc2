/* Three choices above the preview (language, role, caller) make the one mode that Wagtail's preview sends. */
(function () {
  'use strict';

  class ViewpointController extends window.StimulusModule.Controller {
    static targets = ['mode', 'language', 'role', 'situation'];

    choose(event) {
      if (event.target === this.modeTarget) return;
      this.modeTarget.value = [this.languageTarget, this.roleTarget, this.situationTarget]
        .map((choice) => choice.value)
        .join('~');
      this.modeTarget.dispatchEvent(new CustomEvent('tcz:chosen', { bubbles: true }));
    }
  }

  window.wagtail.app.register('tcz-viewpoint', ViewpointController);
})();
