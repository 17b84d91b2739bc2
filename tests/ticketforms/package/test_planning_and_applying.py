"""A package is planned before it is taken in; types become drafts, entries are retired, conflicts are chosen."""

from copy import deepcopy
from typing import Any

import pytest
from django.contrib.auth.models import User
from wagtail.models import ModelLogEntry

from tests.conftest import NOW
from ticketforms.catalogue import published_form
from ticketforms.drafting import draft_type
from ticketforms.models import Category, Dictionary, DictionaryEntry, FormVersion, TextTemplate, TicketType
from ticketforms.package import Plan, State, UnableToImport, UnfitPackage, apply, checked, export, plan, read, written

Package = dict[str, Any]


def _states(planned: Plan) -> dict[str, str]:
    return {step.key: str(step.state) for step in planned.steps}


def _rows() -> list[Any]:
    models: tuple[Any, ...] = (Category, Dictionary, DictionaryEntry, TicketType, FormVersion, ModelLogEntry)
    return [list(model.objects.order_by("pk").values()) for model in models]


def _changed(package: Package) -> Package:
    changed = deepcopy(package)
    changed["categories"].append({"code": "bill", "letter": "R", "label_pl": "Rozliczenia"})
    changed["dictionaries"][0]["entries"] = [{"code": "flat", "label_pl": "mieszkanie"}]
    changed["types"][0]["label_pl"] = "Brak zasilania"
    changed["types"][0]["fields"].append({"code": "note", "kind": "long_text", "label_pl": "Uwagi"})
    return changed


def test_the_same_package_changes_nothing(house: Package) -> None:
    planned = plan(checked(house))

    assert set(_states(planned).values()) == {"unchanged"}


def test_a_plan_tells_what_is_new_changed_and_retired_and_writes_nothing(house: Package) -> None:
    before = _rows()

    planned = plan(checked(_changed(house)))

    assert _states(planned) == {
        "categories.bill": "new",
        "categories.fault": "unchanged",
        "dictionaries.extent": "changed",
        "types.no-power": "changed",
    }
    extent, no_power = planned.of(State.CHANGED)
    assert extent.retired == ("street",)
    assert no_power.words == ("Polish label: Brak prądu → Brak zasilania.", "New fields: “Uwagi”.")
    assert _rows() == before


def test_an_imported_type_is_a_draft_and_agents_see_what_they_saw(house: Package, new_user: Any) -> None:
    kowalska = new_user("administrator")
    seen = published_form("no-power")

    apply(plan(checked(_changed(house))), by=kowalska, at=NOW)

    stored = TicketType.objects.get(code="no-power")
    assert (published_form("no-power").version, stored.label_pl) == (seen.version, "Brak prądu")
    assert stored.get_latest_revision_as_object().label_pl == "Brak zasilania"
    assert stored.latest_revision.user == kowalska
    logged = ModelLogEntry.objects.filter(action="ticketforms.import", user=kowalska)
    assert sorted(entry.label for entry in logged) == ["Extent", "No power", "Rozliczenia"]


def test_an_entry_that_the_package_leaves_out_is_retired_and_not_deleted(house: Package) -> None:
    apply(plan(checked(_changed(house))), by=None, at=NOW)

    entries = DictionaryEntry.objects.values_list("code", "label_pl", "is_retired")
    assert list(entries) == [("flat", "mieszkanie", False), ("street", "ulica", True)]


def test_entries_of_others_stay_in_use_where_that_is_asked(house: Package) -> None:
    planned = plan(checked(_changed(house)), keeps_others=True)

    apply(planned, by=None, at=NOW)

    assert not DictionaryEntry.objects.filter(is_retired=True).exists()


def _draft_of_nowak(by: User) -> TicketType:
    stored = TicketType.objects.get(code="no-power")
    return draft_type(
        code="no-power", shortcut="BP", label_pl="Nowaka", label_en="", category=stored.category, icon="note",
        reporting="other", fields=[], by=by, at=NOW,
    )  # fmt: skip


def test_an_unpublished_draft_of_somebody_else_is_a_conflict_until_somebody_chooses(
    house: Package, new_user: Any
) -> None:
    _draft_of_nowak(new_user("administrator"))
    planned = plan(checked(_changed(house)))

    kept = apply(planned, by=None, at=NOW)
    drafted = TicketType.objects.get(code="no-power").get_latest_revision_as_object()

    (conflict,) = planned.of(State.CONFLICTING)
    assert "administrator saved a draft on" in conflict.conflict
    assert ([step.key for step in kept.left], drafted.label_pl) == (["types.no-power"], "Nowaka")

    apply(plan(checked(_changed(house))), taking=["types.no-power"], by=None, at=NOW)

    drafted = TicketType.objects.get(code="no-power").get_latest_revision_as_object()
    assert drafted.label_pl == "Brak zasilania"


def test_who_exported_the_draft_may_bring_it_back_changed(house: Package, new_user: Any) -> None:
    _draft_of_nowak(new_user("administrator"))
    exported = export()

    exported["types"][0]["label_pl"] = "Po zmianie"

    assert _states(plan(exported))["types.no-power"] == "changed"


def test_a_field_that_would_become_of_another_kind_is_a_conflict(house: Package) -> None:
    package = deepcopy(house)
    package["types"][0]["fields"][1]["kind"] = "text"

    (conflict,) = plan(checked(package)).of(State.CONFLICTING)

    assert "“Ile lokali” was “decimal number” and would be" in conflict.conflict


