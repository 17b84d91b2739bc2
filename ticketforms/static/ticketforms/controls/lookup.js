/* A record of the house, found by typing: a combobox over what the server finds. Only what was chosen is an answer. */
(function () {
  'use strict';

  const PATIENCE = 180;
  const lookups = new WeakMap();

  const token = () => {
    const cookie = document.cookie.split('; ').find((part) => part.startsWith('csrftoken='));
    return cookie ? cookie.slice('csrftoken='.length) : '';
  };

  class Lookup {
    constructor(element) {
      this.element = element;
      this.changed = () => {};
      this.input = element.querySelector('[role=combobox]');
      this.key = element.querySelector('[data-key]');
      this.list = element.querySelector('[role=listbox]');
      this.found = [];
      this.active = -1;
      this.asked = 0;
      this.input.addEventListener('input', () => this.typed());
      this.input.addEventListener('keydown', (event) => this.pressed(event));
      this.input.addEventListener('blur', () => this.close());
      this.list.addEventListener('mousedown', (event) => event.preventDefault());
      this.list.addEventListener('click', (event) => {
        const option = event.target.closest('[role=option]');
        if (option) this.choose(Number(option.dataset.index));
      });
    }

    typed() {
      this.key.value = '';
      this.mark();
      clearTimeout(this.timer);
      if (this.input.value.trim()) this.timer = setTimeout(() => this.ask(), PATIENCE);
      else this.close();
    }

    /* What another field of the form names, as {kind: key}. */
    narrowedBy() {
      const code = this.element.dataset.narrowedBy;
      const field = code && this.element.closest('[data-tcz-form]').querySelector(`[data-field="${CSS.escape(code)}"]`);
      const key = field && !field.hidden && field.querySelector('[data-key]')?.value;
      return key ? { [field.dataset.kind]: key } : {};
    }

    async ask() {
      this.asked += 1;
      const question = this.asked;
      const body = new FormData();
      body.append('kind', this.element.dataset.kind);
      body.append('text', this.input.value);
      body.append('narrowed_by', JSON.stringify(this.narrowedBy()));
      let found = null;
      try {
        const answer = await fetch(this.element.dataset.url, {
          method: 'POST', body, credentials: 'same-origin', headers: { 'X-CSRFToken': token(), 'X-Requested-With': 'XMLHttpRequest' },
        });
        if (answer.ok && !answer.redirected) found = (await answer.json()).found;
      } catch {
        found = null;
      }
      // A slow answer to an earlier question is of no use any more.
      if (question === this.asked && document.activeElement === this.input) this.show(found);
    }

    show(found) {
      this.found = found ?? [];
      this.active = -1;
      this.list.replaceChildren(...this.found.map((one, index) => this.option(one, index)));
      const words = this.element.dataset;
      const said = found === null ? words.failed : this.found.length ? '' : words.none;
      if (said) {
        const line = document.createElement('li');
        line.className = 'tcz-lookup__none';
        line.textContent = said;
        this.list.append(line);
      }
      this.say(said || `${words.count} ${this.found.length}`);
      this.list.hidden = false;
      this.list.scrollIntoView({ block: 'nearest' });
      this.input.setAttribute('aria-expanded', 'true');
    }

    option(one, index) {
      const option = document.createElement('li');
      option.id = `${this.list.id}-${index}`;
      option.className = 'tcz-lookup__option';
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', 'false');
      option.dataset.index = index;
      const label = document.createElement('span');
      label.textContent = one.label;
      const detail = document.createElement('small');
      detail.textContent = one.detail;
      option.append(label, ' ', detail);
      return option;
    }

    get isOpen() {
      return !this.list.hidden;
    }

    close() {
      this.asked += 1;
      clearTimeout(this.timer);
      this.list.hidden = true;
      this.input.setAttribute('aria-expanded', 'false');
      this.input.removeAttribute('aria-activedescendant');
    }

    pressed(event) {
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      if (event.key === 'ArrowDown' && !this.isOpen) this.ask();
      else if (event.key === 'ArrowDown') this.move(1);
      else if (event.key === 'ArrowUp' && this.isOpen) this.move(-1);
      else if (event.key === 'Enter' && this.isOpen && this.found.length) this.choose(Math.max(this.active, 0));
      else if (event.key === 'Escape' && this.isOpen) this.close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    }

    move(step) {
      if (!this.found.length) return;
      this.active = (this.active + step + this.found.length) % this.found.length;
      Array.from(this.list.children).forEach((option, index) => option.setAttribute('aria-selected', String(index === this.active)));
      const option = this.list.children[this.active];
      this.input.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    }

    choose(index) {
      const one = this.found[index];
      this.write({ key: one.key, label: one.label });
      this.close();
      this.say(one.label);
      this.changed();
    }

    say(words) {
      this.element.querySelector('[data-status]').textContent = words;
    }

    mark() {
      this.element.querySelector('[data-chosen]').hidden = !this.key.value;
    }

    raw() {
      if (!this.input.value.trim()) return '';
      return { key: this.key.value, label: this.input.value.trim() };
    }

    write(value) {
      const held = typeof value === 'object' && value !== null ? value : { key: value, label: value };
      this.key.value = held.key ?? '';
      this.input.value = held.label || held.key || '';
      this.mark();
    }
  }

  /* A field may be read before it is attached. */
  function lookupOf(element) {
    if (!lookups.has(element)) lookups.set(element, new Lookup(element));
    return lookups.get(element);
  }

  window.tcz.forms.controls.lookup = {
    raw: (element) => lookupOf(element).raw(),
    write: (element, value) => lookupOf(element).write(value),
    attach: (element, changed) => {
      lookupOf(element).changed = changed;
    },
  };
})();
