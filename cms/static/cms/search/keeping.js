/* Keeps a search under a name, shares and removes it, and lets columns be chosen and ordered; the page says what is asked. */
(function () {
  'use strict';

  const { page, ask, words } = window.tcz.search;
  const { element, tool } = window.tcz.editor.parts;

  function start(asked) {
    const form = page.querySelector('[data-srch-save]');
    const refused = form.querySelector('[data-srch-refused]');
    const own = form.dataset.saved;

    async function send(address, body) {
      refused.hidden = true;
      try {
        location.assign((await ask(address, { body })).url);
      } catch (error) {
        refused.textContent = error.message;
        refused.hidden = false;
      }
    }

    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const data = new FormData(form);
      const body = { ...asked(), name: data.get('name') };
      if (event.submitter?.value !== 'change') return send(page.dataset.save, body);
      return send(page.dataset.change.replace('/0/', `/${own}/`), { ...body, is_shared: data.has('is_shared'), shared_with: data.getAll('shared_with') });
    });
    form.querySelector('[data-srch-first]')?.addEventListener('click', () => send(page.dataset.first, { saved: asked().saved, overview: asked().overview }));
    const file = page.querySelector('[data-srch-export]');
    file.addEventListener('submit', () => { file.elements.asked.value = JSON.stringify(asked()); });
    page.addEventListener('keydown', (event) => {
      const menu = event.target.closest('.srch-menu[open]');
      if (event.key !== 'Escape' || !menu) return;
      menu.open = false;
      menu.querySelector('summary').focus();
    });
    document.addEventListener('pointerdown', (event) => {
      const menu = page.querySelector('.srch-menu[open]');
      if (menu && !menu.contains(event.target)) menu.open = false;
    });
    const remove = form.querySelector('[data-srch-remove]');
    remove?.addEventListener('click', () => {
      if (remove.dataset.asked) return send(page.dataset.remove.replace('/0/', `/${own}/`), {});
      remove.dataset.asked = 'yes';
      remove.textContent = remove.dataset.sure;
      return null;
    });
  }

  /* The columns that are shown, in their order, and those that could be. */
  function columns(vocabulary, shown, changed) {
    const place = page.querySelector('[data-srch-columns-list]');
    const groups = new Map(vocabulary.groups);
    const known = new Map(vocabulary.subjects.filter((subject) => subject.is_column).map((subject) => [subject.name, subject]));
    const nameOf = (subject) => `${subject.group === 'answer' ? '' : `${groups.get(subject.group) ?? ''}: `}${subject.label}`;
    let chosen = shown.filter((name) => known.has(name));

    function set(names, part) {
      chosen = names;
      draw();
      place.querySelector(`[data-part="${part}"]:not(:disabled)`)?.focus();
      changed(chosen);
    }

    function moved(index, step) {
      const names = [...chosen];
      names.splice(index + step, 0, ...names.splice(index, 1));
      return names;
    }

    function draw() {
      const lines = chosen.map((name, index) => element(
        'li', {}, element('span', {}, nameOf(known.get(name))),
        element('span', { class: 'tcz-tools' },
          tool(`${words.up}: ${nameOf(known.get(name))}`, 'arrow-up', `up-${name}`, () => set(moved(index, -1), `up-${name}`), index > 0),
          tool(`${words.down}: ${nameOf(known.get(name))}`, 'arrow-down', `down-${name}`, () => set(moved(index, 1), `down-${name}`), index < chosen.length - 1),
          tool(`${words.remove}: ${nameOf(known.get(name))}`, 'bin', `remove-${name}`, () => set(chosen.filter((each) => each !== name), 'adds'), chosen.length > 1)),
      ));
      const adds = window.tcz.search.subjectBox({
        vocabulary: { ...vocabulary, subjects: [...known.values()].filter((subject) => !chosen.includes(subject.name)) },
        words: { ...words, choose_subject: words.add_column, subject: words.add_column }, chosen: '', part: 'adds', choose: (name) => set([...chosen, name], 'adds'),
      });
      place.replaceChildren(element('ol', { class: 'srch-columns' }, ...lines), adds);
    }

    draw();
  }

  window.tcz.search.keeping = { start, columns };
})();
