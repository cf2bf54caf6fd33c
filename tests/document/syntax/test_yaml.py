"""YAML 1.2 core schema: scalars, keys, anchors, tags and limits."""

from __future__ import annotations

import pytest

from generator.document.syntax.parse_result import ParseError
from generator.document.syntax.yaml import read_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("on", "on"),
        ("y", "y"),
        ("True", True),
        ("false", False),
        ("~", None),
        ("null", None),
        ("''", ""),
        ("0o14", 12),
        ("014", 14),
        ("0x1F", 31),
        ("+12", 12),
        ("1_000", "1_000"),
        ("190:20:30", "190:20:30"),
        ("2001-12-14", "2001-12-14"),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1.", 1.0),
        ("=", "="),
        ("-", [None]),
        ("'12'", "12"),
        ("!!str 12", "12"),
        ("!!int '12'", 12),
        ("! 12", "12"),
        ("-.inf", "-.inf"),
        ("1e999999", "1e999999"),
        ("0b11", "0b11"),
    ],
)
def test_scalars(text: str, value: object) -> None:
    found = read_yaml(text).value
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", ["", "# nothing but a comment"])
def test_an_empty_text_is_null(text: str) -> None:
    assert read_yaml(text).value is None


def test_keys_are_always_text() -> None:
    value = read_yaml("200: a\nNO: b\nnull: c\n1.10: d\ntrue: e\n<<: f\n").value
    assert list(value) == ["200", "NO", "null", "1.10", "true", "<<"]


def test_versions_are_kept_as_text() -> None:
    value = read_yaml("openapi: 3.0\ninfo:\n  version: 1.10\nother: 1.10\n").value
    assert value == {"openapi": "3.0", "info": {"version": "1.10"}, "other": 1.1}
    assert read_yaml("info: {version: 2}").value == {"info": {"version": "2"}}


def test_merge_keys() -> None:
    text = """
base: &base {a: 1, b: 2}
more: &more {b: 3, c: 4}
one: {<<: *base, a: 9}
two: {<<: [*base, *more]}
quoted: {"<<": *base}
"""
    value = read_yaml(text).value
    assert value["one"] == {"a": 9, "b": 2}
    assert value["two"] == {"a": 1, "b": 2, "c": 4}
    assert value["quoted"] == {"<<": {"a": 1, "b": 2}}


def test_aliases_are_copies() -> None:
    value = read_yaml("a: &x {k: [1]}\nb: *x\n").value
    value["a"]["k"].append(2)
    assert value["b"] == {"k": [1]}


def test_alias_as_key() -> None:
    assert read_yaml("a: &x name\n*x : 1\n").value == {"a": "name", "name": 1}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", 2),
        ("x:\n  'a': 1\n  a: 3\n", 2),
    ],
)
def test_duplicate_keys_have_a_position(text: str, line: int) -> None:
    (problem,) = read_yaml(text).problems
    assert problem.code == "duplicate-key"
    assert text.count("\n", 0, problem.index) == line


@pytest.mark.parametrize(
    "text",
    [
        "a: !!python/object:os.system {}",
        "a: !!binary aGk=",
        "a: !!set {b}",
        "a: !custom x",
        "a: !!timestamp 2001-12-14",
    ],
)
def test_unknown_tags_are_reported_and_ignored(text: str) -> None:
    result = read_yaml(text)
    assert [problem.code for problem in result.problems] == ["unknown-tag"]
    assert isinstance(result.value["a"], (str, dict))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: 1\n---\nb: 2", "several-documents"),
        ("a: &x [*x]", "syntax-error"),
        ("a: *nowhere", "syntax-error"),
        ("? [1, 2]\n: 3", "syntax-error"),
        ("? {a: 1}\n: 3", "syntax-error"),
        ("a: &x [1]\n*x : 2", "syntax-error"),
        ("a: [1, 2", "syntax-error"),
        ("a:\n\tb: 1", "syntax-error"),
        ("a: \x01", "syntax-error"),
        ("a: " + "9" * 1_001, "limit-exceeded"),
        ("a: 0x" + "f" * 1_001, "limit-exceeded"),
        ("[" * 100_000, "limit-exceeded"),
        ("{a: " * 100_000, "limit-exceeded"),
        ("- " * 100_000, "limit-exceeded"),
        ("\n".join(" " * level + "a:" for level in range(300)), "limit-exceeded"),
    ],
)
def test_errors(text: str, code: str) -> None:
    with pytest.raises(ParseError) as error:
        read_yaml(text)
    assert error.value.code == code


def test_alias_bomb() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for level in range(1, 12):
        row = ", ".join([f"*a{level - 1}"] * 10)
        lines.append(f"a{level}: &a{level} [{row}]")
    with pytest.raises(ParseError, match="aliases expand"):
        read_yaml("\n".join(lines))


def test_merge_bomb() -> None:
    lines = ["a0: &a0 {" + ", ".join(f"k{n}: {n}" for n in range(10)) + "}"]
    for level in range(1, 12):
        row = ", ".join(f"k{n}: *a{level - 1}" for n in range(10))
        lines.append(f"a{level}: &a{level} {{{row}}}")
    lines.append("last: {<<: *a11}")
    with pytest.raises(ParseError, match="aliases expand"):
        read_yaml("\n".join(lines))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: x\u2028y", {"a": "x\u2028y"}),
        ("a: 'x\x85y'", {"a": "x\x85y"}),
        ("a: |\n  x\u2029y\n  z\n", {"a": "x\u2029y\nz\n"}),
        ("a\u2028b: 1", {"a\u2028b": 1}),
        # A hidden member would follow the comment.
        ("# a\u2028d: 3\na: 1", {"a": 1}),
        ('a: "\\N\u2028\\L"', {"a": "\x85\u2028\u2028"}),
        ("a: \ue000\u2028", {"a": "\ue000\u2028"}),
    ],
)
def test_line_breaks_are_those_of_yaml_1_2(text: str, value: object) -> None:
    """YAML 1.2.2 section 5.4; libyaml follows 1.1, where there are five."""
    assert read_yaml(text).value == value


@pytest.mark.parametrize("version", ["1.10", "0x10", "1e3", ".inf", "007", "+1"])
def test_a_version_is_kept_as_it_was_written(version: str) -> None:
    direct = read_yaml(f"info: {{version: {version}}}")
    aliased = read_yaml(f"x-v: &v {version}\ninfo: {{version: *v}}")
    assert direct.value["info"]["version"] == version
    assert direct.problems == []
    assert aliased.value["info"]["version"] == version


def test_a_tagged_integer_may_be_octal_or_hexadecimal() -> None:
    assert read_yaml("[!!int 0x1F, !!int '0o17', !!int '-3']").value == [31, 15, -3]
