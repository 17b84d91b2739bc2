/* The elements that the form editor is drawn with. It knows no condition and no rule. */
(function () {
  'use strict';

  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => {
      if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value === true ? '' : value);
    });
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  function icon(name) {
    const made = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    made.setAttribute('class', `icon icon-${name}`);
    made.setAttribute('aria-hidden', 'true');
    const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
    use.setAttribute('href', `#icon-${name}`);
    made.append(use);
    return made;
  }

  /* `groups` is a list of {label, options: [[value, text]]}; a group without a label stands at the top level. */
  function select(label, groups, chosen, part) {
    const made = element('select', { 'aria-label': label, 'data-part': part });
    groups.filter((group) => group.options.length).forEach((group) => {
      const place = group.label ? element('optgroup', { label: group.label }) : made;
      group.options.forEach(([value, text]) => {
        const option = element('option', { value: String(value) }, text);
        option.selected = String(value) === String(chosen);
        place.append(option);
      });
      if (place !== made) made.append(place);
    });
    return made;
  }

  function options(label, choices, chosen, part) {
    return select(label, [{ options: choices }], chosen, part);
  }

  /* A small button that shows a picture and is called by its text. */
  function tool(text, picture, part, action, isPossible = true) {
    const made = element('button', { type: 'button', class: 'tcz-tool', 'data-part': part, 'aria-label': text, title: text, disabled: !isPossible }, icon(picture));
    made.addEventListener('click', action);
    return made;
  }

  function adder(text, part, action) {
    const made = element('button', { type: 'button', class: 'tcz-adder', 'data-part': part }, icon('plus'), text);
    made.addEventListener('click', action);
    return made;
  }

  function line(label, type, value, part, attributes = {}) {
    const made = element('input', { 'aria-label': label, type, 'data-part': part, autocomplete: 'off', ...attributes });
    made.value = value ?? '';
    return made;
  }

  /* Which control of which drawn thing has the cursor. */
  function focused() {
    const element = document.activeElement;
    return { element, id: element.closest('[data-node]')?.dataset.node, part: element.dataset.part };
  }

  /* Put the cursor on a part of a drawn thing, or on the first that can be used when that one cannot. */
  function focusPart(place, id, part) {
    const owner = place.querySelector(`[data-node="${id}"]`) ?? place;
    const wanted = owner.querySelector(`[data-part="${part}"]:not(:disabled)`);
    (wanted ?? owner.querySelector('select, input, button:not(:disabled)') ?? place.querySelector('button'))?.focus();
  }

  window.tcz = window.tcz || {};
  window.tcz.editor = { ...window.tcz.editor, parts: { element, icon, select, options, tool, adder, line, focused, focusPart } };
})();
