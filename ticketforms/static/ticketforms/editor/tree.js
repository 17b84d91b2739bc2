/* A condition as its editor handles it: groups in groups, each part negated or not. It draws nothing.
   Plain conditions (ticketforms/conditions/tree.py) go in and come out. */
(function () {
  'use strict';

  const VALUELESS = ['is_filled', 'is_empty'];
  // A plain condition may be eight deep; a negated group counts twice.
  const DEEPEST = 4;
  let last = 0;

  function node(facts) {
    last += 1;
    return { id: `n${last}`, isNegated: false, ...facts };
  }

  const clause = () => node({ subject: '', operator: 'is', value: '' });
  /* With `of`, everything in the group is about one such thing. */
  const group = (match, parts, of = '') => node({ match, parts, of });

  function read(plain) {
    if ('not' in plain) {
      const inner = read(plain.not);
      inner.isNegated = !inner.isNegated;
      return inner;
    }
    const match = ['all', 'any'].find((name) => Array.isArray(plain[name]));
    if (match) return group(match, plain[match].map(read), plain.of ?? '');
    return node({ subject: plain.subject ?? '', operator: plain.operator ?? 'is', value: plain.value });
  }

  /* Return the group that stands for a plain condition; an empty one for none. */
  function rootOf(plain) {
    if (!plain) return group('all', []);
    const root = read(plain);
    return root.parts ? root : group('all', [root]);
  }

  function written(one) {
    const plain = one.parts ? grouped(one, one.parts.map(written)) : bare(one);
    return one.isNegated ? { not: plain } : plain;
  }

  /* Of what one and the same a group is: a group of which one part is enough is of nothing, and keeps what it was. */
  const ofWhat = ({ match, of }) => (match === 'all' ? of : '');

  function grouped(one, parts) {
    const of = ofWhat(one);
    return of ? { [one.match]: parts, of } : { [one.match]: parts };
  }

  function bare({ subject, operator, value }) {
    return VALUELESS.includes(operator) ? { subject, operator } : { subject, operator, value: value ?? '' };
  }

  /* Return the plain condition of a root; none when it asks nothing, its one part when it has one. */
  function plainOf(root) {
    if (root.parts.length === 0) return null;
    if (root.parts.length > 1 || ofWhat(root)) return written(root);
    return written({ ...root.parts[0], isNegated: root.parts[0].isNegated !== root.isNegated });
  }

  function parentOf(root, one) {
    if (root.parts.includes(one)) return root;
    for (const part of root.parts) {
      const found = part.parts ? parentOf(part, one) : null;
      if (found) return found;
    }
    return null;
  }

  function add(root, parent, one) {
    parent.parts = [...parent.parts, one];
    return one;
  }

  /* Take a part away, and every group that is left with nothing. */
  function remove(root, one) {
    const parent = parentOf(root, one);
    parent.parts = parent.parts.filter((part) => part !== one);
    if (parent !== root && parent.parts.length === 0) remove(root, parent);
  }

  /* Move a part one line up or down as it is drawn: past a condition, into a group, or out of its own. */
  function move(root, one, step) {
    const parent = parentOf(root, one);
    const index = parent.parts.indexOf(one);
    const neighbour = parent.parts[index + step];
    const rest = parent.parts.filter((part) => part !== one);
    if (neighbour?.parts && !one.parts) {
      parent.parts = rest;
      neighbour.parts = step > 0 ? [one, ...neighbour.parts] : [...neighbour.parts, one];
    } else if (neighbour) {
      rest.splice(index + step, 0, one);
      parent.parts = rest;
    } else if (parent !== root) {
      const above = parentOf(root, parent);
      const place = above.parts.indexOf(parent) + (step > 0 ? 1 : 0);
      above.parts = [...above.parts.slice(0, place), one, ...above.parts.slice(place)];
      parent.parts = rest;
      if (rest.length === 0) remove(root, parent);
    }
  }

  /* Put a part into a group of its own. */
  function wrap(root, one) {
    const parent = parentOf(root, one);
    const made = group(parent.match === 'all' ? 'any' : 'all', [one]);
    parent.parts = parent.parts.map((part) => (part === one ? made : part));
    return made;
  }

  /* Put a group's parts where the group stood. */
  function unwrap(root, one) {
    const parent = parentOf(root, one);
    parent.parts = parent.parts.flatMap((part) => (part === one ? one.parts : [part]));
  }

  function clausesOf(one) {
    return one.parts ? one.parts.flatMap(clausesOf) : [one];
  }

  window.tcz = window.tcz || {};
  window.tcz.editor = { ...window.tcz.editor, tree: { VALUELESS, DEEPEST, clause, group, grouped, ofWhat, rootOf, plainOf, parentOf, add, remove, move, wrap, unwrap, clausesOf } };
})();
