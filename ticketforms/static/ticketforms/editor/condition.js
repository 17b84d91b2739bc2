/* The editor of one condition: subjects, comparisons and values are chosen, groups are nested, all by mouse or keyboard.
   It keeps plain JSON in its hidden input; what may stand there is decided by the server (ticketforms/compiling.py). */
(function () {
  'use strict';

  const { tree, draft, clauses, groups } = window.tcz.editor;

  /* What somebody sent by hand may be no condition: then there is nothing to show. */
  function conditionIn(text) {
    try {
      const condition = JSON.parse(text || 'null');
      return condition && typeof condition === 'object' && !Array.isArray(condition) ? condition : null;
    } catch {
      return null;
    }
  }

  class ConditionController extends window.tcz.editor.HeldController {
    take(text) {
      this.root = tree.rootOf(conditionIn(text));
    }

    plain() {
      return tree.plainOf(this.root);
    }

    sight() {
      return JSON.stringify([...this.subjects()]);
    }

    follow(from, to) {
      const touched = this.root ? tree.clausesOf(this.root).filter((clause) => clause.subject === from) : [];
      touched.forEach((clause) => { clause.subject = to; });
      if (!touched.length) return;
      this.keep();
      this.drawAll();
    }

    subjects() {
      return draft.subjects(this.vocabulary, this.input);
    }

    draw() {
      this.known = this.subjects();
      this.place.replaceChildren(groups.drawn(this, this.root));
    }

    controlsOf(clause) {
      return clauses.controlsOf(this, clause);
    }

    mayNest(_group, depth) {
      return depth < tree.DEEPEST;
    }

    onKey(event) {
      groups.onKey(this, event);
    }
  }

  window.wagtail.app.register('tcz-condition', ConditionController);
})();
