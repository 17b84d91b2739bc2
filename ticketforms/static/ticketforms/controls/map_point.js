/* A point by its coordinates, or by a click on a plain field around a centre; the field shows no map. */
(function () {
  'use strict';

  const { parts, controls } = window.tcz.forms;
  const SIDE = 200;
  const KM_A_DEGREE = 111.32;
  const STEPS = 100;

  /* How many degrees the field is high and wide at its centre. */
  function frameOf(element) {
    const latitude = Number(element.dataset.latitude);
    const high = Number(element.dataset.width) / KM_A_DEGREE;
    return { latitude, longitude: Number(element.dataset.longitude), high, wide: high / Math.cos((latitude * Math.PI) / 180) };
  }

  const inputOf = (element, part) => element.querySelector(`[data-part=${part}]`);
  const degrees = (input) => (input.value.trim() ? Number(input.value.trim().replace(',', '.')) : NaN);

  function draw(element) {
    const frame = frameOf(element);
    const x = SIDE / 2 + ((degrees(inputOf(element, 'longitude')) - frame.longitude) / frame.wide) * SIDE;
    const y = SIDE / 2 - ((degrees(inputOf(element, 'latitude')) - frame.latitude) / frame.high) * SIDE;
    const isInside = x >= 0 && x <= SIDE && y >= 0 && y <= SIDE;
    const mark = element.querySelector('[data-mark]');
    mark.setAttribute('visibility', isInside ? 'visible' : 'hidden');
    if (isInside) mark.setAttribute('transform', `translate(${x} ${y})`);
  }

  function put(element, latitude, longitude, changed) {
    inputOf(element, 'latitude').value = latitude.toFixed(5);
    inputOf(element, 'longitude').value = longitude.toFixed(5);
    draw(element);
    changed();
  }

  function write(element, value) {
    parts.write(element, value);
    draw(element);
  }

  function attach(element, changed) {
    parts.attach(element);
    element.addEventListener('input', () => draw(element));
    element.querySelector('svg').addEventListener('click', (event) => {
      if (inputOf(element, 'latitude').disabled) return;
      const box = event.currentTarget.getBoundingClientRect();
      const frame = frameOf(element);
      const across = (event.clientX - box.left) / box.width - 0.5;
      const down = (event.clientY - box.top) / box.height - 0.5;
      put(element, frame.latitude - down * frame.high, frame.longitude + across * frame.wide, changed);
    });
    element.addEventListener('keydown', (event) => {
      const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      const { part } = event.target.dataset;
      if (!way || !part) return;
      const frame = frameOf(element);
      const at = ['latitude', 'longitude'].map((name) => degrees(inputOf(element, name)));
      if (at.some(Number.isNaN)) put(element, frame.latitude, frame.longitude, changed);
      else if (part === 'latitude') put(element, at[0] + (way * frame.high) / STEPS, at[1], changed);
      else put(element, at[0], at[1] + (way * frame.wide) / STEPS, changed);
      event.preventDefault();
    });
    draw(element);
  }

  controls.map_point = { raw: parts.raw, write, attach };
})();
