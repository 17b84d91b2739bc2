'use strict';
// A working screen starts with Wagtail's sidebar collapsed, and leaves every other page as its user had it:
// Wagtail reads its cookie when the document is ready, so it says "collapsed" until then and its own value after.
// Whoever logs in again in another tab gets a new token: the cookie knows it, a page that was open before does not.
(() => {
  const NAME = 'wagtail_sidebar_collapsed';
  const keep = (value) => {
    document.cookie = `${NAME}=${value}; path=/; samesite=lax`;
  };
  const read = (name) => {
    const found = document.cookie.split('; ').find((part) => part.startsWith(`${name}=`));
    return found ? found.slice(name.length + 1) : '';
  };
  const usual = read(NAME) || '0';

  keep('1');
  window.addEventListener('load', () => keep(usual), { once: true });

  window.tcz = window.tcz || {};
  window.tcz.csrfToken = (ofPage) => read('csrftoken') || ofPage;
})();
