"""The pure rule: thresholds, devices with power, and that the order of reports never matters."""

import random

from hypothesis import given
from hypothesis import strategies as st

from outages.prediction.rules import Node, Proof, Report, predict, proofs


def node(pk: int, kind: str, parent: int | None, *, fed: int = 10, is_energised: bool = False) -> Node:
    return Node(pk=pk, kind=kind, parent=parent, is_energised=is_energised, fed=fed)


def network(*, live: frozenset[int] = frozenset()) -> dict[int, Node]:
    """One substation 1 with feeders 10, 20; stations 11, 12, 21, 22; each with circuits such as 111, 112."""
    rows: list[tuple[int, str, int | None]] = [(1, "substation", None)]
    for feeder in (10, 20):
        rows.append((feeder, "feeder", 1))
        for station in (feeder + 1, feeder + 2):
            rows.append((station, "station", feeder))
            rows += [(station * 10 + circuit, "lv_circuit", station) for circuit in (1, 2)]
    return {pk: node(pk, kind, parent, is_energised=pk in live) for pk, kind, parent in rows}


def reports(*devices: int) -> list[Report]:
    return [Report(service_point=index, device=device) for index, device in enumerate(devices)]


def device_of(proof: Proof | None) -> int | None:
    return proof.device if proof else None


def test_two_reports_in_one_circuit_prove_the_circuit_only() -> None:
    assert device_of(predict(network(), reports(111, 111), 111)) == 111
    assert device_of(predict(network(), reports(111, 111, 111), 111)) == 111


def test_three_reports_in_two_circuits_prove_the_station() -> None:
    proof = predict(network(), reports(111, 111, 112), 112)

    assert proof == Proof(device=11, points=3, parts=(111, 112), is_all=False)


def test_all_that_a_station_feeds_proves_it_though_one_circuit_reported() -> None:
    tree = network() | {11: node(11, "station", 10, fed=3)}

    assert device_of(predict(tree, reports(111, 111, 111), 111)) == 11


def test_two_stations_prove_the_feeder_and_two_feeders_the_substation() -> None:
    one_feeder = reports(111, 111, 112, 121, 121, 122)
    both = reports(111, 111, 112, 121, 121, 122, 211, 211, 212, 221, 221, 222)

    assert device_of(predict(network(), one_feeder, 111)) == 10
    assert device_of(predict(network(), both, 111)) == 1


def test_the_same_service_point_counts_once() -> None:
    twice = [Report(service_point=1, device=111), Report(service_point=1, device=111)]

    assert predict(network(), twice, 111) is None


def test_a_device_with_power_and_all_above_it_are_never_proven() -> None:
    live = network(live=frozenset({11, 10, 1}))

    assert device_of(predict(live, reports(111, 111, 112), 111)) == 111


def test_what_a_person_held_is_not_proven_and_does_not_prove_what_is_above() -> None:
    seen = reports(111, 111, 112, 121, 121, 122)

    assert device_of(predict(network(), seen, 111, held=frozenset({11}))) == 111


def test_sections_between_do_not_make_a_feeder_fail_by_one_branch() -> None:
    tree = network() | {5: node(5, "feeder", 1), 10: node(10, "feeder", 5)}

    assert device_of(predict(tree, reports(111, 111, 112, 121, 121, 122), 111)) == 10


CIRCUITS = sorted(pk for pk, found in network().items() if found.kind == "lv_circuit")


@given(
    st.lists(st.builds(Report, st.integers(0, 40), st.sampled_from(CIRCUITS)), max_size=40),
    st.sets(st.sampled_from(sorted(network())), max_size=3),
    st.randoms(use_true_random=False),
)
def test_the_order_of_reports_never_changes_what_they_prove(
    seen: list[Report], held: set[int], shuffler: random.Random
) -> None:
    shuffled = seen.copy()
    shuffler.shuffle(shuffled)

    assert proofs(network(), seen, held) == proofs(network(), shuffled, held)


@given(
    st.lists(st.builds(Report, st.integers(0, 40), st.sampled_from(CIRCUITS)), max_size=40),
    st.builds(Report, st.integers(0, 40), st.sampled_from(CIRCUITS)),
)
def test_a_further_report_never_takes_a_proof_away(seen: list[Report], further: Report) -> None:
    assert proofs(network(), seen).keys() <= proofs(network(), [*seen, further]).keys()
