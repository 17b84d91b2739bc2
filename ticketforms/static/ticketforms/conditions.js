/* Says whether a condition holds for clean answers: the same verdicts as ticketforms/conditions/evaluate.py.
   Both are held together by tests/ticketforms/condition_vectors.json: whatever changes here changes there. */
(function () {
  'use strict';

  const NUMBER = /^-?[0-9]{1,30}([.,][0-9]{1,30})?$/;
  const SCALE = 30;

  /* A missing answer is empty, and no comparison holds for an empty answer. */
  function evaluate(condition, answers) {
    if ('all' in condition) return condition.all.every((part) => evaluate(part, answers));
    if ('any' in condition) return condition.any.some((part) => evaluate(part, answers));
    if ('not' in condition) return !evaluate(condition.not, answers);
    const answer = Object.hasOwn(answers, condition.subject) ? answers[condition.subject] : null;
    return holds(condition.operator, answer, condition.value === undefined ? null : condition.value);
  }

  function holds(operator, answer, value) {
    const isEmpty = answer === null || answer === '' || (Array.isArray(answer) && answer.length === 0);
    switch (operator) {
      case 'is_empty':
        return isEmpty;
      case 'is_filled':
        return !isEmpty;
      case 'is':
        return !isEmpty && same(answer, value);
      case 'is_not':
        return isEmpty || !same(answer, value);
      case 'is_any_of':
        return !isEmpty && listed(answer).some((given) => listed(value).some((choice) => same(given, choice)));
      case 'contains':
        return !isEmpty && contains(answer, value);
      default:
        return !isEmpty && compares(operator, answer, value);
    }
  }

  /* Lists compare item by item, numbers as numbers, anything else as text; a list is never the same as one thing. */
  function same(answer, value) {
    if (Array.isArray(answer) || Array.isArray(value)) {
      const both = Array.isArray(answer) && Array.isArray(value);
      return both && answer.length === value.length && answer.every((item, index) => same(item, value[index]));
    }
    const left = number(answer);
    const right = number(value);
    return left !== null && right !== null ? left === right : text(answer) === text(value);
  }

  function listed(value) {
    return Array.isArray(value) ? value : [value];
  }

  function contains(answer, value) {
    if (Array.isArray(answer)) return answer.some((item) => same(item, value));
    return text(answer).toLowerCase().includes(text(value).toLowerCase());
  }

  function compares(operator, answer, value) {
    const left = number(answer);
    const right = number(value);
    const order = left === null || right === null ? inOrder(text(answer), text(value)) : Number(left > right) - Number(left < right);
    return { less_than: order < 0, at_most: order <= 0, more_than: order > 0, at_least: order >= 0 }[operator];
  }

  /* By code points, as Python orders text; JavaScript's own order differs above U+FFFF. */
  function inOrder(left, right) {
    const one = Array.from(left);
    const other = Array.from(right);
    for (let index = 0; index < Math.min(one.length, other.length); index += 1) {
      const difference = one[index].codePointAt(0) - other[index].codePointAt(0);
      if (difference !== 0) return difference;
    }
    return one.length - other.length;
  }

  /* Nothing and lists have no text. */
  function text(value) {
    return value === null || typeof value === 'object' ? '' : String(value);
  }

  /* What a person would call a number, with a comma or a point, exactly: scaled to a whole BigInt. */
  function number(value) {
    if (typeof value === 'boolean' || !NUMBER.test(text(value))) return null;
    const [whole, fraction = ''] = text(value).replace('-', '').split(/[.,]/);
    const scaled = BigInt(whole + fraction.padEnd(SCALE, '0'));
    return text(value).startsWith('-') ? -scaled : scaled;
  }

  window.tcz = window.tcz || {};
  window.tcz.conditions = { evaluate };
})();
