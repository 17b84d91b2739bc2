/* Writes beside each overview how many tickets it has, and follows what happens. */
(function () {
  'use strict';

  const panel = document.querySelector('[data-overviews]');
  window.tcz.counts.follow({
    address: panel.dataset.overviews,
    topic: 'tickets',
    position: Number(panel.dataset.position),
    show: (counts) => panel.querySelectorAll('[data-overview]').forEach((place) => {
      const count = counts[place.dataset.overview];
      if (count) place.textContent = count.short;
    }),
  });
})();
