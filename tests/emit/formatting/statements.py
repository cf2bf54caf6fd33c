"""Strategies for statements of the shapes that the templates print, each on one line.

Names, annotations, literals and calls are drawn at random and are often longer than a
line, so that every rule of the layout is met.
"""

from __future__ import annotations

import string

from hypothesis import strategies as st

from generator.code import docstring, literal, paragraphs

__all__ = [
    "arguments",
    "classes",
    "decorators",
    "definitions",
    "docstrings",
    "entries",
    "parameters",
    "statements",
]

# Short and long words; a union or a call of several of them is longer than a line.
_WORDS = ("a", "id", "limit", "created", "subscription", "z" * 25, "organization" * 4)
_TYPES = ("a", "str", "dt.date", "models.Session", "None", "X" * 24, "Y" * 45, "Z" * 84)
_CHARACTERS = string.ascii_letters + " /|,[({=.:'\"\\\t\n#éß語한\u0301\u200b"

_words = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3).map("_".join)
names = _words.filter(lambda name: len(name) < 100)
_any_texts = st.text(_CHARACTERS, max_size=30) | st.text("ab =", max_size=100)
texts = _any_texts.map(literal).map(str)
_numbers = st.sampled_from(
    ["1", "-1", "0.5", "1e300", "1e-05", 'float("inf")', "True", "None"]
)


def _joined(
    inner: st.SearchStrategy[str], separator: str, least: int, most: int
) -> st.SearchStrategy[str]:
    return st.lists(inner, min_size=least, max_size=most).map(separator.join)


def _tuple(elements: list[str]) -> str:
    comma = "," if len(elements) == 1 else ""
    return f"({', '.join(elements)}{comma})"


def _subscripts(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    heads = st.sampled_from(["list", "Open", "dict", "Sequence"])
    constraint = st.builds("{}={}".format, names, texts | _numbers)
    fields = _joined(constraint, ", ", 1, 3).map("Field({})".format)
    return st.one_of(
        st.builds("{}[{}]".format, heads, _joined(inner, ", ", 1, 3)),
        st.builds("Annotated[{}, {}]".format, inner, fields),
    )


_solid = st.one_of(
    st.sampled_from(_TYPES),
    _joined(texts, ", ", 1, 5).map("Literal[{}]".format),
    texts.filter(lambda text: text.startswith('"')),
)
type_hints: st.SearchStrategy[str] = st.recursive(
    _solid,
    lambda inner: st.one_of(_subscripts(inner), _joined(inner, " | ", 2, 4)),
    max_leaves=6,
)


def _calls(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    keyword = st.builds("{}={}".format, names, inner)
    arguments = st.builds(
        lambda positional, keywords: ", ".join([*positional, *keywords]),
        st.lists(inner, max_size=2),
        st.lists(keyword, max_size=4),
    )
    called = st.sampled_from(["Field", "Parameter", "Operation", "Literal.a.b"])
    return st.builds("{}({})".format, called, arguments)


def _displays(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    member = st.builds("{}: {}".format, texts, inner)
    return st.one_of(
        _joined(member, ", ", 0, 3).map("{{{}}}".format),
        st.lists(inner, max_size=3).map(_tuple),
        _joined(inner, ", ", 0, 3).map("[{}]".format),
    )


values = st.recursive(
    st.one_of(
        texts,
        _numbers,
        st.sampled_from(_TYPES),
        _words,
        type_hints.map("lambda: {}".format),
    ),
    lambda inner: st.one_of(_calls(inner), _displays(inner)),
    max_leaves=8,
)
_called = values.filter(lambda value: value.endswith(")") and value[0].isalpha())
_defaults = st.sampled_from(
    ["None", "UNSET", "60.0", '"lenient"', "()", "Server.PRODUCTION_OF_THE_API"]
)
_fields = st.builds("{}: {}".format, names, type_hints)
_parameters = st.one_of(_fields, st.builds("{} = {}".format, _fields, _defaults))


_mapping = _joined(st.builds("{}: {}".format, texts, names), ", ", 1, 4)
_body = st.one_of(
    st.just("body"),
    _mapping.map("{{{}}}".format),
    _mapping.map("{{{}, **(additional_properties or {{}})}}".format),
    st.just("{**(additional_properties or {})}"),
).flatmap(lambda body: st.sampled_from([body, f"{body} if body is None else body"]))
_sending = st.builds(
    "{}({}, path={{{}}}, body={}, options=options)".format,
    st.sampled_from(["self._call", "await self._stream"]),
    names,
    _mapping,
    _body,
)
_client_calls = st.builds(
    "client.{}.{}({})".format,
    names,
    names,
    _joined(st.builds("{}={}".format, names, texts), ", ", 0, 4),
)
decorators = st.one_of(
    st.sampled_from(["@overload", "@cached_property"]),
    texts.map("@deprecated({})".format),
)
statements = st.one_of(
    st.builds(
        "from {}{} import {}".format,
        st.sampled_from([".", "..", ".models."]),
        names,
        _joined(names, ", ", 1, 5),
    ),
    _fields,
    st.builds("{} = {}".format, _fields, _defaults | _called),
    st.builds("{}: TypeAlias = {}".format, names, type_hints),
    st.builds("{}: dict[str, tuple[str, str]] = {}".format, names, _displays(texts)),
    st.builds("{}: Operation[{}] = {}".format, names, type_hints, _called),
    st.builds(
        "{}: {} = parse_event(lambda: {}, body, headers)".format,
        names,
        type_hints,
        type_hints,
    ),
    st.builds("{} = {}".format, names, values | _client_calls),
    st.builds("{} = TypeAliasType({}, {})".format, names, texts, type_hints),
    _client_calls,
    _called,
    _sending.map("return {}".format),
    st.builds("assert server.requests[0].json()[{}] == {}".format, texts, texts),
    texts.map("assert server.requests[-1].operation == {}".format),
)
"""Simple statements; a module, a class or a function may hold them."""


@st.composite
def definitions(draw: st.DrawFn) -> str:
    """Return the head of a function, ``def`` to colon."""
    listed = ["self", *draw(st.lists(_fields, max_size=2))]
    keywords = draw(st.lists(_parameters, max_size=4))
    listed += ["*", *keywords] if keywords else []
    word = draw(st.sampled_from(["def", "async def"]))
    return f"{word} {draw(names)}({', '.join(listed)}) -> {draw(type_hints)}:"


classes = st.builds("class {}({}):".format, names, _joined(type_hints, ", ", 1, 3))
parameters = _parameters
entries = st.builds("{}: {}".format, texts, values | type_hints)
"""Members of a dict."""
arguments = names | values | st.builds("{}={}".format, names, values)

_lines = st.text(_CHARACTERS + "\f\x1c\xa0\u3000 ", max_size=100)
_raw = st.lists(_lines, max_size=5).flatmap(
    lambda lines: st.sampled_from([lines, paragraphs("\n".join(lines))])
)


def docstrings(indent: int) -> st.SearchStrategy[str]:
    """Return a strategy for docstrings of any text, as they stand at `indent`."""
    return _raw.map(lambda lines: str(docstring(lines, indent)))
