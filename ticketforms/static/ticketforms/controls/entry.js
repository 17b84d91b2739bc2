/* Choosing an entry by typing: a combobox over options in the page, or over a dictionary too long for it.
   It finds and shows; whether the entry may be the answer, the server decides. Typing is folded as in folding.py. */
(function () {
  'use strict';

  const PATIENCE = 120;
  const UNDECOMPOSED = { ł: 'l', đ: 'd', ø: 'o', ß: 'ss', æ: 'ae', œ: 'oe' };
  const boxes = new WeakMap();

  function fold(text) {
    const plain = text.toLowerCase().replace(/[łđøßæœ]/g, (letter) => UNDECOMPOSED[letter]).normalize('NFKD');
    return plain.replace(/\p{M}/gu, '').replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  }

  function csrfToken() {
    const cookie = document.cookie.split('; ').find((part) => part.startsWith('csrftoken='));
    return cookie?.split('=')[1] ?? window.wagtailConfig?.CSRF_TOKEN ?? '';
  }

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    made.append(...children);
    return made;
  }

  class EntryBox {
    constructor(place, changed, isNamed) {
      this.place = place;
      this.changed = changed;
      this.input = place.querySelector('[role=combobox]');
      this.kept = place.querySelector('input[type=hidden]');
      this.list = place.querySelector('[role=listbox]');
      this.status = place.querySelector('[role=status]');
      this.path = place.querySelector('.tcz-entry__chosen');
      this.isLong = 'url' in place.dataset;
      this.all = this.isLong ? [] : Array.from(this.list.children);
      this.offered = null;
      this.active = null;
      this.input.addEventListener('input', () => this.type());
      this.input.addEventListener('keydown', (event) => this.onKey(event));
      this.input.addEventListener('click', () => this.open());
      this.input.addEventListener('focus', () => this.input.select());
      this.input.addEventListener('blur', () => this.leave());
      this.list.addEventListener('mousedown', (event) => event.preventDefault());
      this.list.addEventListener('click', (event) => this.choose(event.target.closest('[role=option]')));
      this.label = this.input.value;
      if (this.isLong && this.kept.value && !isNamed) this.name(this.kept.value);
    }

    get isOpen() {
      return !this.list.hidden;
    }

    /* What the rules leave: narrowed by another answer, or restricted. */
    resolve(fields) {
      const own = fields[this.place.closest('[data-field]').dataset.field];
      const parent = fields[this.place.dataset.narrowedBy]?.value ?? null;
      const isOther = this.parent !== undefined && parent !== this.parent;
      this.parent = parent;
      this.offered = own.choices;
      if (this.isOpen && isOther) this.close();
      const isLost = this.isLong ? isOther && this.place.dataset.narrowedBy : this.offered && !this.offered.includes(this.kept.value);
      if (this.kept.value && isLost) this.clear();
    }

    clear() {
      this.set('', '', '');
      this.changed();
    }

    set(code, label, path) {
      this.kept.value = code;
      this.input.value = label;
      this.label = label;
      // What an earlier answer says need not be said again.
      if (this.path) this.path.textContent = this.place.dataset.narrowedBy ? '' : path;
    }

    /* The control is given a code: its name stands in the page, or the server knows it. */
    write(code) {
      const option = this.all.find((one) => one.dataset.code === code);
      if (option) this.set(code, option.dataset.label, option.dataset.path ?? '');
      else if (code && this.isLong) this.name(code);
      else this.set('', '', '');
    }

    async name(code) {
      this.set(code, code, '');
      const [found] = await this.ask({ code });
      if (found && this.kept.value === code) this.set(code, found.label, found.path);
    }

    async ask(sought) {
      const body = new URLSearchParams({ dictionary: this.place.dataset.dictionary, ...sought });
      try {
        const headers = { 'X-CSRFToken': csrfToken(), Accept: 'application/json' };
        const reply = await fetch(this.place.dataset.url, { method: 'POST', body, headers });
        return reply.ok ? (await reply.json()).entries : null;
      } catch {
        return null;
      }
    }

    type() {
      this.kept.value = '';
      this.label = '';
      if (this.path) this.path.textContent = '';
      this.changed();
      window.clearTimeout(this.waiting);
      this.isHasty = false;
      if (this.isLong) this.waiting = window.setTimeout(() => this.open(), PATIENCE);
      else this.show(this.matching(this.input.value), this.input.value);
      this.isLooking = this.isLong;
    }

    async open() {
      if (this.input.disabled) return;
      const typed = this.input.value === this.label ? '' : this.input.value;
      const asked = (this.asked = (this.asked ?? 0) + 1);
      const options = this.isLong ? await this.sought(typed) : this.matching(typed);
      if (asked !== this.asked || document.activeElement !== this.input) return;
      this.isLooking = false;
      this.show(options, typed);
      if (this.isHasty && typed) this.choose(this.active);
    }

    matching(typed) {
      const text = fold(typed);
      const words = text.split(' ').filter(Boolean);
      const offered = this.all.filter((option) => this.offered === null || this.offered.includes(option.dataset.code));
      const found = offered.filter((option) => words.every((word) => option.dataset.folded.includes(` ${word}`)));
      const isFirst = (option) => Number(!option.dataset.folded.startsWith(` ${text}`));
      return words.length ? found.sort((one, other) => isFirst(one) - isFirst(other)) : found;
    }

    async sought(typed) {
      const { narrowedBy } = this.place.dataset;
      if (narrowedBy && this.parent === null) return [];
      const found = await this.ask({ text: typed, ...(narrowedBy && { parent: this.parent }) });
      return found?.map((entry, index) => this.optionOf(entry, index)) ?? null;
    }

    optionOf({ code, label, abbreviation, path }, index) {
      const option = element('li', { role: 'option', id: `${this.list.id}-${index}`, class: 'tcz-entry__option' }, element('span', {}, label));
      if (abbreviation) option.append(element('span', { class: 'tcz-entry__short' }, abbreviation));
      if (path && !this.place.dataset.narrowedBy) option.append(element('span', { class: 'tcz-entry__path' }, path));
      Object.assign(option.dataset, { code, label, path });
      return option;
    }

    show(options, typed) {
      const { none, first, broken } = this.place.dataset;
      const isWaiting = this.place.dataset.narrowedBy && this.parent === null;
      this.list.replaceChildren(...(options ?? []));
      this.list.classList.toggle('tcz-entry__list--found', Boolean(typed));
      this.list.classList.toggle('tcz-entry__list--few', this.isFew(options, typed));
      this.list.hidden = !options?.length;
      if (this.isOpen) this.list.scrollIntoView({ block: 'nearest' });
      this.input.setAttribute('aria-expanded', String(this.isOpen));
      const words = options === null ? broken : isWaiting ? first : none;
      this.status.textContent = options?.length ? '' : words;
      this.activate(typed && options?.length ? options[0] : options?.find((option) => option.dataset.code === this.kept.value) ?? null);
    }

    close() {
      this.asked = (this.asked ?? 0) + 1;
      this.isLooking = false;
      this.list.hidden = true;
      this.status.textContent = '';
      this.input.setAttribute('aria-expanded', 'false');
      this.activate(null);
    }

    activate(option) {
      this.active?.setAttribute('aria-selected', 'false');
      this.active = option;
      if (!option) {
        this.input.removeAttribute('aria-activedescendant');
        return;
      }
      option.setAttribute('aria-selected', 'true');
      option.scrollIntoView({ block: 'nearest' });
      this.input.setAttribute('aria-activedescendant', option.id);
    }

    choose(option) {
      if (!option) return;
      this.set(option.dataset.code, option.dataset.label, option.dataset.path ?? '');
      this.close();
      this.changed();
    }

    /* What was typed whole need not be pointed at as well. */
    leave() {
      window.clearTimeout(this.waiting);
      const same = Array.from(this.list.children).filter((option) => fold(option.dataset.label) === fold(this.input.value));
      if (!this.kept.value && this.input.value && same.length === 1) this.choose(same[0]);
      this.close();
    }

    onKey(event) {
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      const options = Array.from(this.list.children);
      const numbered = this.byDigit(event.key);
      const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
      if (event.key in moves) {
        if (!this.isOpen) this.open();
        else this.move(options, moves[event.key]);
      } else if (numbered) {
        this.choose(numbered);
        // As a digit does at any question: it answers and goes on.
        const field = this.place.closest('[data-field]');
        if (field) window.tcz.forms?.focusNext(field.closest('[data-tcz-form]'), field);
      } else if (event.key === 'Enter' && this.isLooking && this.input.value) {
        // Who types faster than the server answers means the first that it will find.
        this.isHasty = true;
      } else if (event.key === 'Enter' && this.isOpen && this.active) {
        this.choose(this.active);
      } else if (event.key === 'Escape' && this.isOpen) {
        event.stopPropagation();
        this.close();
      } else {
        if (event.key === 'Tab' && this.isOpen && this.active) this.choose(this.active);
        return;
      }
      event.preventDefault();
    }

    /* Nine or fewer are chosen by a digit, unless a digit may begin the name of one. */
    isFew(options, typed) {
      const isDigitTyped = (option) => /(^| )[1-9]/.test(fold(option.dataset.label));
      return !typed && Boolean(options?.length) && options.length <= 9 && !options.some(isDigitTyped);
    }

    byDigit(key) {
      const typed = this.input.value === this.label ? '' : this.input.value;
      if (!/^[1-9]$/.test(key) || this.input.disabled) return null;
      const options = this.isOpen || this.isLong ? Array.from(this.list.children) : this.matching('');
      return this.isFew(options, typed) && (this.isOpen || !this.isLong) ? options[Number(key) - 1] ?? null : null;
    }

    move(options, by) {
      const present = options.indexOf(this.active);
      const next = present < 0 ? (by > 0 ? 0 : options.length - 1) : Math.min(Math.max(present + by, 0), options.length - 1);
      this.activate(options[next]);
    }
  }

  function boxOf(place, changed = () => {}, { named = false } = {}) {
    if (!boxes.has(place)) boxes.set(place, new EntryBox(place, changed, named));
    return boxes.get(place);
  }

  window.tcz = window.tcz || {};
  window.tcz.entryBox = boxOf;
  if (window.tcz.forms) {
    window.tcz.forms.controls.entry = {
      /* Typed but not chosen is sent as typed: the server then says so, and nothing is dropped in silence. */
      raw: (place) => place.querySelector('input[type=hidden]').value || place.querySelector('[role=combobox]').value.trim(),
      write: (place, value) => boxOf(place).write(value ?? ''),
      /* What stands there and is not chosen yet. */
      typed: (place) => (place.querySelector('input[type=hidden]').value ? '' : place.querySelector('[role=combobox]').value),
      retype: (place, text) => boxOf(place).set('', text, ''),
      attach(place, changed) {
        const box = boxOf(place, changed);
        box.changed = changed;
        // A page may attach a form by an element around it: what was resolved is told there.
        document.addEventListener('tcz:resolved', ({ target, detail }) => {
          if (target.contains(place)) box.resolve(detail.fields);
        });
      },
    };
  }
})();
