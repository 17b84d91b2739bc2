/* The control of a period: one with a name, the last or next so many, or between two days. Plain data goes in and out. */
(function () {
  'use strict';

  const { element, options, line } = window.tcz.editor.parts;

  function wayOf(value, isWithin) {
    if (typeof value === 'string') return 'day';
    if (value?.period) return value.period;
    return ['last', 'next'].find((way) => value && way in value) ?? (isWithin ? 'between' : 'day');
  }

  const FRESH = {
    last: { last: 7, unit: 'days' },
    next: { next: 7, unit: 'days' },
    between: { from: '', to: '' },
    day: '',
  };

  /* `given` is {vocabulary, words, value, isWithin, isDay, part, change(value, redraws)}. */
  function periodControl(given) {
    const { vocabulary, words, isWithin, isDay } = given;
    const value = given.value || (isWithin ? { period: 'today' } : '');
    const named = vocabulary.periods.filter(([name]) => !(isDay && name.includes('shift')));
    const ways = [...(isWithin ? [] : [['day', words.day]]), ...named, ['last', words.last], ['next', words.next], ...(isWithin ? [['between', words.between]] : [])];
    const way = wayOf(value, isWithin);
    const list = options(words.period, ways, way, given.part);
    list.addEventListener('change', () => given.change(FRESH[list.value] ?? { period: list.value }, true));
    return element('span', { class: 'srch-period' }, list, ...more(given, way, value, isDay));
  }

  function more({ vocabulary, words, change }, way, value, isDay) {
    if (way === 'last' || way === 'next') {
      const units = vocabulary.units.filter(([unit]) => !(isDay && ['minutes', 'hours'].includes(unit)));
      const amount = line(words.amount, 'number', value[way], 'amount', { min: 1, max: 1000, step: 1 });
      const unit = options(words.unit, units, value.unit, 'unit');
      const tell = () => change({ [way]: Number(amount.value) || '', unit: unit.value }, false);
      amount.addEventListener('input', tell);
      unit.addEventListener('change', tell);
      return [amount, unit];
    }
    if (way === 'between') {
      const [from, to] = ['from', 'to'].map((name) => line(words[name], 'date', value?.[name], name));
      const tell = () => change(Object.fromEntries([['from', from.value], ['to', to.value]].filter(([, day]) => day)), false);
      [from, to].forEach((control) => control.addEventListener('input', tell));
      return [from, '–', to];
    }
    if (way !== 'day') return [];
    const day = line(words.day, 'date', typeof value === 'string' ? value : value?.from, 'day');
    day.addEventListener('input', () => change(day.value, false));
    return [day];
  }

  window.tcz.search.periodControl = periodControl;
})();
