"""Names that no two needs could both have."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from generator.names.distinct import Candidate, distinct

Needs = Mapping[str, list[Candidate]]

NAMES = st.sampled_from(["A", "a", "AB", "ABC", "B", "BC", "C"])
NEEDS: st.SearchStrategy[Needs] = st.dictionaries(
    st.text("klmn", min_size=1, max_size=3),
    st.lists(st.tuples(NAMES, st.booleans()), max_size=5),
    max_size=8,
)


@given(NEEDS, st.sets(st.sampled_from(["a", "bc"])))
def test_names_are_unique_and_free(needs: Needs, taken: set[str]) -> None:
    names = distinct(needs, taken)
    folded = [name.casefold() for name in names.values()]
    assert len(set(folded)) == len(folded)
    assert not taken & set(folded)
    for key, name in names.items():
        assert name in {candidate for candidate, _ in needs[key]}


@given(NEEDS, st.randoms(use_true_random=False))
def test_neither_the_order_nor_the_keys_matter(
    needs: Needs, random: st.DataObject
) -> None:
    keys = list(needs)
    random.shuffle(keys)  # type: ignore[attr-defined]
    assert distinct({key: needs[key] for key in keys}) == distinct(needs)
    others = {f"{len(keys) - place:03}": key for place, key in enumerate(keys)}
    renamed = distinct({new: needs[old] for new, old in others.items()})
    assert {others[key]: name for key, name in renamed.items()} == distinct(needs)


@given(NEEDS, NEEDS)
def test_needs_with_other_names_change_nothing(first: Needs, second: Needs) -> None:
    more = {
        f"more {key}": [(f"X{name}", is_whole) for name, is_whole in candidates]
        for key, candidates in second.items()
    }
    names = distinct({**first, **more})
    assert {key: names[key] for key in names if key in first} == distinct(first)


def test_a_name_that_two_could_have_goes_to_neither() -> None:
    needs = {
        "1": [("Owner", False), ("RepositoryOwner", True)],
        "2": [("Owner", False), ("TeamOwner", True)],
        "3": [("Old", False), ("Owner", False), ("OldOwner", True)],
        "4": [("Old", False), ("OldUser", True)],
    }
    assert distinct(needs) == {
        "1": "RepositoryOwner",
        "2": "TeamOwner",
        "3": "OldOwner",
        "4": "OldUser",
    }


def test_a_whole_name_comes_before_an_abbreviation() -> None:
    needs = {
        "1": [("Owner", False), ("RepositoryOwner", True), ("Other", True)],
        "2": [("Owner", False), ("RepositoryOwner", False), ("ForkOwner", True)],
    }
    assert distinct(needs) == {"1": "RepositoryOwner", "2": "ForkOwner"}
