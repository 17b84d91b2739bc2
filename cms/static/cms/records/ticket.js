/* One ticket by keyboard: keys open the boxes of its strip, Escape shuts them; filters leave a part of its story.
   Without it every box opens with the mouse and the whole story is shown. */
(function () {
  'use strict';

  const CONTROLS = 'button, input:not([type=hidden]), select, textarea';
  const reply = document.querySelector('.ticket-reply');
  const keys = document.getElementById('ticket-keys');
  const keysButton = document.querySelector('[data-ticket-keys]');
  let only = '';

  function cells() {
    return [...document.querySelectorAll('.ticket-cell')];
  }

  function open(cell) {
    cells().forEach((other) => {
      other.open = other === cell;
    });
    cell.open = true;
    const first = cell.querySelector('.ticket-box, .ticket-reply__form')?.querySelector(CONTROLS);
    if (first) first.focus();
  }

  function shut() {
    const isReplying = reply?.open && reply.contains(document.activeElement);
    const opened = isReplying ? reply : cells().find((cell) => cell.open);
    if (!opened) return false;
    opened.open = false;
    opened.querySelector('summary').focus();
    return true;
  }

  function showKeys() {
    keys.hidden = !keys.hidden;
    keysButton.setAttribute('aria-expanded', String(!keys.hidden));
  }

  function press(key) {
    if (key === '?') return showKeys();
    if (key === 'c') {
      const end = document.querySelector('[data-ticket-end]');
      if (!end) return undefined;
      open(end.closest('.ticket-cell'));
      return end.focus();
    }
    const target = document.querySelector(`[data-ticket-key="${CSS.escape(key)}"]`);
    if (!target) return undefined;
    if (target.matches('summary')) return open(target.parentElement);
    return target.matches('button') ? target.click() : target.focus();
  }

  function onKey(event) {
    const field = event.target.closest('input, textarea, select, [contenteditable]');
    if (event.key === 'Escape' && shut()) return event.preventDefault();
    if (field) {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && field.form) {
        event.preventDefault();
        field.form.requestSubmit();
      }
      return undefined;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return undefined;
    if (event.key === '?' || document.querySelector(`[data-ticket-key="${CSS.escape(event.key)}"]`) || event.key === 'c') {
      event.preventDefault();
      press(event.key);
    }
    return undefined;
  }

  /* A choice of prepared texts beside a box; what is chosen goes where the cursor is, and the first gap is selected. */
  function offerTexts(box) {
    const frame = document.querySelector('[data-ticket-texts]');
    if (!frame || box.dataset.ticketOffered) return;
    box.dataset.ticketOffered = 'yes';
    const choice = document.createElement('select');
    choice.className = 'tcz-input ticket-texts';
    choice.setAttribute('aria-label', frame.dataset.ticketTextsWords);
    if (box.id === 'rec-note') choice.dataset.ticketKey = 't';
    choice.append(new Option(frame.dataset.ticketTextsWords, ''));
    let asked = null;

    async function ask() {
      asked = asked ?? fetch(frame.dataset.ticketTexts.replace(/note\/$/, `${box.dataset.ticketTemplates}/`));
      const answer = await asked;
      if (!answer.ok || choice.options.length > 1) return;
      const { texts } = await answer.clone().json();
      texts.forEach((one) => {
        const option = new Option(one.label, one.code);
        option.dataset.text = one.text;
        choice.append(option);
      });
      if (texts.length) return;
      const none = new Option(frame.dataset.ticketTextsNone, '');
      none.disabled = true;
      choice.append(none);
    }

    choice.addEventListener('focus', ask);
    choice.addEventListener('pointerenter', ask);
    function insert() {
      const { text } = choice.selectedOptions[0].dataset;
      choice.selectedIndex = 0;
      if (!text) return;
      box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
      box.focus();
      const gap = box.value.search(/⟦[^⟧]*⟧/);
      if (gap >= 0) box.setSelectionRange(gap, box.value.indexOf('⟧', gap) + 1);
    }

    // With arrows one looks through the texts; Enter takes the one that is shown.
    let isLooking = false;
    choice.addEventListener('keydown', (event) => {
      isLooking = event.key.startsWith('Arrow');
      if (event.key !== 'Enter' || !choice.value) return;
      event.preventDefault();
      insert();
    });
    choice.addEventListener('pointerdown', () => {
      isLooking = false;
    });
    choice.addEventListener('change', () => {
      if (!isLooking) insert();
    });
    (box.closest('form').querySelector('.tcz-row') ?? box.closest('form')).append(choice);
  }

  function offerAll() {
    document.querySelectorAll('textarea[data-ticket-templates]').forEach(offerTexts);
  }

  /* Takes the reply to where it is sent from; the button says for a moment that it did. */
  async function copy(button) {
    const box = button.form.elements.text;
    if (!box.value) return box.focus();
    try {
      await navigator.clipboard.writeText(box.value);
    } catch (refused) {
      box.select();
      document.execCommand('copy');
    }
    const words = button.textContent;
    button.textContent = button.dataset.ticketCopied;
    setTimeout(() => {
      button.textContent = words;
    }, 2000);
    return undefined;
  }

  document.querySelectorAll('[data-ticket-copied]').forEach((button) => {
    button.hidden = false;
    button.addEventListener('click', () => copy(button));
  });

  function filter() {
    const story = document.querySelector('.rec-story');
    if (only) story.dataset.only = only;
    else delete story.dataset.only;
  }

  const filters = document.querySelector('[data-ticket-filters]');
  filters.hidden = false;
  filters.addEventListener('click', (event) => {
    const chosen = event.target.closest('button');
    if (!chosen) return;
    only = chosen.dataset.group;
    filters.querySelectorAll('button').forEach((button) => {
      button.setAttribute('aria-pressed', String(button === chosen));
    });
    filter();
  });
  // The story is read anew when something happens: what was chosen stays.
  new MutationObserver(filter).observe(document.querySelector('[data-rec-part="story"]'), { childList: true });

  offerAll();
  new MutationObserver(offerAll).observe(document.querySelector('[data-rec-part="work"]'), { childList: true });
  keysButton.hidden = false;
  keysButton.addEventListener('click', showKeys);
  document.addEventListener('keydown', onKey);
  document.addEventListener('click', (event) => {
    cells().forEach((cell) => {
      if (cell.open && !cell.contains(event.target)) cell.open = false;
    });
  });
})();
