'use strict';
/* The drawer of the chosen outage: it is read from the server in parts, its actions are small forms posted to the
   server, and a form that someone is filling in stays as it is while the parts around it change. */
(() => {
  const { server } = window.tcz.board;

  class Drawer {
    /** `onDone(pk)` follows an action, `onClose()` the closing. `texts` are the sentences it may need to say. */
    constructor(root, { token, texts, clock, onDone, onClose, onOther }) {
      Object.assign(this, { root, token, texts, clock, onDone, onClose, onOther });
      this.pk = null;
      this.asked = 0;
      root.addEventListener('click', (event) => this.click(event));
      root.addEventListener('submit', (event) => this.submit(event));
      root.addEventListener('keydown', (event) => this.key(event));
      root.addEventListener('input', (event) => this.input(event));
    }

    get form() {
      return this.root.querySelector('form[data-action]:not([hidden])');
    }

    url(pk) {
      return this.root.dataset.url.replace('/0/', `/${pk}/`);
    }

    /** Show an outage; resolves once it is on the screen. */
    open(pk) {
      this.loading = this.load(pk);
      return this.loading;
    }

    async load(pk) {
      const isOther = pk !== this.pk;
      const turn = (this.asked += 1);
      this.pk = pk;
      try {
        const page = await server.read(this.url(pk));
        if (turn === this.asked) this.take(page.body, isOther);
      } catch {
        if (turn !== this.asked) return;
        if (this.root.childElementCount) this.say(this.texts.failed);
        else this.close();
      }
    }

    /** Read the chosen outage anew; nobody waits for it. */
    refresh() {
      if (this.pk) this.load(this.pk);
    }

    close() {
      this.pk = null;
      this.asked += 1;
      this.root.hidden = true;
      this.root.replaceChildren();
      this.onClose();
    }

    take(fresh, isOther) {
      const parts = this.root.querySelectorAll('[data-part]');
      if (isOther || !parts.length) {
        this.root.replaceChildren(...fresh.childNodes);
      } else {
        parts.forEach((part) => {
          const replacement = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
          if (replacement) this.renew(part, replacement);
        });
      }
      this.root.hidden = false;
      this.markOpen();
      this.root.querySelectorAll('[data-estimate]').forEach((field) => this.sayMoment(field));
    }

    renew(part, replacement) {
      if (part.innerHTML === replacement.innerHTML) return;
      const kept = part.contains(this.form) ? this.form : null; // Somebody is writing in it: it is renewed when left.
      const top = part.scrollTop;
      const name = document.activeElement?.dataset?.does;
      const hadFocus = part.contains(document.activeElement);
      if (kept && replacement.querySelector(`form[data-action="${kept.dataset.action}"]`)) return;
      if (kept) this.say(this.texts.gone);
      part.replaceChildren(...replacement.childNodes);
      if (hadFocus) (part.querySelector(`[data-does="${name}"]`) || this.heading)?.focus();
      part.scrollTop = top;
    }

    get heading() {
      return this.root.querySelector('[data-heading]');
    }

    say(sentence, isRefusal = false) {
      const place = this.root.querySelector('[data-message]');
      if (!place) return;
      place.textContent = sentence;
      place.classList.toggle('drawer-message--refused', isRefusal);
    }

    /** Open the form of an action, or say that the outage does not allow it now. Returns whether it opened. */
    start(action) {
      const form = this.root.querySelector(`form[data-action="${action}"]`);
      if (!form) {
        this.say(this.texts.unavailable, true);
        return false;
      }
      this.before = document.activeElement;
      this.fold();
      this.say('');
      form.hidden = false;
      this.markOpen();
      const first = form.querySelector('input:not([type=hidden]), select, textarea') || form.querySelector('button');
      first.focus();
      if (first.select) first.select();
      return true;
    }

    markOpen() {
      this.root.querySelectorAll('[data-does]').forEach((button) => {
        button.setAttribute('aria-expanded', String(button.dataset.does === this.form?.dataset.action));
      });
    }

    fold() {
      this.root.querySelectorAll('form[data-action]').forEach((form) => { form.hidden = true; });
      this.markOpen();
    }

    /** Focus what had it before the form: its row may have been replaced meanwhile. */
    goBack() {
      const pk = this.before?.dataset?.outage;
      const row = pk && document.querySelector(`tr[data-outage="${pk}"]`);
      const isThere = this.before?.isConnected && this.before !== document.body;
      (row || (isThere ? this.before : this.heading))?.focus();
    }

    leave() {
      this.fold();
      this.goBack();
      this.refresh();
    }

    click(event) {
      const does = event.target.closest('[data-does]');
      const other = event.target.closest('[data-other]');
      const add = event.target.closest('[data-add]');
      if (does) {
        const isOpen = does.getAttribute('aria-expanded') === 'true';
        if (isOpen) this.leave();
        else if (this.start(does.dataset.does) && does.dataset.value) this.fill(does.dataset.does, does.dataset.value);
      } else if (other) this.onOther(Number(other.dataset.other));
      else if (add) this.add(add.closest('form'), Number(add.dataset.add), true);
      else if (event.target.closest('[data-leave]')) this.leave();
      else if (event.target.closest('[data-close]')) this.close();
    }

    fill(action, value) {
      const field = this.root.querySelector(`form[data-action="${action}"] select`);
      if (field) field.value = value;
    }

    key(event) {
      if (event.key === 'Escape') {
        event.preventDefault();
        event.stopPropagation();
        if (this.form) this.leave();
        else this.close();
      } else if (event.key === 'Enter' && event.target.matches('select')) {
        // As in every other field: browsers do nothing on a list.
        event.preventDefault();
        event.target.form.requestSubmit();
      } else if (event.target.matches('[data-estimate]') && (event.key === '+' || event.key === '-')) {
        event.preventDefault();
        this.add(event.target.form, event.key === '+' ? 60 : -60, false);
      }
    }

    /** Set the restoration time so many minutes after now, or after the time that stands in the form. */
    add(form, minutes, isFromNow) {
      const field = form.querySelector('[data-estimate]');
      const from = (!isFromNow && this.moment(field)) || new Date();
      const moment = new Date(Math.max(from.getTime() + minutes * 60_000, Date.now()));
      if (isFromNow) moment.setMinutes(Math.ceil(moment.getMinutes() / 5) * 5, 0, 0);
      const { day, time } = this.clock.write(moment);
      const days = form.querySelector('[data-day]');
      if (![...days.options].some((option) => option.value === day)) return;
      days.value = day;
      field.value = time;
      this.sayMoment(field);
    }

    moment(field) {
      return this.clock.read(field.form.querySelector('[data-day]').value, field.value);
    }

    input(event) {
      if (event.target.matches('[data-estimate], [data-day]')) this.sayMoment(event.target.form.querySelector('[data-estimate]'));
    }

    /** Say how far away the time in the form is. */
    sayMoment(field) {
      const place = field.form.querySelector('[data-away]');
      const moment = this.moment(field);
      if (!place) return;
      const minutes = moment ? Math.round((moment - Date.now()) / 60_000) : 0;
      const words = `${Math.floor(Math.abs(minutes) / 60)} h ${String(Math.abs(minutes) % 60).padStart(2, '0')} min`;
      place.textContent = moment ? (minutes > 0 ? place.dataset.in : place.dataset.ago).replace('{time}', words) : '';
    }

    async submit(event) {
      event.preventDefault();
      const form = event.target;
      const button = event.submitter || form.querySelector('button[type=submit]');
      if (form.dataset.isSent) return;
      form.dataset.isSent = 'yes';
      const data = new FormData(form);
      if (button?.name) data.set(button.name, button.value);
      const pk = this.pk;
      try {
        const { isDone, page } = await server.post(form.action, this.token, data);
        if (pk !== this.pk) return;
        if (isDone) this.done(page.body, pk);
        else this.refused(form, page.body);
      } catch {
        this.refuse(form, this.texts.failed);
      } finally {
        delete form.dataset.isSent;
      }
    }

    done(fresh, pk) {
      this.fold();
      this.asked += 1;
      this.take(fresh, true);
      this.goBack();
      this.onDone(pk);
    }

    /** Keep the form with what was typed; show why it was refused next to it, and what the outage is like now. */
    refused(form, fresh) {
      const reason = fresh.querySelector('[data-refused]')?.textContent.trim();
      if (fresh.querySelector('[data-part]')) this.take(fresh, false);
      if (form.isConnected) this.refuse(form, reason || this.texts.failed);
      else {
        this.say(reason || this.texts.failed);
        this.heading?.focus();
      }
      this.onDone(this.pk);
    }

    refuse(form, reason) {
      const place = form.querySelector('[data-why]');
      place.textContent = reason;
      (form.querySelector('input:not([type=hidden]), select, textarea') || form.querySelector('button'))?.focus();
    }
  }

  window.tcz = window.tcz || {};
  window.tcz.board = window.tcz.board || {};
  window.tcz.board.Drawer = Drawer;
})();
