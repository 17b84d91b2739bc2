/* The page on which a ticket's form is completed: sends the answers, shows what is wrong at its field, asks which holds
   where others have changed the same meanwhile, and leads back to the ticket. The form itself is ticketforms/form.js. */
(function () {
  'use strict';

  const form = document.querySelector('[data-rec-complete]');
  const problem = form.querySelector('[data-rec-problem]');
  const { forms } = window.tcz;
  let isSending = false;
  let isChanged = false;
  let seen = Number(form.dataset.seen);
  let before = {};

  const said = (held) => JSON.stringify(held);

  /* The fields that this person wrote in, and did not put back. */
  function touched() {
    const now = forms.held(form);
    return Object.keys(now).filter((code) => said(now[code]) !== said(before[code]));
  }

  async function send() {
    try {
      return await fetch(form.action, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'X-CSRFToken': form.elements.csrfmiddlewaretoken.value,
        },
        body: JSON.stringify({ answers: forms.answers(form), seen, touched: touched() }),
      });
    } catch {
      return null;
    }
  }

  async function answerOf(response) {
    if (!response) return { message: form.dataset.unreachable, errors: {} };
    const isJson = (response.headers.get('Content-Type') || '').startsWith('application/json');
    return isJson ? response.json() : { message: form.dataset.loggedOut, errors: {} };
  }

  async function save() {
    if (isSending) return;
    isSending = true;
    form.inert = true;
    form.setAttribute('aria-busy', 'true');
    const response = await send();
    const answer = await answerOf(response);
    if (answer.url) {
      isChanged = false;
      window.location.assign(answer.url);
      return;
    }
    if (answer.clashes) await merge(answer);
    isSending = false;
    form.inert = false;
    form.removeAttribute('aria-busy');
    problem.textContent = answer.message;
    const wrong = forms.showErrors(form, answer.errors);
    if (answer.clashes) wrong.forEach(offer);
    if (wrong.length) forms.focus(wrong[0]);
    else form.querySelector('[type=submit]').focus();
  }

  /* What others wrote where this person wrote nothing comes into the form; the rest waits for a decision. */
  async function merge(answer) {
    const response = await fetch(form.action, { headers: { 'X-Requested-With': 'XMLHttpRequest' } }).catch(() => null);
    if (!response || !response.ok || response.redirected) return;
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const fresh = page.querySelector('[data-rec-complete]');
    if (!fresh) return;
    const mine = new Set(touched());
    const theirs = forms.held(fresh);
    forms.put(form, Object.fromEntries(Object.entries(theirs).filter(([code]) => !mine.has(code))));
    before = { ...forms.held(form), ...Object.fromEntries(Object.entries(theirs).filter(([code]) => mine.has(code))) };
    seen = answer.seen;
  }

  /* What stands here holds, or what the other wrote. */
  function offer(field) {
    field.querySelector('[data-rec-clash]')?.remove();
    const line = document.createElement('p');
    line.dataset.recClash = '';
    line.className = 'rec-clash';
    const choices = [
      [form.dataset.mine, () => {}],
      [form.dataset.theirs, () => forms.put(form, { [field.dataset.field]: before[field.dataset.field] })],
    ];
    choices.forEach(([words, action]) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'tcz-button tcz-button--plain';
      button.textContent = words;
      button.addEventListener('click', () => {
        action();
        line.remove();
        forms.showErrors(form, {});
        forms.focus(field);
      });
      line.append(button);
    });
    field.append(line);
  }

  forms.attach(form);
  before = forms.held(form);
  form.addEventListener('input', () => {
    isChanged = true;
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    save();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save();
    }
  });
  document.querySelectorAll('[data-rec-jump]').forEach((button) => {
    button.addEventListener('click', () => {
      const field = form.querySelector(`[data-field="${button.dataset.recJump}"]`);
      if (field) forms.focus(field);
    });
  });
  window.addEventListener('beforeunload', (event) => {
    if (isChanged && !isSending) event.preventDefault();
  });
})();