def test_a_shortcut_of_another_type_cannot_be_taken(house: Package) -> None:
    package = deepcopy(house)
    package["types"][0]["code"] = "other"

    planned = plan(checked(package))
    apply(planned, taking=["types.other"], by=None, at=NOW)

    (conflict,) = planned.of(State.CONFLICTING)
    assert not conflict.is_possible
    assert not TicketType.objects.filter(code="other").exists()


def test_a_plan_that_somebody_overtook_is_refused_and_nothing_is_written(house: Package) -> None:
    planned = plan(checked(_changed(house)))
    DictionaryEntry.objects.filter(code="flat").update(label_pl="coś innego")
    before = _rows()

    with pytest.raises(UnableToImport, match="look at what would happen now"):
        apply(planned, by=None, at=NOW)

    assert _rows() == before


def test_chosen_types_travel_with_what_they_need(house: Package) -> None:
    bill = Category.objects.create(code="bill", letter="R", label_pl="Rozliczenia")
    Dictionary.objects.create(code="unused", label_pl="Nieużywany")

    document = export(["no-power"])

    assert bill.code not in [part["code"] for part in document["categories"]]
    assert [part["code"] for part in document["dictionaries"]] == ["extent"]
    assert [part["code"] for part in document["types"]] == ["no-power"]


@pytest.mark.parametrize("path", ["categories", "dictionaries", "types"])
def test_what_the_package_does_not_have_stays(path: str, house: Package) -> None:
    before = written(export())

    apply(plan(checked({"format": 1, path: house[path]})), by=None, at=NOW)

    assert written(export()) == before


def test_cyclic_parents_are_refused(house: Package) -> None:
    circle = [
        {"code": "a", "label_pl": "A", "parent": "b"},
        {"code": "b", "label_pl": "B", "parent": "a"},
    ]

    with pytest.raises(UnfitPackage) as of_dictionaries:
        plan(checked({"format": 1, "dictionaries": circle}))
    with pytest.raises(UnfitPackage) as of_entries:
        plan(checked({"format": 1, "dictionaries": [{"code": "tree", "label_pl": "Drzewo", "entries": circle}]}))

    assert str(of_dictionaries.value).splitlines()[0] == "dictionaries[0].parent: The dictionary lies under itself."
    assert "dictionaries[0].entries[0].parent: The entry comes back to itself." in str(of_entries.value)


def test_what_leads_nowhere_is_refused_by_its_place(db: None) -> None:
    package = {
        "format": 1,
        "dictionaries": [{"code": "a", "label_pl": "A", "entries": [{"code": "x", "label_pl": "X", "parent": "gone"}]}],
        "types": [{"code": "t", "shortcut": "T", "label_pl": "T", "category": "gone"}],
    }

    with pytest.raises(UnfitPackage) as refused:
        plan(checked(package))

    assert [trouble.place for trouble in refused.value.troubles] == [
        "types[0].category",
        "dictionaries[0].entries[0].parent",
    ]


def test_thousands_of_entries_come_in_a_few_statements(db: None, django_assert_max_num_queries: Any) -> None:
    entries = [{"code": f"s{number}", "label_pl": f"ulica {number}"} for number in range(5_000)]
    document = checked({"format": 1, "dictionaries": [{"code": "streets", "label_pl": "Ulice", "entries": entries}]})

    with django_assert_max_num_queries(200):
        apply(plan(document), by=None, at=NOW)

    assert DictionaryEntry.objects.filter(folded__contains=" 4999").count() == 1
    assert read(written(export()))["dictionaries"] == document["dictionaries"]


def test_prepared_texts_come_as_they_are_with_the_type_and_category_they_are_for(house: Package) -> None:
    package = deepcopy(house)
    package["texts"] = [
        {
            "code": "answer",
            "label_pl": "Odpowiedź",
            "place": "reply",
            "text_pl": "Sprawa {ticket.number}",
            "ticket_type": "no-power",
        },
        {"code": "thanks", "label_pl": "Dziękujemy", "text_pl": "Dziękujemy", "category": "fault", "sort_order": 3},
    ]
    planned = plan(checked(package))

    apply(planned, by=None, at=NOW)

    assert [state for key, state in _states(planned).items() if key.startswith("texts.")] == ["new", "new"]
    answer, thanks = TextTemplate.objects.order_by("code")
    assert (answer.place, answer.ticket_type.code if answer.ticket_type else "") == ("reply", "no-power")
    assert (thanks.category.code if thanks.category else "", thanks.sort_order) == ("fault", 3)
    assert _states(plan(export()))["texts.answer"] == "unchanged"
    assert [part["code"] for part in export(["no-power"])["texts"]] == ["answer"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ({"text_pl": "{pesel}"}, "texts[0].text_pl"),
        ({"text_pl": "x" * 2001}, "texts[0].text_pl"),
        ({"place": "wall"}, "texts[0].place"),
        ({"ticket_type": "nowhere"}, "texts[0].ticket_type"),
        ({"category": "nowhere"}, "texts[0].category"),
    ],
)
def test_a_prepared_text_that_could_not_be_used_is_refused(house: Package, text: dict[str, str], place: str) -> None:
    package = {"format": 1, "texts": [{"code": "a", "label_pl": "A", "text_pl": "a", **text}]}

    with pytest.raises(UnfitPackage) as refused:
        plan(checked(package))

    assert [trouble.place for trouble in refused.value.troubles] == [place]
    assert not TextTemplate.objects.exists()
