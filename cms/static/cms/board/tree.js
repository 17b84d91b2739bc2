'use strict';
/* The supply tree as an alternative to the map: substation, feeders, stations, circuits, each with what is out there.
   Arrow keys walk it as in any tree; Enter chooses the outage of the item. */
(() => {
  class SupplyTree {
    constructor(root, { onChoose, onLook }) {
      this.root = root;
      this.onChoose = onChoose;
      this.onLook = onLook;
      this.outages = new Map();
      this.items = new Map();
      root.addEventListener('keydown', (event) => this.key(event));
      root.addEventListener('click', (event) => this.click(event));
    }

    load(devices) {
      const children = new Map();
      devices.forEach((device) => {
        if (!children.has(device.parent)) children.set(device.parent, []);
        children.get(device.parent).push(device);
      });
      const grow = (parent, list) => (children.get(parent) || []).forEach((device) => {
        const item = this.item(device);
        list.append(item);
        if (!children.has(device.pk)) return;
        const below = document.createElement('ul');
        below.setAttribute('role', 'group');
        item.append(below);
        item.setAttribute('aria-expanded', String(device.kind === 'substation'));
        grow(device.pk, below);
      });
      grow(null, this.root);
      this.reach(this.root.querySelector('[role=treeitem]'));
      this.mark();
    }

    item(device) {
      const item = document.createElement('li');
      item.setAttribute('role', 'treeitem');
      item.tabIndex = -1;
      item.dataset.device = device.pk;
      const line = document.createElement('span');
      line.className = 'tree-line';
      const name = document.createElement('span');
      name.textContent = `${device.code} ${device.name}`;
      const fed = document.createElement('span');
      fed.className = 'tree-fed';
      fed.textContent = String(device.fed);
      const tag = document.createElement('span');
      tag.className = 'tree-tag';
      line.append(name, tag, fed);
      item.append(line);
      this.items.set(device.pk, { item, tag, device });
      return item;
    }

    show(outages) {
      this.outages = new Map(outages.map((outage) => [outage.device, outage]));
      this.mark();
    }

    choose(pk) {
      const outage = [...this.outages.values()].find((candidate) => candidate.pk === pk);
      this.root.querySelectorAll('[aria-selected]').forEach((item) => item.removeAttribute('aria-selected'));
      const found = outage && this.items.get(outage.device);
      if (!found) return;
      for (let step = found.item.parentElement.closest('[role=treeitem]'); step; step = step.parentElement.closest('[role=treeitem]')) {
        step.setAttribute('aria-expanded', 'true');
      }
      found.item.setAttribute('aria-selected', 'true');
      found.item.firstElementChild.scrollIntoView({ block: 'nearest' });
    }

    mark() {
      const above = new Set();
      this.outages.forEach((outage) => {
        for (let step = this.items.get(outage.device)?.device; step; step = this.items.get(step.parent)?.device) above.add(step.pk);
      });
      this.items.forEach(({ item, tag, device }) => {
        const outage = this.outages.get(device.pk);
        item.dataset.state = outage ? outage.state : '';
        item.classList.toggle('has-outage-below', !outage && above.has(device.pk));
        tag.textContent = outage ? `${outage.number} · ${outage.stateWords}` : '';
      });
    }

    reach(item, isFocused = false) {
      if (!item) return;
      this.root.querySelectorAll('[tabindex="0"]').forEach((other) => { other.tabIndex = -1; });
      item.tabIndex = 0;
      if (isFocused) item.focus();
    }

    click(event) {
      const item = event.target.closest('[role=treeitem]');
      if (!item) return;
      this.reach(item, true);
      if (item.hasAttribute('aria-expanded') && !item.dataset.state) this.unfold(item, item.getAttribute('aria-expanded') !== 'true');
      this.use(item);
    }

    use(item) {
      const outage = this.outages.get(Number(item.dataset.device));
      if (outage) this.onChoose(outage.pk);
    }

    unfold(item, isOpen) {
      if (item.hasAttribute('aria-expanded')) item.setAttribute('aria-expanded', String(isOpen));
    }

    key(event) {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const item = event.target.closest('[role=treeitem]');
      const seen = [...this.root.querySelectorAll('[role=treeitem]')].filter((other) => other.offsetParent !== null);
      const place = seen.indexOf(item);
      const isOpen = item.getAttribute('aria-expanded') === 'true';
      const does = {
        ArrowDown: () => this.reach(seen[place + 1], true),
        ArrowUp: () => this.reach(seen[place - 1], true),
        ArrowRight: () => (item.getAttribute('aria-expanded') === 'false' ? this.unfold(item, true) : this.reach(seen[place + 1], true)),
        ArrowLeft: () => (isOpen ? this.unfold(item, false) : this.reach(item.parentElement.closest('[role=treeitem]'), true)),
        Home: () => this.reach(seen[0], true),
        End: () => this.reach(seen.at(-1), true),
        Enter: () => this.use(item),
      }[event.key];
      if (!does) return;
      event.preventDefault();
      event.stopPropagation();
      does();
    }
  }

  window.tcz = window.tcz || {};
  window.tcz.board = window.tcz.board || {};
  window.tcz.board.SupplyTree = SupplyTree;
})();
