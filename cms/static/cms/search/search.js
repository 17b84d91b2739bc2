/* The page of a list: what is asked changes, and results, sentence and counts follow without loading it anew. */
(function () {
  'use strict';

  const { page, ask, words, Builder, rows, keeping, picking } = window.tcz.search;
  const PAUSE = 350;
  const A_PAGE = 50;
  const results = page.querySelector('[data-srch-results]');
  const problem = page.querySelector('[data-srch-problem]');
  const asked = JSON.parse(document.getElementById('srch-asked').textContent);
  let builder = null;
  let waiting = null;
  let running = null;

  const body = () => ({
    criteria: builder ? builder.asked() : asked.criteria,
    columns: asked.columns,
    sort_by: asked.sort_by,
    is_descending: asked.is_descending,
    typed: page.querySelector('[name=typed]')?.value ?? '',
    saved: asked.saved,
    overview: asked.overview,
  });

  function blame(error) {
    const isPlaced = builder && !error.isLost ? builder.blame(error) : false;
    problem.replaceChildren(error.message);
    if (error.isLost) {
      const again = document.createElement('button');
      again.type = 'button';
      again.className = 'tcz-button';
      again.textContent = words.again;
      again.addEventListener('click', look);
      problem.append(' ', again);
    }
    problem.hidden = isPlaced;
  }

  async function look() {
    running?.abort();
    running = new AbortController();
    const mine = running;
    page.setAttribute('aria-busy', 'true');
    try {
      const told = await ask(page.dataset.found, { body: body(), headers: { 'X-Search': asked.key }, signal: mine.signal });
      asked.key = told.key;
      results.innerHTML = told.results;
      page.querySelector('[data-srch-sentence]').innerHTML = told.sentence;
      problem.hidden = true;
      if (builder?.error) builder.blame(null);
      history.replaceState(null, '', `${page.dataset.address}?search=${encodeURIComponent(told.key)}`);
      asked.query = `search=${encodeURIComponent(told.key)}`;
      page.querySelector('[data-srch-clear]').hidden = false;
      rows.follow();
      picking.follow(body());
      counts.present();
      goOn();
    } catch (error) {
      if (error.name !== 'AbortError') blame(error);
    }
    if (mine === running) page.removeAttribute('aria-busy');
  }

  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  }

  /* A search that was stopped for its length goes on by itself until there is a page of rows. */
  function goOn() {
    const more = results.querySelector('[data-srch-more]');
    const isShort = results.querySelectorAll('[data-srch-row]').length < A_PAGE;
    if (more?.dataset.next && more.dataset.whole !== 'yes' && isShort) further(more.querySelector('[data-srch-further]'));
  }

  async function further(button) {
    const more = results.querySelector('[data-srch-more]');
    button.disabled = true;
    try {
      const told = await ask(page.dataset.found, { body: body(), headers: { 'X-Search': asked.key, 'X-From': more.dataset.next } });
      if (!more.isConnected) return;
      const place = results.querySelector('[data-srch-rows]');
      const from = place.children.length;
      place.insertAdjacentHTML('beforeend', told.results);
      more.dataset.next = told.next;
      more.hidden = !told.next;
      more.dataset.whole = told.is_whole ? 'yes' : '';
      more.querySelector('[data-srch-reached]').textContent = told.reached;
      rows.follow();
      if (document.activeElement === document.body || document.activeElement === button) place.children[from]?.querySelector('a')?.focus();
      button.disabled = false;
      goOn();
    } catch (error) {
      blame(error);
    }
    button.disabled = false;
  }

  const counts = {
    async one(query) {
      return ask(`${page.dataset.count}?${query}`);
    },
    async present() {
      const place = page.querySelector('[data-srch-count]');
      try {
        place.textContent = (await counts.one(asked.query || 'view=all')).words;
      } catch {
        place.textContent = '';
      }
    },
    tabs(told) {
      page.querySelectorAll('[data-srch-tab]').forEach((tab) => {
        const count = told[tab.dataset.srchTab];
        if (!count) return;
        tab.querySelector('[data-srch-tab-count]').textContent = count.short;
        tab.dataset.empty = count.number === 0 ? 'yes' : '';
      });
    },
  };

  function followFeed() {
    const news = page.querySelector('[data-srch-news]');
    const label = news.textContent;
    let count = 0;
    let isFirst = true;
    news.addEventListener('click', () => {
      count = 0;
      news.hidden = true;
      look();
    });
    window.tcz.counts.follow({
      address: page.dataset.counts,
      topic: page.dataset.topic,
      position: Number(page.dataset.position),
      show: (told) => {
        counts.tabs(told);
        if (!isFirst) counts.present();
        isFirst = false;
      },
      onEvent: () => {
        count += 1;
        news.textContent = `${label} (${count})`;
        news.hidden = false;
      },
    });
  }

  async function build() {
    const vocabulary = await ask(page.dataset.vocabulary);
    builder = new Builder(page.querySelector('[data-place]'), vocabulary, asked.criteria, () => {
      // What is changed is no overview of ours any more; a saved search may be saved so.
      asked.overview = '';
      later();
    });
    builder.asked();
    keeping.columns(vocabulary, asked.columns.length ? asked.columns : asked.usual, (names) => {
      asked.columns = names;
      look();
    });
  }

  results.addEventListener('click', (event) => {
    const sort = event.target.closest('[data-srch-sort]');
    if (sort) {
      const isSame = sort.closest('th').getAttribute('aria-sort');
      asked.is_descending = isSame === 'ascending';
      asked.sort_by = sort.dataset.srchSort;
      const name = asked.sort_by;
      look().then(() => results.querySelector(`[data-srch-sort="${name}"]`)?.focus());
    }
    const button = event.target.closest('[data-srch-further]');
    if (button) further(button);
  });
  page.querySelector('[data-srch-box]').addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    look();
  });
  page.querySelector('[name=typed]')?.addEventListener('input', later);
  page.querySelector('[data-srch-open]').addEventListener('click', (event) => {
    const panel = document.getElementById('srch-builder');
    panel.hidden = !panel.hidden;
    event.currentTarget.setAttribute('aria-expanded', String(!panel.hidden));
    if (!panel.hidden) panel.querySelector('input, select, button')?.focus();
  });

  keeping.start(body);
  picking.start(body);
  rows.follow();
  picking.follow(body());
  goOn();
  counts.present();
  followFeed();
  build().then(() => {
    if (asked.message) blame({ path: asked.path, message: asked.message });
  }, blame);
})();
