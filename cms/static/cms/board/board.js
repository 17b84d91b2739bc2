'use strict';
/* The dispatcher's board: joins the list, the drawer, the map, the hazards and the live stream, and hands out keys.
   What each of them does stands in its own file. */
(() => {
  const { Alarm, Clock, Drawer, NetworkMap, Rows, SupplyTree, server } = window.tcz.board;
  const LETTERS_OFF = 'tcz.board.letters-off';
  const TYPING = 'input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]';

  const start = (board) => {
    const find = (name) => board.querySelector(`[data-board-${name}]`);
    const texts = JSON.parse(document.getElementById('board-texts').textContent);
    const numbers = new Intl.NumberFormat(document.documentElement.lang);
    const alarm = new Alarm(find('sound'), board.dataset.rings === 'yes');
    const hazards = find('hazards');
    const alert = find('alert');
    const says = find('says');

    const drawer = new Drawer(find('drawer'), {
      token: board.dataset.token,
      texts,
      clock: new Clock(board.dataset.zone),
      onDone: (pk) => rows.refresh([pk]),
      onClose: () => {
        rows.choose(null);
        views.forEach((view) => view.choose(null));
        window.history.replaceState(null, '', window.location.pathname);
        board.querySelector('tr[data-outage][tabindex="0"]')?.focus();
      },
      onOther: (pk) => choose(pk),
    });

    const choose = async (pk) => {
      rows.choose(pk);
      views.forEach((view) => view.choose(pk));
      window.history.replaceState(null, '', `#${pk}`);
      await drawer.open(pk);
      // The open drawer has taken room from the list.
      rows.row(pk)?.scrollIntoView({ block: 'nearest' });
    };

    let moving = null;
    const look = (words) => { find('looked').textContent = words; };
    const map = new NetworkMap(find('map'), { onChoose: choose, onLook: look });
    const tree = new SupplyTree(find('tree'), { onChoose: choose, onLook: look });
    const views = [map, tree];

    const rows = new Rows(find('rows'), {
      url: board.dataset.rowsUrl,
      pending: find('pending'),
      filter: find('filter'),
      onChoose: choose,
      onMove: (pk) => {
        if (!drawer.pk) return;
        // A key held down walks through many rows: only the one it stops at is read.
        window.clearTimeout(moving);
        moving = window.setTimeout(() => choose(pk), 120);
      },
      onChange: () => {
        const outages = rows.outages;
        views.forEach((view) => view.show(outages));
        const sum = (name) => outages.reduce((total, outage) => total + outage[name], 0);
        find('count-outages').textContent = numbers.format(outages.length);
        find('count-customers').textContent = numbers.format(sum('customers'));
        find('count-critical').textContent = numbers.format(sum('critical'));
      },
      onLate: (pks) => { if (pks.includes(drawer.pk)) drawer.refresh(); },
    });

    /* Hazards: rung and said when one is new, pinned until acknowledged. */
    const waiting = () => new Map([...hazards.querySelectorAll('[data-hazard]')].map((item) => [item.dataset.hazard, item.dataset.words]));
    const ringOrRest = () => (waiting().size ? alarm.ring() : alarm.rest());
    const showHazards = (page) => {
      const known = waiting();
      const hadFocus = hazards.contains(document.activeElement);
      const height = hazards.offsetHeight;
      hazards.replaceChildren(...page.body.childNodes);
      // What lies below moves; the rows stay where they are, as far as they can be scrolled.
      find('rows').scrollTop += hazards.offsetHeight - height;
      const fresh = [...waiting()].filter(([key]) => !known.has(key));
      if (fresh.length) alert.textContent = fresh.map(([, words]) => words).join(' ');
      if (fresh.length) alarm.ring();
      if (!waiting().size) alarm.rest();
      if (hadFocus) (hazards.querySelector('button') || board.querySelector('tr[data-outage][tabindex="0"]'))?.focus();
    };
    const askHazards = async () => {
      if (!board.dataset.hazardsUrl) return;
      try {
        showHazards(await server.read(board.dataset.hazardsUrl));
      } catch {
        window.setTimeout(askHazards, 3_000);
      }
    };
    hazards.addEventListener('submit', async (event) => {
      event.preventDefault();
      try {
        showHazards((await server.post(event.target.action, board.dataset.token)).page);
      } catch {
        says.textContent = texts.failed;
      }
    });

    /* Live: the rows of the outages an event speaks of, the drawer when it is one of them, the hazards. */
    const heed = ({ topic, name, data }) => {
      if (topic === 'hazards' || name.startsWith('ticket.hazard')) askHazards();
      const touched = [data.outage, data.into, data.from].filter(Number.isInteger);
      rows.refresh(touched);
      if (drawer.pk && touched.includes(drawer.pk)) drawer.refresh();
    };
    const renewAll = async () => {
      try {
        const position = await rows.renew();
        await askHazards();
        drawer.refresh();
        stream.resume(position);
      } catch {
        window.setTimeout(renewAll, 3_000);
      }
    };
    const stream = window.tcz.live.connect({
      topics: JSON.parse(board.dataset.topics),
      after: Number(board.dataset.after),
      onEvent: heed,
      onState: (state) => { board.dataset.live = state.kind; },
      onReload: renewAll,
    });

    /* Map or tree. */
    const tabs = [...board.querySelectorAll('[role=tab]')];
    const turnTo = (tab) => tabs.forEach((other) => {
      const isShown = other === tab;
      other.setAttribute('aria-selected', String(isShown));
      other.tabIndex = isShown ? 0 : -1;
      document.getElementById(other.getAttribute('aria-controls')).hidden = !isShown;
    });
    const otherTab = () => tabs[(tabs.findIndex((tab) => tab.getAttribute('aria-selected') === 'true') + 1) % tabs.length];
    tabs.forEach((tab) => {
      tab.addEventListener('click', () => turnTo(tab));
      tab.addEventListener('keydown', (event) => {
        if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
        turnTo(otherTab());
        tabs.find((other) => other.tabIndex === 0).focus();
      });
    });
    find('zoom').addEventListener('click', (event) => {
      const does = { in: () => map.zoom(1.4), out: () => map.zoom(1 / 1.4), whole: () => map.whole() };
      does[event.target.closest('button')?.dataset.zoom]?.();
    });
    server.readData(board.dataset.networkUrl).then(({ devices }) => {
      views.forEach((view) => view.load(devices));
      rows.tell();
      if (drawer.pk) views.forEach((view) => view.choose(drawer.pk));
    }).catch(() => look(texts.failed));

    /* Keys. Letters may be turned off by those whom single keys disturb (WCAG 2.1.4). */
    const help = find('help');
    const lettersOff = help.querySelector('[data-board-letters-off]');
    lettersOff.checked = window.localStorage.getItem(LETTERS_OFF) === 'yes';
    lettersOff.addEventListener('change', () => window.localStorage.setItem(LETTERS_OFF, lettersOff.checked ? 'yes' : 'no'));
    find('keys').addEventListener('click', () => help.showModal());
    help.addEventListener('click', (event) => { if (event.target.closest('[data-shut]')) help.close(); });

    let isOpening = false; // What is pressed before the outage is on the screen was not meant for what will be there.
    const act = async (key) => {
      // In the list the row under the focus is meant, though the drawer may not have followed yet.
      const pk = find('rows').contains(document.activeElement) ? rows.reached : drawer.pk || rows.reached;
      if (!pk) return;
      window.clearTimeout(moving);
      isOpening = true;
      await (pk === drawer.pk ? drawer.loading : choose(pk));
      isOpening = false;
      const button = board.querySelector(`[data-board-drawer] [data-key="${key}"]`);
      if (button) button.click();
      else drawer.say(texts.unavailable);
    };
    const places = {
      '?': () => help.showModal(),
      '/': () => rows.filter.focus(),
      h: () => hazards.querySelector('button')?.focus(),
      l: () => board.querySelector('tr[data-outage][tabindex="0"]')?.focus(),
      g: () => { turnTo(otherTab()); },
      i: () => find('pending').click(),
      o: () => drawer.heading?.focus(),
    };
    const halt = (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    document.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || help.open || lettersOff.checked) return undefined;
      if (event.target.matches(TYPING) || event.target.closest('dialog, [role=dialog], #wagtail-sidebar')) return undefined;
      const key = event.key.toLowerCase();
      if (isOpening && key !== 'escape') return halt(event);
      if (key === 'escape' && drawer.pk) (drawer.form ? drawer.leave() : drawer.close());
      else if (key in places) places[key]();
      else if (board.dataset.actionKeys.includes(key) && key.length === 1) act(key);
      else return undefined;
      return halt(event);
    }, true);
    rows.filter.addEventListener('keydown', (event) => {
      if (event.key === 'ArrowDown' || event.key === 'Enter') rows.reach(rows.seen[0], true);
      else if (event.key === 'Escape') {
        rows.filter.value = '';
        rows.sift();
        rows.reach(rows.seen[0], true);
      } else return;
      event.preventDefault();
    });

    ringOrRest();
    rows.tell();
    const named = Number(window.location.hash.slice(1));
    if (named) choose(named);
    board.dataset.ready = 'yes';
  };

  const board = document.querySelector('[data-board]');
  if (board) start(board);
})();
