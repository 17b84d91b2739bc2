'use strict';
// A working screen starts with Wagtail's sidebar collapsed, and leaves every other page as its user had it:
// Wagtail reads its cookie when the document is ready, so it says "collapsed" until then and its own value after.
(() => {
  const NAME = 'wagtail_sidebar_collapsed';
  const keep = (value) => {
    document.cookie = `${NAME}=${value}; path=/; samesite=lax`;
  };
  const found = document.cookie.split('; ').find((part) => part.startsWith(`${NAME}=`));
  const usual = found ? found.slice(NAME.length + 1) : '0';

  keep('1');
  window.addEventListener('load', () => keep(usual), { once: true });
})();
