"""Nodes are traced back to the files that they came from."""

from __future__ import annotations

from generator.diagnostics.model import Origin, Problems
from generator.document.source_map import Relocations, SourceMap
from generator.document.syntax.source import Source


def source_map() -> SourceMap:
    found = SourceMap()
    found.add(Source.from_bytes(b"a: {b: one}\n", "api.yml"))
    found.add(Source.from_bytes(b"\nx: two\n", "other.yml"))
    return found


def test_a_node_moves_with_its_ancestor() -> None:
    relocations = Relocations()
    relocations.record("#/new", "#/old")
    relocations.record("#/new/deep", Origin("other.yml", "#/x"))
    assert relocations.trace_back("#/new/a/b") == "#/old/a/b"
    assert relocations.trace_back("#/new/deep/c") == Origin("other.yml", "#/x/c")
    assert relocations.trace_back("#/newer") == "#/newer"


def test_steps_are_traced_back_in_reverse_order() -> None:
    found = source_map()
    found.begin_step().record("#/second", "#/a")
    found.mark_validator_input()
    found.begin_step().record("#/third", "#/second")
    assert found.origin("#/third/b") == Origin("api.yml", "#/a/b")
    assert found.validator_origin("#/second/b") == Origin("api.yml", "#/a/b")
    assert found.validator_origin("#/third/b") == Origin("api.yml", "#/third/b")


def test_places_of_several_files_keep_their_order() -> None:
    found = source_map()
    found.begin_step().record("#/c", Origin("other.yml", "#/x"))
    places = found.places(["#/c", "#/a/b", Origin("missing.yml", "#"), "#/c"])
    assert [(each.file, each.line, each.column) for each in places] == [
        ("other.yml", 2, 4),
        ("api.yml", 1, 8),
        ("missing.yml", 1, 1),
        ("other.yml", 2, 4),
    ]


def test_a_reported_place_does_not_move() -> None:
    found, problems = source_map(), Problems()
    problems.set_locator(found)
    problems.add("wrong-type", "wrong", at="#/a/b")
    found.begin_step().record("#/a/b", Origin("other.yml", "#/x"))
    (problem,) = problems
    assert problem.places[0].file == "api.yml"
    assert problems.place("#/a/b").file == "other.yml"
