/* Says beside the plus what it adds: Wagtail draws the plus alone. What is added, Wagtail decides. */
(function () {
  'use strict';

  const { element } = window.tcz.editor.parts;
  const { Controller } = window.StimulusModule;

  class AddingController extends Controller {
    static values = { text: String };

    connect() {
      this.name = () => {
        this.element.querySelectorAll('.c-sf-add-button:not(:has(.tcz-adding))').forEach((button) => {
          button.title = this.textValue;
          button.append(element('span', { class: 'tcz-adding' }, this.textValue));
        });
      };
      this.drawn = new MutationObserver(this.name);
      this.drawn.observe(this.element, { childList: true, subtree: true });
      this.name();
    }

    disconnect() {
      this.drawn.disconnect();
    }
  }

  window.wagtail.app.register('tcz-adding', AddingController);
})();
