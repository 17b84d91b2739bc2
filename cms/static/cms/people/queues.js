/* Finds a person among those who may work in a queue, and says how many are chosen. Without it all are listed. */
(function () {
  'use strict';

  const form = document.querySelector('[data-queue]');
  const find = form.querySelector('[data-queue-find]');
  const count = form.querySelector('[data-queue-count]');
  const lines = [...form.querySelectorAll('[data-queue-person]')];

  /* As people type: without regard to case and Polish letters; ł has no accent to take off. */
  function folded(text) {
    return text.toLowerCase().replaceAll('ł', 'l').normalize('NFD').replace(/\p{M}/gu, '');
  }

  function narrow() {
    const words = folded(find.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    lines.forEach((line) => {
      const text = folded(line.textContent);
      line.hidden = !words.every((word) => text.includes(word));
      if (!line.hidden) shown += 1;
    });
    form.querySelector('[data-queue-none]').hidden = shown > 0;
  }

  function tell() {
    count.textContent = count.dataset.words.replace('%s', lines.filter((line) => line.querySelector('input').checked).length);
  }

  find.hidden = false;
  count.hidden = false;
  find.addEventListener('input', narrow);
  find.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    // Enter in the box chooses the only one that is left, and never saves by mistake.
    event.preventDefault();
    const left = lines.filter((line) => !line.hidden);
    if (left.length === 1) left[0].querySelector('input').click();
  });
  form.addEventListener('change', tell);
  tell();
})();
