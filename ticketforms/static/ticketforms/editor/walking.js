/* Lists that are walked through with keys: what is drawn anew would lose the letters typed so far, so it waits.
   An `editor` here has change(action, id, part), keep() and changeBehind(). */
(function () {
  'use strict';

  // As long as browsers wait for the next letter.
  const PAUSE = 1000;

  /* Do `act` when something is chosen, and draw the editor anew: at once after a click, after a pause or on the way out
     where keys are used. */
  function whenChosen(editor, list, act, id, part) {
    let isWalking = false;
    let timer = null;
    const stop = () => {
      const wasWaiting = timer !== null;
      clearTimeout(timer);
      timer = null;
      return wasWaiting;
    };
    const draw = () => {
      if (stop()) editor.change(() => {}, id, part);
    };
    list.addEventListener('pointerdown', () => { isWalking = false; });
    list.addEventListener('keydown', (event) => {
      if (event.key === 'Tab' || event.key === 'Enter') draw();
      else isWalking = true;
    });
    list.addEventListener('change', (event) => {
      event.stopPropagation();
      stop();
      if (!isWalking) {
        editor.change(act, id, part);
        return;
      }
      act();
      editor.keep();
      timer = setTimeout(draw, PAUSE);
    });
    list.addEventListener('blur', () => {
      if (stop() && list.isConnected) setTimeout(() => editor.changeBehind());
    });
  }

  /* Add what is chosen: at once after a click, with Enter or on the way out where keys are used. */
  function whenAdded(list, add) {
    let isWalking = false;
    list.addEventListener('pointerdown', () => { isWalking = false; });
    list.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && list.value) {
        event.preventDefault();
        add(true);
      } else {
        isWalking = true;
      }
    });
    list.addEventListener('change', (event) => {
      event.stopPropagation();
      if (!isWalking) add(true);
    });
    list.addEventListener('blur', () => {
      if (list.isConnected) setTimeout(() => add('behind'));
    });
  }

  window.tcz.editor.walking = { whenChosen, whenAdded };
})();
