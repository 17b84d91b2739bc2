/* The editor of one condition: subjects, comparisons and values are chosen, groups are nested, all by mouse or keyboard.
   It keeps plain JSON in its hidden input; what may stand there is decided by the server (ticketforms/compiling.py). */
(function () {
  'use strict';

  const { element, options, tool, adder } = window.tcz.editor.parts;
  const { tree, draft, clauses } = window.tcz.editor;

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
      this.place.replaceChildren(this.drawnGroup(this.root, 0));
    }

    /* Alt with an arrow moves the line the cursor is on. */
    onKey(event) {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      const id = event.target.closest('[data-node]')?.dataset.node;
      if (!step || !event.altKey || !id || id === this.root.id) return;
      event.preventDefault();
      const found = this.nodeOf(this.root, id);
      this.change(() => tree.move(this.root, found, step), id, event.target.dataset.part);
    }

    nodeOf(node, id) {
      if (node.id === id) return node;
      for (const part of node.parts ?? []) {
        const found = this.nodeOf(part, id);
        if (found) return found;
      }
      return null;
    }

    drawnGroup(group, depth) {
      const { words } = this.vocabulary;
      const isRoot = group === this.root;
      const made = element('div', { class: `tcz-group${isRoot ? ' tcz-group--root' : ''}`, role: 'group', 'data-node': group.id, 'aria-label': isRoot ? words.condition : words.group });
      if (!isRoot || group.parts.length > 1) made.append(this.groupHead(group, isRoot));
      const list = element('div', { class: 'tcz-group__parts' }, ...group.parts.map((part) => (part.parts ? this.drawnGroup(part, depth + 1) : this.drawnClause(part, depth))));
      const foot = element('div', { class: 'tcz-group__foot' });
      if (isRoot && group.parts.length === 0) foot.append(element('span', { class: 'tcz-group__always' }, words.always));
      foot.append(adder(words.add, 'add', () => {
        const fresh = tree.clause();
        this.change(() => tree.add(this.root, group, fresh), fresh.id, 'subject');
      }));
      if (depth < tree.DEEPEST && group.parts.length) {
        foot.append(adder(words.add_group, 'add-group', () => {
          const fresh = tree.clause();
          this.change(() => tree.add(this.root, group, tree.group(group.match === 'all' ? 'any' : 'all', [fresh])), fresh.id, 'subject');
        }));
      }
      made.append(list, foot);
      return made;
    }

    groupHead(group, isRoot) {
      const { words } = this.vocabulary;
      const ways = [['all', words.all], ['any', words.any], ['not all', words.not_all], ['not any', words.not_any]];
      const match = options(words.match, ways, `${group.isNegated ? 'not ' : ''}${group.match}`, 'match');
      match.addEventListener('change', () => {
        group.isNegated = match.value.startsWith('not ');
        group.match = match.value.replace('not ', '');
        this.keep();
      });
      const head = element('div', { class: 'tcz-group__head' }, match);
      if (!isRoot) {
        head.append(this.tools(group, [tool(words.ungroup, 'folder-open-1', 'ungroup', () => {
          const [first] = group.parts;
          this.change(() => tree.unwrap(this.root, group), first.id, 'subject');
        })]));
      }
      return head;
    }

    tools(node, more) {
      const { words } = this.vocabulary;
      const parent = tree.parentOf(this.root, node);
      const isMovable = (step) => parent !== this.root || Boolean(parent.parts[parent.parts.indexOf(node) + step]);
      const move = (step, part) => () => this.change(() => tree.move(this.root, node, step), node.id, part);
      return element(
        'span',
        { class: 'tcz-tools' },
        tool(words.up, 'arrow-up', 'up', move(-1, 'up'), isMovable(-1)),
        tool(words.down, 'arrow-down', 'down', move(1, 'down'), isMovable(1)),
        ...more,
        tool(node.parts ? words.remove_group : words.remove, 'bin', 'remove', () => {
          const beside = parent.parts[parent.parts.indexOf(node) + 1] ?? parent.parts[parent.parts.indexOf(node) - 1];
          this.change(() => tree.remove(this.root, node), (beside ?? this.root).id, beside ? 'remove' : 'add');
        }),
      );
    }

    drawnClause(clause, depth) {
      const { words } = this.vocabulary;
      const made = element('div', { class: 'tcz-clause', role: 'group', 'aria-label': words.condition, 'data-node': clause.id });
      made.append(element('span', { class: 'tcz-controls' }, ...clauses.controlsOf(this, clause)));
      const wraps = depth < tree.DEEPEST && this.root.parts.length > 1;
      made.append(this.tools(clause, wraps ? [tool(words.make_group, 'folder', 'group', () => this.change(() => tree.wrap(this.root, clause), clause.id, 'subject'))] : []));
      return made;
    }
  }

  window.wagtail.app.register('tcz-condition', ConditionController);
})();
