'use strict';
/* How the board speaks to its server: fragments in, forms out. A session that has ended leads to the login page. */
(() => {
  const ask = async (url, options) => {
    const answer = await fetch(url, { ...options, headers: { 'X-Requested-With': 'XMLHttpRequest', ...options?.headers } });
    if (answer.redirected) {
      window.location.reload();
      throw new Error('the session has ended');
    }
    return answer;
  };

  const page = (html) => new DOMParser().parseFromString(html, 'text/html');

  window.tcz = window.tcz || {};
  window.tcz.board = window.tcz.board || {};
  window.tcz.board.server = {
    page,

    /** Read a fragment; throws when the server does not answer with one. */
    async read(url) {
      const answer = await ask(url);
      if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
      return page(await answer.text());
    },

    async readData(url) {
      return (await ask(url)).json();
    },

    /** Post a form; the answer is a fragment whether it was taken (`isDone`) or refused. */
    async post(url, token, body = new FormData()) {
      const answer = await ask(url, { method: 'POST', body, headers: { 'X-CSRFToken': window.tcz.csrfToken(token) } });
      return { isDone: answer.ok, page: page(await answer.text()) };
    },
  };
})();
