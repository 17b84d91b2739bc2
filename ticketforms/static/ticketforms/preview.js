/* The preview of a draft behaves like the agent's form: rules and digits work. */
(function () {
  'use strict';

  document.querySelectorAll('[data-tcz-form]').forEach((element) => window.tcz.forms.attach(element));
})();
