/* Asks the server for the parts of a list. What is looked for travels in the body of a request, never in an address. */
(function () {
  'use strict';

  const page = document.querySelector('[data-srch]');
  const words = JSON.parse(document.getElementById('srch-words').textContent);

  /* Whoever signs in again in another tab gets a new token: the cookie knows it, this page does not. */
  function token() {
    const found = document.cookie.split('; ').find((part) => part.startsWith('csrftoken='));
    return found ? found.slice('csrftoken='.length) : page.querySelector('[name=csrfmiddlewaretoken]').value;
  }

  class Refused extends Error {
    constructor(message, facts = {}) {
      super(message);
      Object.assign(this, facts);
    }
  }

  async function ask(address, { body, headers = {}, signal } = {}) {
    const sent = { headers: { 'X-Requested-With': 'XMLHttpRequest', ...headers }, signal };
    if (body) Object.assign(sent, { method: 'POST', body: JSON.stringify(body) });
    if (body) Object.assign(sent.headers, { 'X-CSRFToken': token(), 'Content-Type': 'application/json' });
    let answer;
    try {
      answer = await fetch(address, sent);
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      throw new Refused(words.failed, { isLost: true });
    }
    if (answer.redirected || answer.status === 403) throw new Refused(words.signed_out, { isLost: true });
    const isJson = (answer.headers.get('content-type') ?? '').includes('json');
    if (!isJson) {
      if (!answer.ok) throw new Refused(words.failed, { isLost: true });
      return answer.text();
    }
    const told = await answer.json();
    if (!answer.ok) throw new Refused(told.message, told);
    return told;
  }

  window.tcz = window.tcz || {};
  window.tcz.search = { page, words, ask, Refused };
})();
