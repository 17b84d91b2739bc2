/* A line in which what to look at is typed and chosen from a list in groups; letters without their Polish marks do too. */
(function () {
  'use strict';

  const { element, line } = window.tcz.editor.parts;
  const MOST_SHOWN = 120;
  let last = 0;

  const fold = (text) => text.toLowerCase().replace(/ł/g, 'l').normalize('NFKD').replace(/\p{M}/gu, '');

  /* `given` is {vocabulary, words, chosen, part, choose(name)}. */
  function subjectBox(given) {
    last += 1;
    const { vocabulary, words, chosen } = given;
    const groups = new Map(vocabulary.groups);
    const full = (subject) => `${subject.group === 'answer' ? '' : `${groups.get(subject.group) ?? ''}: `}${subject.label}`;
    const known = vocabulary.subjects.find((subject) => subject.name === chosen);
    const list = element('ul', { class: 'srch-list', role: 'listbox', id: `srch-list-${last}`, 'aria-label': words.subject, hidden: true });
    const shownText = known ? full(known) : chosen ? `${chosen} – ${words.missing}` : '';
    const box = line(words.subject, 'text', shownText, given.part, {
      role: 'combobox', 'aria-expanded': 'false', 'aria-controls': list.id, 'aria-autocomplete': 'list', placeholder: words.choose_subject, spellcheck: 'false',
    });
    let at = -1;
    let isTyped = false;

    function fitting() {
      const wanted = isTyped ? fold(box.value).split(/[\s:]+/).filter(Boolean) : [];
      return vocabulary.subjects.filter((subject) => {
        const said = fold(full(subject));
        return wanted.every((word) => said.includes(word));
      }).slice(0, MOST_SHOWN);
    }

    function draw() {
      list.replaceChildren();
      let group = null;
      fitting().forEach((subject, index) => {
        if (subject.group !== group) {
          group = subject.group;
          list.append(element('li', { class: 'srch-list__group', role: 'presentation' }, groups.get(group) ?? group));
        }
        const option = element('li', { role: 'option', id: `${list.id}-${index}`, 'data-name': subject.name, 'aria-selected': 'false' }, subject.label);
        if (subject.is_retired) option.append(element('span', { class: 'tcz-soft' }, ` (${words.retired})`));
        list.append(option);
      });
      if (!list.children.length) list.append(element('li', { class: 'srch-list__group', role: 'presentation' }, words.no_subject));
      walk(isTyped ? 0 : options().findIndex((option) => option.dataset.name === chosen));
    }

    const options = () => [...list.querySelectorAll('[role=option]')];

    function walk(index) {
      const all = options();
      at = all.length ? Math.max(-1, Math.min(index, all.length - 1)) : -1;
      all.forEach((option, place) => option.setAttribute('aria-selected', String(place === at)));
      if (at < 0) return box.removeAttribute('aria-activedescendant');
      box.setAttribute('aria-activedescendant', all[at].id);
      return all[at].scrollIntoView({ block: 'nearest' });
    }

    function open() {
      if (!list.hidden) return;
      list.hidden = false;
      box.setAttribute('aria-expanded', 'true');
      draw();
    }

    function close() {
      list.hidden = true;
      isTyped = false;
      box.setAttribute('aria-expanded', 'false');
      box.removeAttribute('aria-activedescendant');
    }

    function choose(option) {
      close();
      if (option.dataset.name === chosen) box.value = shownText;
      else given.choose(option.dataset.name);
    }

    box.addEventListener('input', (event) => {
      event.stopPropagation();
      isTyped = true;
      list.hidden = false;
      box.setAttribute('aria-expanded', 'true');
      draw();
    });
    box.addEventListener('click', open);
    box.addEventListener('focus', () => box.select());
    box.addEventListener('blur', () => {
      close();
      box.value = shownText;
    });
    box.addEventListener('keydown', (event) => {
      if (event.altKey) return;
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        if (list.hidden) open();
        else walk(at + (event.key === 'ArrowDown' ? 1 : -1));
      } else if ((event.key === 'Home' || event.key === 'End') && !list.hidden && !isTyped) {
        // In what is typed they move the cursor.
        event.preventDefault();
        walk(event.key === 'Home' ? 0 : options().length - 1);
      } else if (event.key === 'Enter') {
        event.preventDefault();
        if (!list.hidden && options()[at]) choose(options()[at]);
      } else if (event.key === 'Escape' && !list.hidden) {
        event.stopPropagation();
        close();
        box.value = shownText;
        box.select();
      }
    });
    list.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      const option = event.target.closest('[role=option]');
      if (option) choose(option);
    });
    return element('span', { class: 'srch-combo' }, box, list);
  }

  window.tcz.search.subjectBox = subjectBox;
})();
