/* The page on which a ticket's form is completed: sends the answers, shows what is wrong at its field, and leads back
   to the ticket. The form itself is ticketforms/form.js. */
(function () {
  'use strict';

  const form = document.querySelector('[data-rec-complete]');
  const problem = form.querySelector('[data-rec-problem]');
  const { forms } = window.tcz;
  let isSending = false;
  let isChanged = false;

  async function send() {
    try {
      return await fetch(form.action, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'X-CSRFToken': form.elements.csrfmiddlewaretoken.value,
        },
        body: JSON.stringify({ answers: forms.answers(form) }),
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
    isSending = false;
    form.inert = false;
    form.removeAttribute('aria-busy');
    problem.textContent = answer.message;
    const wrong = forms.showErrors(form, answer.errors);
    if (wrong.length) forms.focus(wrong[0]);
    else form.querySelector('[type=submit]').focus();
  }

  forms.attach(form);
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
