"""The first sheet of a workbook: how to read and change the others, in Polish and in English beside each other."""

from collections.abc import Iterator

from django.utils.translation import override

from ticketforms.kinds import KINDS
from ticketforms.package.type_rules import EFFECTS
from ticketforms.surroundings import SUBJECTS

Line = tuple[str, str, str]
_HOW: tuple[Line, ...] = (
    ("TCZ", "Definicje zgłoszeń do edycji w arkuszu", "Definitions of tickets, to be edited as a workbook"),
    ("", "", ""),
    (
        "1",
        "Zmień arkusze, zapisz plik jako XLSX i wgraj go: Konfiguracja → Import i eksport. Najpierw zobaczysz, co się "
        "zmieni; nic nie zapisze się bez potwierdzenia.",
        "Change the sheets, save the file as XLSX and upload it: Configuration → Import and export. You first see what "
        "would change; nothing is written before you confirm.",
    ),
    (
        "2",
        "Typy zgłoszeń wracają jako szkice. Konsultanci widzą je dopiero po opublikowaniu.",
        "Ticket types come back as drafts. Agents see them once they are published.",
    ),
    (
        "3",
        "Pierwszy wiersz arkusza ma nazwy kolumn i musi zostać; wiersze, które zaczynają się od #, są pomijane. "
        "Kolumny można przestawiać i usuwać. Pusta komórka znaczy: jak zwykle.",
        "A sheet's first row has the names of its columns and must stay; rows that begin with # are skipped. Columns "
        "may be moved or left out. An empty cell means: as usual.",
    ),
    (
        "4",
        "Kod jest nazwą na zawsze: raporty i inne systemy go znają. Zmieniaj etykiety, nie kody.",
        "A code is a name for ever: reports and other systems know it. Change labels, not codes.",
    ),
    (
        "5",
        "Pozycja słownika, której nie ma w arkuszu choices, zostanie wycofana (nie usunięta). Typy i słowniki, których "
        "nie ma w pliku, zostają bez zmian.",
        "An entry that the sheet choices leaves out is retired (not deleted). Types and dictionaries that are not in "
        "the file stay as they are.",
    ),
    ("", "", ""),
    ("types", "typy zgłoszeń, jeden w wierszu", "ticket types, one a row"),
    ("survey", "pytania formularzy w kolejności, jedno w wierszu", "the forms' questions in their order, one a row"),
    (
        "rules",
        "reguły od góry do dołu, jeden skutek w wierszu; dalsze skutki tej samej reguły stoją pod nią z samym typem "
        "i kodem",
        "rules from top to bottom, one effect a row; further effects of a rule stand below it with type and code only",
    ),
    (
        "stages",
        "etapy zgłoszeń w kolejności, jeden w wierszu; bez nich typ ma tylko pięć stanów",
        "the tickets' stages in their order, one a row; without them a type has only the five states",
    ),
    ("dictionaries", "słowniki, jeden w wierszu", "dictionaries, one a row"),
    ("attributes", "cechy, które mają pozycje słownika", "what a dictionary's entries say about themselves"),
    ("choices", "pozycje słowników w kolejności", "the dictionaries' entries in their order"),
    ("categories", "kategorie typów", "categories of types"),
    (
        "texts",
        "szablony tekstów notatek, zakończeń i odpowiedzi; zmienne stoją w klamrach, np. {ticket.number}",
        "prepared texts of notes, endings and replies; variables stand in braces, as {ticket.number}",
    ),
    ("", "", ""),
    ("visible_when, when", "Warunki pisze się tak:", "Conditions are written like this:"),
    (
        "${extent} = 'street' and not(${flats} > 3)",
        "zasięg to ulica, a lokali nie jest więcej niż 3",
        "the extent is the street and there are not more than 3 flats",
    ),
    ("${extent} in ('street', 'stairs')", "zasięg to jedno z podanych", "the extent is one of these"),
    ("${things} contains 'food'", "wśród zaznaczonych jest to", "this is among what was chosen"),
    (
        "empty(${note}) or filled(${phone})",
        "brak uwag albo jest telefon",
        "there is no note, or there is a telephone number",
    ),
    ("${danger} = yes", "odpowiedź brzmi tak (yes, no)", "the answer is yes (yes, no)"),
    ("=  !=  <  <=  >  >=", "porównania", "comparisons"),
    ("and  or  not( )  ( )", "łączenie warunków", "joining conditions"),
    ("", "", ""),
)


def explanation() -> Iterator[Line]:
    """Yield the lines: what it is about, in Polish, in English."""
    yield from _HOW
    yield "kind", "Rodzaj pola i jego ustawienia", "Kind of field and its settings"
    for kind in KINDS.values():
        settings = ", ".join(kind.setting_blocks(list))
        polish, english = _in_both(kind.label)
        told = f"  [{settings}]" if settings else ""
        yield kind.name, polish + told, english + told
    yield "", "", ""
    yield "effect", "Skutek reguły i jego kolumny", "Effect of a rule and its columns"
    for name, parts in EFFECTS.items():
        columns = ", ".join("fields" if part == "field" else part for part in parts)
        yield name, columns, columns
    yield "", "", ""
    yield "${…}", "O czym jeszcze mogą mówić warunki", "What else conditions may look at"
    for subject in SUBJECTS.values():
        yield f"${{{subject.name}}}", *_in_both(subject.label)


def _in_both(label: object) -> tuple[str, str]:
    spoken = []
    for language in ("pl", "en"):
        with override(language):
            spoken.append(str(label))
    return spoken[0], spoken[1]
