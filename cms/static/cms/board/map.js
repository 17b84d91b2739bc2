'use strict';
/* The network over a plain background: stations where they stand, each ongoing outage marked by shape, colour and
   number. Pan and zoom by mouse, wheel, buttons and keys. It knows devices and rows, nothing of their actions. */
(() => {
  const SVG = 'http://www.w3.org/2000/svg';
  const GROWTH = 1.4;
  const STEP = 60;
  const NAMES_FROM = 2.2;
  const OFFSETS = [[34, 0], [-34, 0], [0, -22], [0, 22], [34, -22], [34, 22], [-34, -22], [-34, 22], [0, -42], [0, 42]];
  const RANK = ['planned', 'predicted', 'partially_restored', 'confirmed'];

  const make = (name, attributes = {}, text = '') => {
    const element = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    if (text) element.textContent = text;
    return element;
  };

  /** Join points that lie nearest to each other, from the first on: a schematic run of the line. */
  const run = (places) => {
    const joined = places.slice(0, 1);
    const waiting = places.slice(1);
    const lines = [];
    while (waiting.length) {
      let best = null;
      joined.forEach((from) => waiting.forEach((to) => {
        const distance = (from.x - to.x) ** 2 + (from.y - to.y) ** 2;
        if (!best || distance < best.distance) best = { from, to, distance };
      }));
      lines.push([best.from, best.to]);
      joined.push(best.to);
      waiting.splice(waiting.indexOf(best.to), 1);
    }
    return lines;
  };

  class NetworkMap {
    /** `svg` is drawn into; `onChoose(pk)` is called with an outage's key, `onLook(text)` with a station's words. */
    constructor(svg, { onChoose, onLook }) {
      this.svg = svg;
      this.onChoose = onChoose;
      this.onLook = onLook;
      this.outages = [];
      this.chosen = null;
      this.devices = new Map();
      this.view = { x: 0, y: 0, zoom: 1 };
      this.layers = ['lines', 'stations', 'tags'].map((name) => svg.appendChild(make('g', { class: `map-${name}` })));
      new ResizeObserver(() => this.draw()).observe(svg);
      svg.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
      svg.addEventListener('pointerdown', (event) => this.drag(event));
      svg.addEventListener('keydown', (event) => this.key(event));
    }

    /** Take the devices of the network; those with a place are drawn. */
    load(devices) {
      devices.forEach((device) => this.devices.set(device.pk, { ...device, children: [] }));
      this.devices.forEach((device) => this.devices.get(device.parent)?.children.push(device));
      const placed = [...this.devices.values()].filter((device) => device.place);
      const longitudes = placed.map((device) => device.place[0]);
      const latitudes = placed.map((device) => device.place[1]);
      const middle = (values) => (Math.min(...values) + Math.max(...values)) / 2;
      const [longitude, latitude] = [middle(longitudes), middle(latitudes)];
      const narrowing = Math.cos((latitude * Math.PI) / 180);
      placed.forEach((device) => {
        device.x = (device.place[0] - longitude) * narrowing;
        device.y = latitude - device.place[1];
      });
      this.width = Math.max(...placed.map((device) => Math.abs(device.x)), 1e-4) * 2;
      this.height = Math.max(...placed.map((device) => Math.abs(device.y)), 1e-4) * 2;
      this.stations = placed.filter((device) => device.kind === 'station');
      this.roots = placed.filter((device) => device.kind === 'substation');
      this.lines = [...this.devices.values()].filter((device) => device.kind === 'feeder').map((feeder) => {
        const root = this.devices.get(feeder.parent);
        const places = [root, ...feeder.children].filter((device) => device && device.x !== undefined);
        return { feeder, pieces: run(places) };
      });
      this.draw();
    }

    /** Mark the outages that go on now. */
    show(outages) {
      this.outages = outages;
      this.draw();
    }

    choose(pk) {
      this.chosen = pk;
      const outage = this.outages.find((candidate) => candidate.pk === pk);
      const places = outage ? this.below(outage.device) : [];
      if (places.length && !places.some((place) => this.isInSight(place))) {
        this.view.x = places[0].x;
        this.view.y = places[0].y;
      }
      this.draw();
    }

    /** Stations with a place at, below or (for a circuit) right above a device. */
    below(pk) {
      let device = this.devices.get(pk);
      while (device && device.kind === 'lv_circuit') device = this.devices.get(device.parent);
      if (!device) return [];
      if (device.kind === 'station') return device.x === undefined ? [] : [device];
      const found = device.children.flatMap((child) => this.below(child.pk));
      return device.kind === 'substation' && device.x !== undefined ? [device, ...found] : found;
    }

    get scale() {
      const { clientWidth, clientHeight } = this.svg;
      return Math.min(clientWidth / this.width, clientHeight / this.height) * 0.86 * this.view.zoom;
    }

    at(place) {
      return [
        (place.x - this.view.x) * this.scale + this.svg.clientWidth / 2,
        (place.y - this.view.y) * this.scale + this.svg.clientHeight / 2,
      ];
    }

    isInSight(place) {
      const [x, y] = this.at(place);
      return x > 0 && y > 0 && x < this.svg.clientWidth && y < this.svg.clientHeight;
    }

    zoom(factor, [x, y] = [this.svg.clientWidth / 2, this.svg.clientHeight / 2]) {
      const before = this.scale;
      this.view.zoom = Math.min(40, Math.max(0.5, this.view.zoom * factor));
      const change = 1 / before - 1 / this.scale;
      this.view.x += (x - this.svg.clientWidth / 2) * change;
      this.view.y += (y - this.svg.clientHeight / 2) * change;
      this.draw();
    }

    move(right, down) {
      this.view.x += right / this.scale;
      this.view.y += down / this.scale;
      this.draw();
    }

    whole() {
      this.view = { x: 0, y: 0, zoom: 1 };
      this.draw();
    }

    wheel(event) {
      event.preventDefault();
      const box = this.svg.getBoundingClientRect();
      this.zoom(event.deltaY < 0 ? GROWTH : 1 / GROWTH, [event.clientX - box.left, event.clientY - box.top]);
    }

    drag(event) {
      if (event.button !== 0 || event.target.closest('[data-outage], [data-station]')) return;
      let { clientX: x, clientY: y } = event;
      const follow = (moved) => {
        this.move(x - moved.clientX, y - moved.clientY);
        [x, y] = [moved.clientX, moved.clientY];
      };
      this.svg.setPointerCapture(event.pointerId);
      this.svg.addEventListener('pointermove', follow);
      this.svg.addEventListener('lostpointercapture', () => this.svg.removeEventListener('pointermove', follow), { once: true });
    }

    key(event) {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const does = {
        ArrowLeft: () => this.move(-STEP, 0),
        ArrowRight: () => this.move(STEP, 0),
        ArrowUp: () => this.move(0, -STEP),
        ArrowDown: () => this.move(0, STEP),
        '+': () => this.zoom(GROWTH),
        '=': () => this.zoom(GROWTH),
        '-': () => this.zoom(1 / GROWTH),
        0: () => this.whole(),
        Enter: () => event.target.dataset.outage && this.onChoose(Number(event.target.dataset.outage)),
      }[event.key];
      if (!does) return;
      event.preventDefault();
      event.stopPropagation();
      does();
    }

    draw() {
      if (!this.stations || !this.svg.clientWidth) return;
      const focused = this.svg.contains(document.activeElement) ? document.activeElement.dataset.outage : undefined;
      const states = new Map();
      [...this.outages].sort((a, b) => RANK.indexOf(a.state) - RANK.indexOf(b.state)).forEach((outage) => {
        this.below(outage.device).forEach((station) => states.set(station.pk, outage));
      });
      this.drawLines();
      this.drawStations(states);
      this.drawTags();
      if (focused) this.svg.querySelector(`.map-tags [data-outage="${focused}"]`)?.focus();
    }

    drawLines() {
      const failed = new Map(this.outages.map((outage) => [outage.device, outage.state]));
      this.layers[0].replaceChildren(...this.lines.map(({ feeder, pieces }) => {
        const state = failed.get(feeder.pk) || failed.get(feeder.parent) || 'normal';
        const path = pieces.map(([from, to]) => `M${this.at(from).join(' ')}L${this.at(to).join(' ')}`).join('');
        return make('path', { d: path, class: `map-line is-${state}` });
      }));
    }

    drawStations(states) {
      const marks = [...this.stations, ...this.roots].map((station) => {
        const outage = states.get(station.pk);
        const state = outage ? outage.state : 'normal';
        const [x, y] = this.at(station);
        const shape = station.kind === 'substation' ? 'substation' : state;
        const isPart = outage && this.devices.get(outage.device)?.kind === 'lv_circuit';
        const size = (outage ? 18 : 12) * (isPart ? 0.8 : 1) * (station.kind === 'substation' ? 1.5 : 1);
        const mark = make('g', { class: `map-station is-${state}`, 'data-station': station.pk });
        mark.append(
          make('title', {}, this.words(station, outage)),
          make('use', { href: `#mark-${shape}`, x: x - size / 2, y: y - size / 2, width: size, height: size }),
        );
        if (this.view.zoom >= NAMES_FROM) mark.append(make('text', { x, y: y + 17 }, station.name));
        mark.addEventListener('click', () => (outage ? this.onChoose(outage.pk) : this.onLook(this.words(station))));
        return mark;
      });
      this.layers[1].replaceChildren(...marks);
    }

    /** A tag beside each outage, the chosen and the largest first; in a storm those that find no room have none. */
    drawTags() {
      const taken = [];
      const isFree = (box) => taken.every((other) => Math.abs(box.x - other.x) >= 44 || Math.abs(box.y - other.y) >= 20);
      const weight = (outage) => (outage.pk === this.chosen ? Infinity : outage.customers);
      const tags = [...this.outages].sort((a, b) => weight(b) - weight(a)).map((outage) => {
        const [x, y] = this.middle(outage);
        if (Number.isNaN(x)) return null; // A device whose place nobody knows.
        const box = OFFSETS.map(([right, down]) => ({ x: x + right, y: y + down })).find(isFree);
        if (box) taken.push(box);
        return box ? this.tag(outage, box) : null;
      });
      this.layers[2].replaceChildren(...tags.filter(Boolean));
    }

    middle(outage) {
      const places = this.below(outage.device).map((place) => this.at(place));
      return [0, 1].map((axis) => places.reduce((sum, place) => sum + place[axis], 0) / places.length);
    }

    tag(outage, box) {
      const isChosen = outage.pk === this.chosen;
      const tag = make('g', {
        class: `map-tag is-${outage.state}${isChosen ? ' is-chosen' : ''}`,
        role: 'button',
        tabindex: '0',
        'aria-label': outage.words,
        'aria-pressed': String(isChosen),
        'data-outage': outage.pk,
        transform: `translate(${box.x} ${box.y})`,
      });
      tag.append(
        make('rect', { x: -21, y: -9, width: 42, height: 18, rx: 3 }),
        make('text', { 'text-anchor': 'middle', y: 4 }, outage.number),
      );
      tag.addEventListener('click', () => this.onChoose(outage.pk));
      return tag;
    }

    words(station, outage) {
      const name = `${station.code} ${station.name}`;
      return outage ? `${name} · ${outage.words}` : `${name} · ${station.fed} ${this.svg.dataset.textFed}`;
    }
  }

  window.tcz = window.tcz || {};
  window.tcz.board = window.tcz.board || {};
  window.tcz.board.NetworkMap = NetworkMap;
})();
