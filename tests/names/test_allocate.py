"""The allocator: unique names that depend on the needs alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.names import Need, allocate

NAMES = st.sampled_from(["a", "A", "b", "a2", "class_", "self", "x_1"])
NEEDS = st.lists(
    st.builds(
        Need,
        st.text("klmn", min_size=1, max_size=3),
        st.tuples(NAMES, NAMES),
        st.integers(0, 2),
    ),
    max_size=12,
    unique_by=lambda need: need.key,
)


@given(NEEDS)
def test_names_are_unique_after_case_folding(needs: list[Need]) -> None:
    names = allocate(needs, reserved={"self"})
    assert names.keys() == {need.key for need in needs}
    assert len({name.casefold() for name in names.values()}) == len(names)
    assert "self" not in names.values()


@given(NEEDS, st.randoms(use_true_random=False))
def test_order_does_not_matter(needs: list[Need], random: st.DataObject) -> None:
    shuffled = list(needs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert allocate(needs) == allocate(shuffled)


@given(NEEDS, NEEDS)
def test_pinned_names_never_move(first: list[Need], more: list[Need]) -> None:
    pins = allocate(first)
    everything = {need.key: need for need in [*more, *first]}
    names = allocate(everything.values(), pins=pins)
    assert {key: names[key] for key in pins} == pins


def test_the_first_candidate_goes_to_the_lower_rank() -> None:
    needs = [Need("inline", ("Pet",), 3), Need("declared", ("Pet",), 1)]
    assert allocate(needs) == {"declared": "Pet", "inline": "Pet2"}


def test_a_hostile_pin_is_not_used() -> None:
    assert allocate([Need("k", ("a",))], pins={"k": "x; import os"}) == {"k": "a"}


def test_many_needs_of_one_name_are_numbered_one_after_the_other() -> None:
    needs = [Need(f"{number:05}", ("same",)) for number in range(20_000)]
    names = allocate(needs)
    assert [names[f"{n:05}"] for n in (0, 1, 19_999)] == ["same", "same2", "same20000"]
