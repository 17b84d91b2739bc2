/* Works out sums over answers: the same results as ticketforms/kinds/formula.py, exactly, in BigInt fractions.
   Both are held together by tests/ticketforms/formula_vectors.json: whatever changes here changes there. */
(function () {
  'use strict';

  const GIVEN = /^-?[0-9]{1,30}([.,][0-9]{1,30})?$/;
  const LIMIT = 10n ** 30n;

  /* A fraction is [numerator, denominator], the denominator above zero. */
  function fraction(written) {
    const [whole, rest = ''] = written.replace('-', '').split(/[.,]/);
    const units = BigInt(whole + rest);
    return [written.startsWith('-') ? -units : units, 10n ** BigInt(rest.length)];
  }

  /* A reading of a meter is a record with its value; what is no number is missing. */
  function number(answer) {
    const plain = answer !== null && typeof answer === 'object' && !Array.isArray(answer) ? answer.value : answer;
    if (typeof plain !== 'string' && typeof plain !== 'number') return null;
    return GIVEN.test(String(plain)) ? fraction(String(plain)) : null;
  }

  const COUNT = {
    '+': ([a, b], [c, d]) => [a * d + c * b, b * d],
    '-': ([a, b], [c, d]) => [a * d - c * b, b * d],
    '*': ([a, b], [c, d]) => [a * c, b * d],
    '/': ([a, b], [c, d]) => (c === 0n ? null : c < 0n ? [-a * d, b * -c] : [a * d, b * c]),
  };

  function exact(tree, values) {
    if ('number' in tree) return fraction(tree.number);
    if ('field' in tree) return Object.hasOwn(values, tree.field) ? number(values[tree.field]) : null;
    const left = exact(tree.left, values);
    const right = exact(tree.right, values);
    return left === null || right === null ? null : COUNT[tree.op](left, right);
  }

  /* The result rounded half up to `places`; null when an answer is missing, zero divides or it is immense. */
  function value(tree, values, places = 2) {
    const result = exact(tree, values);
    if (result === null) return null;
    const isNegative = result[0] < 0n;
    const [top, bottom] = [isNegative ? -result[0] : result[0], result[1]];
    if (top >= LIMIT * bottom) return null;
    const units = (2n * top * 10n ** BigInt(places) + bottom) / (2n * bottom);
    const digits = String(units).padStart(places + 1, '0');
    const written = places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
    return isNegative && units ? `-${written}` : written;
  }

  window.tcz = window.tcz || {};
  window.tcz.formula = { value };
})();
