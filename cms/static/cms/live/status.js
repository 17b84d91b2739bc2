/* Shows in every [data-tcz-live] element how old the page's knowledge is; live.js says so. */
(function () {
  'use strict';

  function show(element, state) {
    const kind = state.isDenied ? 'denied' : state.kind;
    const text = element.dataset[kind].replace('%s', state.seconds);
    element.querySelector('[data-tcz-live-text]').textContent = text;
    if (element.dataset.state === kind) return;
    element.dataset.state = kind;
    // Read out when the kind changes, not every second.
    element.querySelector('[data-tcz-live-spoken]').textContent = text;
  }

  document.addEventListener('tcz:live', function (event) {
    document.querySelectorAll('[data-tcz-live]').forEach(function (element) {
      show(element, event.detail);
    });
  });
})();
