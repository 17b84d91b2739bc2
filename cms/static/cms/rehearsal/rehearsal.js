/* Fetches the figures of a rehearsal while the page is read; whoever does not want to wait may publish without. */
(function () {
  'use strict';

  class RehearsalController extends window.StimulusModule.Controller {
    static values = { url: String, failed: String };

    static targets = ['figures'];

    async connect() {
      this.figuresTarget.setAttribute('aria-busy', 'true');
      try {
        const reply = await fetch(this.urlValue, { credentials: 'same-origin' });
        if (!reply.ok || reply.redirected) throw new Error(String(reply.status));
        this.figuresTarget.innerHTML = await reply.text();
      } catch {
        this.figuresTarget.textContent = this.failedValue;
      }
      this.figuresTarget.removeAttribute('aria-busy');
    }
  }

  window.wagtail.app.register('tcz-rehearsal', RehearsalController);
})();
