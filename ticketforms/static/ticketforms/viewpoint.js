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
      this.missed = this.modeTarget.value;
      this.tell();
    }

    tell() {
      this.modeTarget.dispatchEvent(new CustomEvent('tcz:chosen', { bubbles: true }));
    }

    /* What is chosen while Wagtail draws the preview, it does not hear: it is told once more. */
    catchUp() {
      const { src } = document.querySelector('[data-w-preview-target=iframe]') ?? {};
      const drawn = src && new URL(src).searchParams.get('mode');
      if (!drawn || drawn === this.modeTarget.value || this.missed !== this.modeTarget.value) return;
      this.missed = '';
      this.tell();
    }
  }

  window.wagtail.app.register('tcz-viewpoint', ViewpointController);
})();
