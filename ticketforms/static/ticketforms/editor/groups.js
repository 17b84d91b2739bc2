/* Draws the groups and lines of a condition with their tools, for any editor of conditions; what a line holds it is told.
   An `editor` here has root, place, vocabulary.words, change(action, id, part), keep(), controlsOf(clause),
   mayNest(group, depth), and may have noteOf(node): what is wrong with a line, and sameOf(group): of what it can be. */
(function () {
  'use strict';

  const { element, options, tool, adder } = window.tcz.editor.parts;
  const { tree } = window.tcz.editor;

  const drawn = (editor, group, depth = 0) => drawnGroup(editor, group, depth);

  function drawnGroup(editor, group, depth) {
    const { words } = editor.vocabulary;
    const isRoot = group === editor.root;
    const made = element('div', { class: `tcz-group${isRoot ? ' tcz-group--root' : ''}`, role: 'group', 'data-node': group.id, 'aria-label': isRoot ? words.condition : words.group });
    if (!isRoot || group.parts.length > 1) made.append(headOf(editor, group, isRoot));
    const drawnPart = (part) => (part.parts ? drawnGroup(editor, part, depth + 1) : drawnClause(editor, part, depth));
    const list = element('div', { class: 'tcz-group__parts' }, ...group.parts.map(drawnPart));
    made.append(list, footOf(editor, group, depth));
    append(made, editor.noteOf?.(group));
    return made;
  }

  function footOf(editor, group, depth) {
    const { words } = editor.vocabulary;
    const { root } = editor;
    const foot = element('div', { class: 'tcz-group__foot' });
    if (group === root && group.parts.length === 0) foot.append(element('span', { class: 'tcz-group__always' }, words.always));
    foot.append(adder(words.add, 'add', () => {
      const fresh = tree.clause();
      editor.change(() => tree.add(root, group, fresh), fresh.id, 'subject');
    }));
    if (editor.mayNest(group, depth) && group.parts.length) {
      foot.append(adder(words.add_group, 'add-group', () => {
        const fresh = tree.clause();
        editor.change(() => tree.add(root, group, tree.group(group.match === 'all' ? 'any' : 'all', [fresh])), fresh.id, 'subject');
      }));
    }
    return foot;
  }

  function headOf(editor, group, isRoot) {
    const { words } = editor.vocabulary;
    const ways = [['all', words.all], ['any', words.any], ['not all', words.not_all], ['not any', words.not_any]];
    const match = options(words.match, ways, `${group.isNegated ? 'not ' : ''}${group.match}`, 'match');
    match.addEventListener('change', () => {
      group.isNegated = match.value.startsWith('not ');
      group.match = match.value.replace('not ', '');
      editor.change(() => {}, group.id, 'match');
    });
    const head = element('div', { class: 'tcz-group__head' }, match);
    append(head, isRoot || group.match === 'any' ? null : ofWhat(editor, group));
    if (isRoot) return head;
    head.append(toolsOf(editor, group, [tool(words.ungroup, 'folder-open-1', 'ungroup', () => {
      const [first] = group.parts;
      editor.change(() => tree.unwrap(editor.root, group), first.id, 'subject');
    })]));
    return head;
  }

  /* Where the editor knows of things of which there may be several: whether the group is about one and the same. */
  function ofWhat(editor, group) {
    const { words } = editor.vocabulary;
    const offered = editor.sameOf?.(group) ?? [];
    if (!offered.length) return null;
    const of = options(words.of, [['', words.of_any], ...offered], group.of, 'of');
    of.addEventListener('change', () => editor.change(() => { group.of = of.value; }, group.id, 'of'));
    return of;
  }

  function toolsOf(editor, node, more) {
    const { words } = editor.vocabulary;
    const { root } = editor;
    const parent = tree.parentOf(root, node);
    const isMovable = (step) => parent !== root || Boolean(parent.parts[parent.parts.indexOf(node) + step]);
    const move = (step, part) => () => editor.change(() => tree.move(root, node, step), node.id, part);
    return element(
      'span',
      { class: 'tcz-tools' },
      tool(words.up, 'arrow-up', 'up', move(-1, 'up'), isMovable(-1)),
      tool(words.down, 'arrow-down', 'down', move(1, 'down'), isMovable(1)),
      ...more,
      tool(node.parts ? words.remove_group : words.remove, 'bin', 'remove', () => {
        const beside = parent.parts[parent.parts.indexOf(node) + 1] ?? parent.parts[parent.parts.indexOf(node) - 1];
        editor.change(() => tree.remove(root, node), (beside ?? root).id, beside ? 'remove' : 'add');
      }),
    );
  }

  function drawnClause(editor, clause, depth) {
    const { words } = editor.vocabulary;
    const made = element('div', { class: 'tcz-clause', role: 'group', 'aria-label': words.condition, 'data-node': clause.id });
    made.append(element('span', { class: 'tcz-controls' }, ...editor.controlsOf(clause)));
    const parent = tree.parentOf(editor.root, clause);
    const wraps = editor.mayNest(parent, depth) && editor.root.parts.length > 1;
    made.append(toolsOf(editor, clause, wraps ? [tool(words.make_group, 'folder', 'group', () => editor.change(() => tree.wrap(editor.root, clause), clause.id, 'subject'))] : []));
    append(made, editor.noteOf?.(clause));
    return made;
  }

  function append(made, note) {
    if (note) made.append(note);
  }

  function nodeOf(node, id) {
    if (node.id === id) return node;
    for (const part of node.parts ?? []) {
      const found = nodeOf(part, id);
      if (found) return found;
    }
    return null;
  }

  /* Alt with an arrow moves the line the cursor is on. */
  function onKey(editor, event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const id = event.target.closest('[data-node]')?.dataset.node;
    if (!step || !event.altKey || !id || id === editor.root.id) return;
    event.preventDefault();
    const found = nodeOf(editor.root, id);
    editor.change(() => tree.move(editor.root, found, step), id, event.target.dataset.part);
  }

  window.tcz.editor.groups = { drawn, onKey };
})();
