"""Knows which words names and places are made of, and which of them somebody may have meant who spelt one wrongly."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, Q

from crm.customers.words import begins, is_number
from crm.models import Customer, SearchVariant, SearchWord, ServicePoint

_SHORTEST, _LONGEST = 3, 40
_BEGINNINGS_FROM, _TWO_FAULTS_FROM = 5, 8
_MOST_COMPARED, _MOST_NEAR = 400, 6
_BATCH = 2_000
# As words are declined in speech, and what stands in the register.
_ENDINGS = (("iej", "a"), ("iej", "ia"), ("ej", "a"), ("iego", "i"), ("ego", "y"), ("im", "i"), ("ym", "y"))


@dataclass(frozen=True)
class Sense:
    """Where a word, or one that begins so, occurs."""

    is_name: bool
    is_place: bool


def senses(words: Sequence[str]) -> list[Sense]:
    """Return of each word where it occurs, in one query; of a number, that it is of a place."""
    known = SearchWord.objects.order_by()
    asked = [word for word in words if not is_number(word)]
    tests = {}
    for place, word in enumerate(asked):
        tests[f"name_{place}"] = Exists(known.filter(begins("word", word), is_name=True))
        tests[f"place_{place}"] = Exists(known.filter(begins("word", word), is_place=True))
    row = known.annotate(**tests).values(*tests).first() if tests else {}
    if row is None:
        return [Sense(True, True) for _ in words]
    found = {word: Sense(row[f"name_{place}"], row[f"place_{place}"]) for place, word in enumerate(asked)}
    return [found.get(word, Sense(False, True)) for word in words]


def near(words: Sequence[str], *, only_unknown: bool = False) -> dict[str, tuple[str, ...]]:
    """Return for each word the known ones that it may have been meant for, the nearest first, in one query.

    One letter may be missing, added, wrong or swapped with the next; in long words a little more. The end of a word may
    still be untyped. With `only_unknown` a word that is known as it stands is taken for what was meant.
    """
    asked = [word for word in dict.fromkeys(words) if len(word) >= _SHORTEST and not is_number(word)]
    if not asked:
        return {}
    compared = SearchWord.objects.filter(_near_any(asked)).order_by("word").values_list("word", flat=True)
    known = list(compared.distinct()[:_MOST_COMPARED])
    found = {}
    for word in asked:
        if only_unknown and word in known:
            continue
        allowed = 2 if len(word) >= _TWO_FAULTS_FROM else 1
        others = [other for other in known if other != word]
        whole = sorted((count, other) for other in others if (count := _distance(word, other)) <= allowed)
        begun = sorted((count, other) for other in others if (count := _faults(word, other)) <= allowed)
        declined = [other for other in _declined(word) if other in known]
        found[word] = tuple(dict.fromkeys([*declined, *(other for _count, other in whole or begun)]))[:_MOST_NEAR]
    return {word: spellings for word, spellings in found.items() if spellings}


def learn(*, names: Iterable[str] = (), places: Iterable[str] = ()) -> int:
    """Take in the words of folded names and places that are not known yet, and return how many there were."""
    is_name, is_place = set(_words(names)), set(_words(places))
    words = sorted(is_name | is_place)
    return sum(_learn(words[start : start + _BATCH], is_name, is_place) for start in range(0, len(words), _BATCH))


def learn_all() -> int:
    """Take in every word of the register; return how many were new."""
    names = Customer.objects.order_by().values_list("folded_name", flat=True)
    places = ServicePoint.objects.order_by().values_list("folded_address", flat=True).distinct()
    return learn(names=names.iterator(_BATCH), places=places.iterator(_BATCH))


@transaction.atomic
def _learn(words: Sequence[str], is_name: set[str], is_place: set[str]) -> int:
    known = {word.word: word for word in SearchWord.objects.filter(word__in=words)}
    unknown = [word for word in words if word not in known]
    new = [SearchWord(word=word, is_name=word in is_name, is_place=word in is_place) for word in unknown]
    for word in known.values():
        also_name, also_place = word.word in is_name and not word.is_name, word.word in is_place and not word.is_place
        if also_name or also_place:
            word.is_name, word.is_place = word.is_name or also_name, word.is_place or also_place
            word.save(update_fields=["is_name", "is_place"])
    SearchWord.objects.bulk_create(new, ignore_conflicts=True)
    written = SearchWord.objects.filter(word__in=unknown)
    variants = [SearchVariant(word=word, variant=variant) for word in written for variant in _variants(word.word)]
    SearchVariant.objects.bulk_create(variants, ignore_conflicts=True, batch_size=_BATCH)
    return len(new)


def _words(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for word in text.replace("/", " ").split():
            if _SHORTEST <= len(word) <= _LONGEST and not any(map(str.isdigit, word)):
                yield word


def _variants(word: str) -> list[str]:
    return sorted({word[:place] + word[place + 1 :] for place in range(len(word))})


def _near_any(asked: Sequence[str]) -> Q:
    whole, beginnings = (
        Q(word__in=[other for word in asked for other in (word, *_variants(word), *_declined(word))]),
        Q(),
    )
    for word in asked:
        if len(word) < _BEGINNINGS_FROM:
            beginnings |= Q(variant__in=[word, *_variants(word)])
            continue
        for variant in {word, *_variants(word)}:
            beginnings |= begins("variant", variant)
    return whole | Q(pk__in=SearchVariant.objects.filter(beginnings).order_by().values("word"))


def _declined(word: str) -> list[str]:
    return [word.removesuffix(ending) + instead for ending, instead in _ENDINGS if word.endswith(ending)]


def _faults(typed: str, known: str) -> int:
    """How many single faults lie between what was typed and the beginning of a longer word."""
    return min(_distance(typed, known[:length]) for length in range(len(typed) - 1, len(typed) + 2))


def _distance(one: str, other: str) -> int:
    """Letters missing, added, wrong or swapped with the next (restricted Damerau and Levenshtein)."""
    if abs(len(one) - len(other)) > 2:
        return 3
    earlier, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, earlier = earlier, row
        row = [i]
        for j, counterpart in enumerate(other, start=1):
            cost = min(earlier[j] + 1, row[j - 1] + 1, earlier[j - 1] + (letter != counterpart))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == counterpart:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
    return row[-1]
