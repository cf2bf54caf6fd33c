"""Finds values for the parameters of a call to a real server.

The first of these that there is: what the user gave, a member of an enum, the items of a
list that the server answers, an example of the document, a made-up value. Only those
before the example surely name something that exists.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.contract.case import Case
from generator.contract.drawing.calls import Call
from generator.contract.json_values import (
    as_object,
    is_array,
    is_object,
    resolve_pointer,
)
from generator.contract.operation import Operation, Parameter
from generator.contract.specification import Specification

__all__ = ["LiveCall", "LiveValues"]

Fetch = Callable[[Case, Call], Any]
"""Calls an operation, and returns the JSON of its success; None if there is none."""

MAX_CANDIDATES = 3
MAX_ITEMS = 10
MAX_LISTS = 4
MAX_DEPTH = 3
_ITEMS = ("items", "data", "results", "content", "value", "values", "records", "hits")
_KEYS = ("id", "uuid", "slug", "key", "name", "code")


class LiveCall(NamedTuple):
    """A call, and the parameters whose values may name nothing that exists."""

    call: Call
    doubtful: list[str]


class _Value(NamedTuple):
    value: Any
    is_known: bool


class LiveValues:
    """Finds the values of calls.

    Args:
        specification: The document.
        given: Values of the user, by ``parameter`` or ``method.parameter``.
        cases: The methods that may be called to find values.
        fetch: Calls one of them.
    """

    def __init__(
        self,
        specification: Specification,
        given: Mapping[str, Any],
        cases: Sequence[Case],
        fetch: Fetch,
    ) -> None:
        self._specification = specification
        self._given = given
        self._fetch = fetch
        operations = [(case, specification.operation(case)) for case in cases]
        self._sources = [
            (case, operation)
            for case, operation in operations
            if operation.is_safe and not case.stream and case.method != "HEAD"
        ]

    def prepare(self, case: Case) -> LiveCall:
        """Return a minimal call with the best values.

        Raises:
            NoInstanceError: No arguments express a valid call.
            ValueError: A value that the user gave is not valid.
        """
        operation = self._specification.operation(case)
        in_path = operation.parameters_in("path")
        in_path.sort(key=lambda each: operation.path.find(f"{{{each.name}}}"))
        path, unknown = self._bind(case, operation, in_path, {})
        call, doubtful = self._with_path(case, operation, path)
        return LiveCall(call, doubtful + unknown)

    def _with_path(
        self, case: Case, operation: Operation, path: dict[str, Any]
    ) -> LiveCall:
        """The minimal call with values of the user and examples outside of the path."""
        minimal = self._specification.calls.minimal(case, operation)
        basis = next(self._examples(case, operation), minimal)
        values = {
            location: value if location == "body" else dict(value)
            for location, value in basis.values.items()
        }
        doubtful: list[str] = []
        for parameter in operation.parameters:
            drawn = values.get(parameter.location, {})
            given = self._from_user(case, operation, parameter)
            if parameter.location != "path" and (given or parameter.name in drawn):
                found = [*given, *self._documented(parameter)]
                value = found[0].value if found else drawn[parameter.name]
                values.setdefault(parameter.location, {})[parameter.name] = value
                doubtful += [] if found else [parameter.name]
        body = self._lookup(case, operation, "body", is_shared=False)
        if body:
            values["body"] = body[0]
        elif "body" in values and basis is minimal:
            doubtful.append("body")
        if path:
            values["path"] = path
        return LiveCall(Call("live", basis.media_type, values), doubtful)

    def _examples(self, case: Case, operation: Operation) -> Iterator[Call]:
        """The calls whose body is an example of the document."""
        for call in self._specification.calls.calls(case, operation)[0]:
            examples = call.media_type.examples if call.media_type else ()
            if call.label.partition(" as ")[0] in examples:
                yield call

    # The path

    def _bind(
        self,
        case: Case,
        operation: Operation,
        parameters: list[Parameter],
        bound: dict[str, Any],
    ) -> tuple[dict[str, Any], list[str]]:
        """Return the best values of path parameters, and which of them are doubtful.

        The values of later ones are those below the values of earlier ones.
        """
        if not parameters:
            return bound, []
        parameter, *rest = parameters
        found: list[tuple[dict[str, Any], list[str]]] = []
        for each in self._candidates(case, operation, parameter, bound):
            inner = {**bound, parameter.name: each.value}
            values, doubtful = self._bind(case, operation, rest, inner)
            own = [] if each.is_known else [parameter.name]
            found.append((values, own + doubtful))
            if not found[-1][1]:
                break
        return min(found, key=lambda pair: len(pair[1]))

    def _candidates(
        self,
        case: Case,
        operation: Operation,
        parameter: Parameter,
        bound: dict[str, Any],
    ) -> list[_Value]:
        """Up to a few values for a path parameter, the best first."""
        documented = self._documented(parameter)
        known = self._from_user(case, operation, parameter)
        known += [each for each in documented if each.is_known]
        if known:
            return known[:1]
        listed = sorted(
            dict.fromkeys(self._listed(operation, parameter, bound)),
            key=lambda each: not each.is_known,
        )
        minimal = self._specification.calls.minimal(case, operation)
        # Many servers count from 1.
        made_up = [*self._valid(parameter, [1]), minimal.values["path"][parameter.name]]
        others = [_Value(each, False) for each in made_up]
        return [*listed, *documented, *others][:MAX_CANDIDATES]

    def _listed(
        self, operation: Operation, parameter: Parameter, bound: dict[str, Any]
    ) -> list[_Value]:
        """Values of a path parameter from lists that the server answers."""
        collection = operation.path.partition(f"{{{parameter.name}}}")[0].rstrip("/")
        noun, found = collection.rpartition("/")[2], list[_Value]()
        for rank, case, source in self._lists(collection, parameter.name, bound):
            names = [each.name for each in source.parameters_in("path")]
            path = {name: bound[name] for name in names}
            body = self._fetch(case, self._with_path(case, source, path).call)
            likely = [_normal(parameter.name)]
            likely += [key for key in ("id", "name") if likely[0].endswith(key)]
            keys = dict.fromkeys([*likely, *_KEYS] if rank < 2 else likely[:1])
            for item in _items(body, noun)[:MAX_ITEMS]:
                by_name = {
                    _normal(key): value for key, value in as_object(item).items()
                }
                pairs = [
                    (by_name[key], key in likely) for key in keys if key in by_name
                ]
                for value, is_likely in [(item, rank < 2), *pairs]:
                    if isinstance(value, str | int):
                        is_known = rank == 0 and is_likely
                        valid = self._valid(parameter, [value])
                        found += [_Value(each, is_known) for each in valid]
            if any(each.is_known for each in found):
                break
        return found

    def _lists(
        self, collection: str, name: str, bound: dict[str, Any]
    ) -> list[tuple[int, Case, Operation]]:
        """The operations that may list values of a path parameter: that of its own
        collection and searches of it (0), lists of the same thing (1), searches (2).
        """
        thing = re.sub(f"({'|'.join(_KEYS)})$", "", _normal(name))
        stems = {_stem(collection.rpartition("/")[2]), _stem(thing)} - {""}
        found: list[tuple[int, Case, Operation]] = []
        for case, source in self._sources:
            path, is_search = source.path.rstrip("/"), case.method != "GET"
            below = path.removeprefix(f"{collection}/") if collection else path
            is_below = is_search and below != path and "{" not in below
            is_related = bool(stems & set(map(_stem, path.split("/"))))
            rank = 0 if path == collection or is_below else 1 if is_related else 2
            is_bound = bound.keys() >= {p.name for p in source.parameters_in("path")}
            if is_bound and (rank < 2 or is_search):
                found.append((rank, case, source))
        found.sort(key=lambda each: (each[0], each[1].method != "GET", each[1].name))
        return found[:MAX_LISTS]

    # Single values

    def _from_user(
        self, case: Case, operation: Operation, parameter: Parameter
    ) -> list[_Value]:
        name = parameter.name
        is_shared = parameter.location == "path" or parameter.required
        values = self._lookup(case, operation, name, is_shared=is_shared)
        valid = self._valid(parameter, values)
        if values and not valid:
            raise ValueError(f"--live-values: the value of {name} is not valid")
        return [_Value(each, True) for each in valid]

    def _lookup(
        self, case: Case, operation: Operation, name: str, *, is_shared: bool
    ) -> list[Any]:
        """The value of the user for a parameter.

        Args:
            is_shared: Whether the value may be given for all operations at once.
        """
        root = self._specification.document.root
        described = as_object(resolve_pointer(root, operation.pointer))
        keys = [f"{case.name}.{name}", f"{described.get('operationId')}.{name}"]
        keys += [name] if is_shared else []
        return [self._given[key] for key in keys if key in self._given][:1]

    def _documented(self, parameter: Parameter) -> list[_Value]:
        """The values that the document has for a parameter; those of an enum exist."""
        schema: Any = True
        if parameter.schema:
            root = self._specification.document.root
            at = self._specification.requests.final_pointer(parameter.schema)
            schema = resolve_pointer(root, at)
        known = as_object(schema)
        listed = [known["const"]] if "const" in known else known.get("enum") or ()
        listed = [True, False] if known.get("type") == "boolean" else listed
        examples = [*parameter.examples, *(known.get("examples") or ())]
        examples += [known[name] for name in ("example", "default") if name in known]
        return [
            *(_Value(value, True) for value in self._valid(parameter, listed)),
            *(_Value(value, False) for value in self._valid(parameter, examples)),
        ]

    def _valid(self, parameter: Parameter, values: Sequence[Any]) -> list[Any]:
        """The values that are valid, as they are or as text."""
        schema = self._specification.calls.parameter_schema(parameter)
        problems = self._specification.requests.problems
        # Nothing of these would be left of a segment (RFC 3986, 5.2.4).
        unfit = ("", ".", "..") if parameter.location == "path" else ()
        return [
            each
            for value in values
            for each in _spellings(value)
            if not problems(schema, each) and each not in unfit
        ]


def _spellings(value: Any) -> Iterator[Any]:
    """A value, and a number as text or the text of one as a number."""
    yield value
    if isinstance(value, str) and re.fullmatch("-?[0-9]{1,18}", value):
        yield int(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)


def _items(body: Any, noun: str, depth: int = 0) -> Sequence[Any]:
    """The items of a list, or of the best list in an object."""
    if is_array(body):
        return body
    members = as_object(body) if depth < MAX_DEPTH else {}
    names = sorted(members, key=lambda name: name not in (noun, *_ITEMS))
    lists: list[Sequence[Any]] = [
        members[name] for name in names if is_array(members[name])
    ] or [_items(members[name], noun, depth + 1) for name in names]
    return max(
        lists, key=lambda each: (any(map(is_object, each)), bool(each)), default=()
    )


def _normal(name: str) -> str:
    """A name without case and separators."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _stem(word: str) -> str:
    """An English noun without its ending, to compare singular and plural."""
    return re.sub("(ies|y|e?s|e)$", "", _normal(word))
