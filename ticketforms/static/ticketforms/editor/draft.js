/* What a rule can look at and touch: the fields as they are written in the page now, and the vocabulary of the server. */
(function () {
  'use strict';

  const STREAM = 'fields';
  let asked = null;

  /* What there is to choose from, asked for once a page. */
  function vocabulary(url) {
    asked = asked ?? fetch(url, { headers: { Accept: 'application/json' } }).then((reply) => reply.json());
    return asked;
  }

  /* What is written in the page about the fields, by name: read in one walk, for a long form is a page of many inputs. */
  function written() {
    const found = new Map();
    document.querySelectorAll(`[name^="${STREAM}-"]`).forEach((input) => {
      if (!found.has(input.name)) found.set(input.name, input.value);
    });
    return (name) => found.get(name) ?? '';
  }

  /* The fields that have a code, in their order. */
  function fields(read = written()) {
    const found = [];
    const count = Number(read(`${STREAM}-count`));
    for (let index = 0; index < count; index += 1) {
      const part = (name) => read(`${STREAM}-${index}-${name}`);
      const code = part('value-code');
      if (part('deleted') || !code) continue;
      found.push({
        code,
        order: Number(part('order')),
        kind: part('type'),
        label: part('value-label_pl'),
        label_pl: part('value-label_pl'),
        label_en: part('value-label_en'),
        dictionary: part('value-dictionary'),
      });
    }
    found.forEach((field) => {
      if (document.documentElement.lang.startsWith('en') && field.label_en) field.label = field.label_en;
    });
    return found.sort((one, other) => one.order - other.order);
  }

  /* Everything a condition may look at, by name: of a field the answers before it, of a rule all of them. */
  function subjects({ surroundings }, input) {
    const own = input.name.match(/^fields-\d+-/)?.[0];
    const read = written();
    const place = own ? Number(read(`${own}order`)) : Infinity;
    const answers = fields(read).filter((field) => field.order < place);
    return new Map([...answers, ...surroundings].map((subject) => [subject.code, subject]));
  }

  /* Choices of a subject: [[value, text]], "large" when they are too many to be sent, nothing when it is written. */
  function choicesOf({ dictionaries, large, kinds, words }, subject) {
    if (subject.choices) return subject.choices;
    if (subject.dictionary) return large.includes(subject.dictionary) ? 'large' : dictionaries[subject.dictionary] ?? [];
    const { reading, choices } = kinds[subject.kind] ?? {};
    if (choices) return choices;
    return reading === 'flag' ? [[true, words.yes], [false, words.no]] : null;
  }

  window.tcz = window.tcz || {};
  window.tcz.editor = { ...window.tcz.editor, draft: { vocabulary, fields, subjects, choicesOf }, choicesOf };
})();
