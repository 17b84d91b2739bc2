/* Customers in the browser: whom it may be while one types, contacts without a reload, keys.
   Without it every form works by itself; it never decides anything. What is typed travels in a request's body. */
(() => {
  'use strict';

  const PAUSE = 300;
  const asScript = { 'X-Requested-With': 'XMLHttpRequest' };

  /* Who has the same numbers, telephone or address as the person who is being typed. */
  function showAlike(form) {
    const found = document.querySelector('[data-alike-found]');
    let waiting = null;
    let running = null;

    async function look() {
      if (running) running.abort();
      running = new AbortController();
      try {
        const answer = await fetch(form.dataset.alikeUrl, {
          method: 'POST',
          body: new FormData(form),
          headers: asScript,
          signal: running.signal,
        });
        if (answer.ok && !answer.redirected) found.innerHTML = await answer.text();
      } catch (error) {
        if (error.name !== 'AbortError') found.removeAttribute('aria-busy');
      }
    }

    form.addEventListener('input', (event) => {
      if (!event.target.matches('[data-alike], [name=street], [name=building], [name=flat]')) return;
      clearTimeout(waiting);
      waiting = setTimeout(look, PAUSE);
    });
  }

  /* A contact is added or removed in place; the focus goes to the field that is wrong, to what
     takes a removal back, or to the next number. */
  async function sendContact(event) {
    const form = event.target.closest('form[data-contact]');
    if (!form) return;
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = 'yes';
    const part = document.querySelector('[data-contacts]');
    const field = form.querySelector('input:not([type=hidden])')?.id;
    try {
      const answer = await fetch(form.action, { method: 'POST', body: new FormData(form), headers: asScript });
      if (answer.redirected || !(answer.ok || answer.status === 400)) {
        location.reload();
        return;
      }
      part.innerHTML = await answer.text();
      const wrong = part.querySelector('[aria-invalid]');
      const undo = part.querySelector('[data-removed] button');
      (wrong || undo || document.getElementById(field) || part.querySelector('input:not([type=hidden])')).focus();
    } catch {
      delete form.dataset.sent;
      form.submit();
    }
  }

  async function showPesel(button) {
    const token = document.querySelector('[name=csrfmiddlewaretoken]').value;
    const answer = await fetch(button.dataset.showPesel, {
      method: 'POST',
      headers: { ...asScript, 'X-CSRFToken': token },
    });
    if (!answer.ok || answer.redirected) return;
    const place = document.querySelector('[data-pesel]');
    place.textContent = (await answer.json()).pesel;
    button.hidden = true;
    // Its label tells the number to whoever hears the page.
    document.getElementById('cust-pesel')?.focus();
  }

  function onKey(event) {
    const form = event.target.closest('form') || document.querySelector('form[data-merge]');
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && form) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    const merging = document.querySelector('form[data-merge]');
    const isWriting = event.target.closest('input:not([type=radio]), textarea, select');
    if (!merging || isWriting || event.ctrlKey || event.metaKey || event.altKey) return;
    const survivor = merging.querySelector(`[data-survivor="${CSS.escape(event.key)}"]`);
    if (survivor) {
      survivor.checked = true;
      survivor.focus();
    }
    if (event.key.toLowerCase() === 'd') merging.querySelector('[data-dismiss]')?.click();
  }

  document.querySelectorAll('form[data-alike-url]').forEach(showAlike);
  document.addEventListener('submit', sendContact);
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-show-pesel]');
    if (button) showPesel(button);
  });
  document.addEventListener('keydown', onKey);
})();
