'use strict';
/* The list of outages: one row each, under their feeder. It replaces single rows in place; new outages wait until the
   dispatcher asks for them or looks elsewhere, and outages that are over stay where they were until then. */
(() => {
  const { server } = window.tcz.board;

  class Rows {
    /** `root` holds the table; `onChoose(pk)` opens a row, `onChange()` follows each change of what is listed. */
    constructor(root, { url, pending, filter, onChoose, onMove, onChange, onLate }) {
      Object.assign(this, { root, url, pending, filter, onChoose, onMove, onChange, onLate });
      this.unknown = new Set();
      this.isOver = false;
      this.changed = new Set();
      this.isFetching = false;
      root.addEventListener('click', (event) => this.click(event));
      root.addEventListener('keydown', (event) => this.key(event));
      root.addEventListener('pointerenter', () => { this.isOver = true; });
      root.addEventListener('pointerleave', () => { this.isOver = false; this.settle(); });
      root.addEventListener('focusout', () => window.setTimeout(() => this.settle()));
      pending.addEventListener('click', () => this.renew().catch(() => {}));
      filter.addEventListener('input', () => this.sift());
      this.started();
      window.setInterval(() => this.tick(), 15_000);
    }

    get all() {
      return [...this.root.querySelectorAll('tr[data-outage]')];
    }

    get seen() {
      return this.all.filter((row) => !row.hidden);
    }

    row(pk) {
      return this.root.querySelector(`tr[data-outage="${pk}"]`);
    }

    /** What the rows say, for the map and the tree; outages that are over are left out. */
    get outages() {
      return this.all.filter((row) => row.dataset.over === undefined).map((row) => ({
        pk: Number(row.dataset.outage),
        number: row.dataset.number,
        device: Number(row.dataset.device),
        state: row.dataset.kind === 'planned' ? 'planned' : row.dataset.state,
        stateWords: row.dataset.stateWords,
        words: row.dataset.words,
        customers: Number(row.dataset.customers),
        critical: Number(row.dataset.critical),
      }));
    }

    get isInUse() {
      return this.isOver || this.chosen || this.root.contains(document.activeElement);
    }

    started() {
      const row = this.row(this.chosen) || this.row(this.reached) || this.all[0];
      this.reach(row);
      if (this.chosen) this.choose(this.chosen);
      this.tick();
      this.sift();
    }

    /** Read these outages anew, soon and together. */
    refresh(pks) {
      pks.forEach((pk) => this.changed.add(Number(pk)));
      if (!this.changed.size || this.waiting) return;
      this.waiting = window.setTimeout(() => this.fetchChanged(), 120);
    }

    async fetchChanged() {
      const pks = [...this.changed].slice(0, 100);
      pks.forEach((pk) => this.changed.delete(pk));
      try {
        this.take(await server.read(`${this.url}?${new URLSearchParams(pks.map((pk) => ['outage', pk]))}`), pks);
      } catch {
        pks.forEach((pk) => this.changed.add(pk));
        await new Promise((resolve) => { window.setTimeout(resolve, 3_000); });
      }
      this.waiting = null;
      this.refresh([]);
    }

    take(page, pks) {
      pks.forEach((pk) => {
        const fresh = page.querySelector(`tr[data-outage="${pk}"]`);
        const present = this.row(pk);
        if (present && fresh) this.replace(present, fresh);
        else if (fresh && fresh.dataset.over === undefined) this.unknown.add(pk);
      });
      this.tick();
      this.sift();
      this.tell();
      this.settle();
    }

    replace(present, fresh) {
      const isFocused = present === document.activeElement;
      const hasChanged = present.dataset.words !== fresh.dataset.words || present.textContent !== fresh.textContent;
      fresh.tabIndex = present.tabIndex;
      fresh.setAttribute('aria-selected', present.getAttribute('aria-selected'));
      present.replaceWith(fresh);
      if (hasChanged) fresh.classList.add('is-fresh');
      if (isFocused) fresh.focus();
    }

    /** Bring in what is new and let go what is over, unless somebody is looking at the list. */
    settle() {
      const hasLeftovers = this.unknown.size || this.root.querySelector('[data-over]');
      if (hasLeftovers && !this.isInUse) this.renew().catch(() => {});
    }

    /** Read the whole list; returns the feed's position it was read at. */
    async renew() {
      const page = await server.read(this.url);
      const hadFocus = this.root.contains(document.activeElement) || this.pending === document.activeElement;
      const top = this.root.scrollTop;
      this.root.replaceChildren(...page.body.childNodes);
      this.root.scrollTop = top;
      this.unknown.clear();
      this.started();
      if (hadFocus) this.root.querySelector('tr[tabindex="0"]')?.focus();
      this.tell();
      return Number(this.root.querySelector('[data-position]').dataset.position);
    }

    tell() {
      this.pending.hidden = !this.unknown.size;
      this.pending.querySelector('[data-number]').textContent = String(this.unknown.size);
      this.onChange();
    }

    /** Ages grow by themselves; a restoration time that has passed makes its row late. */
    tick() {
      const now = Date.now() / 1000;
      const late = [];
      this.all.forEach((row) => {
        const age = row.querySelector('[data-since]');
        if (age && row.dataset.over === undefined) age.textContent = this.age(now - Number(age.dataset.since));
        const restores = Number(row.dataset.restores);
        if (restores && restores <= now && row.dataset.late === undefined) late.push(Number(row.dataset.outage));
      });
      this.refresh(late);
      if (late.length) this.onLate(late);
    }

    age(seconds) {
      const minutes = Math.max(0, Math.floor(seconds / 60));
      const days = Math.floor(minutes / 1440);
      if (days) return `${days} d ${Math.floor((minutes % 1440) / 60)} h`;
      return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
    }

    sift() {
      const fold = (text) => text.toLowerCase().replaceAll('ł', 'l').normalize('NFD').replace(/\p{M}/gu, '');
      const words = fold(this.filter.value).split(/\s+/).filter(Boolean);
      this.all.forEach((row) => {
        const group = row.closest('tbody').dataset.feeder || '';
        const text = fold(`${row.textContent} ${row.dataset.words} ${group}`);
        row.hidden = !words.every((word) => text.includes(word));
      });
      this.root.querySelectorAll('tbody[data-feeder]').forEach((group) => {
        group.hidden = ![...group.querySelectorAll('tr[data-outage]')].some((row) => !row.hidden);
      });
      if (this.row(this.reached)?.hidden) this.reach(this.seen[0]);
      const nothing = this.root.querySelector('[data-nothing-found]');
      if (nothing) nothing.hidden = this.seen.length > 0 || !this.all.length;
    }

    reach(row, isFocused = false) {
      if (!row) return;
      this.all.forEach((other) => { other.tabIndex = -1; });
      row.tabIndex = 0;
      this.reached = Number(row.dataset.outage);
      if (!isFocused) return;
      row.focus();
      row.scrollIntoView({ block: 'nearest' });
    }

    choose(pk) {
      this.chosen = pk;
      this.all.forEach((row) => row.setAttribute('aria-selected', String(Number(row.dataset.outage) === pk)));
      this.reach(this.row(pk));
      this.row(pk)?.scrollIntoView({ block: 'nearest' });
      if (!pk) this.settle();
    }

    click(event) {
      const row = event.target.closest('tr[data-outage]');
      if (!row || event.target.closest('a, input')) return;
      this.reach(row, true);
      this.onChoose(Number(row.dataset.outage));
    }

    key(event) {
      const row = event.target.closest('tr[data-outage]');
      if (!row || event.target !== row || event.ctrlKey || event.altKey || event.metaKey) return;
      const seen = this.seen;
      const place = seen.indexOf(row);
      const to = {
        ArrowDown: seen[place + 1],
        ArrowUp: seen[place - 1],
        PageDown: seen[Math.min(place + 10, seen.length - 1)],
        PageUp: seen[Math.max(place - 10, 0)],
        Home: seen[0],
        End: seen.at(-1),
      };
      if (event.key in to) {
        event.preventDefault();
        this.reach(to[event.key], true);
        if (to[event.key]) this.onMove(Number(to[event.key].dataset.outage));
      } else if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        this.onChoose(Number(row.dataset.outage));
      }
    }
  }

  window.tcz = window.tcz || {};
  window.tcz.board = window.tcz.board || {};
  window.tcz.board.Rows = Rows;
})();
