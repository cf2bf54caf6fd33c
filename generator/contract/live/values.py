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
from generator.contract.operation import Parameter
from generator.contract.specification import Specification

__all__ = ["LiveValues"]

Fetch = Callable[[Case, Call], Any]
"""Calls an operation, and returns the JSON of its success; None if there is none."""

MAX_CANDIDATES = 3
MAX_ITEMS = 10
MAX_LISTS = 4
MAX_DEPTH = 3
_ITEMS = ("items", "data", "results", "content", "value", "values", "records", "hits")
_KEYS = ("id", "uuid", "slug", "key", "name", "code")


class _Value(NamedTuple):
    value: Any
    exists: bool


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
        self._values = given
        self._fetch = fetch
        operations = [(case, specification.operation(case)) for case in cases]
        self._sources = [
            (case, {each.name for each in operation.parameters_in("path")})
            for case, operation in operations
            if operation.is_safe and not case.stream and case.method != "HEAD"
        ]

    def prepare(self, case: Case) -> tuple[Call, list[str]]:
        """Return a minimal call with the best values, and the parameters whose values may
        name nothing that exists.

        Raises:
            NoInstanceError: No arguments express a valid call.
            ValueError: A value that the user gave is not valid.
        """
        operation = self._specification.operation(case)
        in_path = operation.path_parameters
        path, unknown = self._bind(case, in_path, {})
        call, doubtful = self._with_path(case, path)
        return call, doubtful + unknown

    def _with_path(self, case: Case, path: dict[str, Any]) -> tuple[Call, list[str]]:
        """The minimal call with values of the user and examples outside of the path."""
        operation = self._specification.operation(case)
        calls, _ = self._specification.calls.calls(case, operation)
        minimal = self._specification.calls.minimal(case, operation)
        basis = next(filter(_is_example, calls), minimal)
        values, doubtful = {**basis.values, "path": path}, list[str]()
        for parameter in operation.parameters:
            name, location = parameter.name, parameter.location
            drawn = values.get(location, {})
            is_sent = name in drawn or self._given(case, parameter)
            if is_sent and location != "path":
                found = [each.value for each in self._known(case, parameter)]
                doubtful += [] if found else [name]
                value = found[0] if found else drawn[name]
                values[location] = {**drawn, name: value}
        body = self._given(case, None)
        if body:
            values["body"] = body[0]
        elif "body" in values and basis is minimal:
            doubtful.append("body")
        return Call("live", basis.media_type, values), doubtful

    # The path

    def _bind(
        self, case: Case, parameters: list[Parameter], bound: dict[str, Any]
    ) -> tuple[dict[str, Any], list[str]]:
        """Return the best values of path parameters, and which of them are doubtful.

        The values of later ones are those below the values of earlier ones.
        """
        if not parameters:
            return bound, []
        parameter, *rest = parameters
        found: list[tuple[dict[str, Any], list[str]]] = []
        for each in self._candidates(case, parameter, bound):
            inner = {**bound, parameter.name: each.value}
            values, doubtful = self._bind(case, rest, inner)
            own = [] if each.exists else [parameter.name]
            found.append((values, own + doubtful))
            if not found[-1][1]:
                break
        return min(found, key=lambda pair: len(pair[1]))

    def _candidates(
        self, case: Case, parameter: Parameter, bound: dict[str, Any]
    ) -> list[_Value]:
        """Up to a few values for a path parameter, the best first."""
        known = self._known(case, parameter)
        if known and known[0].exists:
            return known[:1]
        listed = dict.fromkeys(self._listed(case.path, parameter, bound))
        operation = self._specification.operation(case)
        drawn = self._specification.calls.minimal(case, operation).values["path"]
        # Many servers count from 1.
        made_up = [*self._valid(parameter, [1]), drawn[parameter.name]]
        return [
            *sorted(listed, key=lambda each: not each.exists),
            *known,
            *(_Value(each, False) for each in made_up),
        ][:MAX_CANDIDATES]

    def _listed(
        self, path: str, parameter: Parameter, bound: dict[str, Any]
    ) -> list[_Value]:
        """Values of a path parameter from lists that the server answers."""
        collection = path.partition(f"{{{parameter.name}}}")[0].rstrip("/")
        name, noun = _normal(parameter.name), collection.rpartition("/")[2]
        found: list[_Value] = []
        for rank, case, in_path in self._lists(collection, name, bound):
            call, _ = self._with_path(case, {each: bound[each] for each in in_path})
            body = self._fetch(case, call)
            for item in _items(body, noun)[:MAX_ITEMS]:
                pairs = {_normal(key): value for key, value in as_object(item).items()}
                if rank < 2 and not is_object(item):
                    pairs = {name: item}
                for key in dict.fromkeys([name, *(_KEYS if rank < 2 else ())]):
                    if isinstance(pairs.get(key), str | int):
                        exists = rank == 0 and name.endswith(key)
                        valid = self._valid(parameter, [pairs[key]])
                        found += [_Value(each, exists) for each in valid]
            if any(each.exists for each in found):
                break
        return found

    def _lists(
        self, collection: str, name: str, bound: dict[str, Any]
    ) -> list[tuple[int, Case, set[str]]]:
        """The operations that may list values of a path parameter, with their own: that
        of its collection and searches of it (0), of the same thing (1), searches (2).
        """
        thing = re.sub(f"({'|'.join(_KEYS)})$", "", name)
        stems = {_stem(collection.rpartition("/")[2]), _stem(thing)} - {""}
        found: list[tuple[int, Case, set[str]]] = []
        for case, in_path in self._sources:
            path, is_search = case.path.rstrip("/"), case.method != "GET"
            below = path.removeprefix(f"{collection}/") if collection else path
            is_below = is_search and below != path and "{" not in below
            is_related = bool(stems & set(map(_stem, path.split("/"))))
            rank = 0 if path == collection or is_below else 1 if is_related else 2
            if bound.keys() >= in_path and (rank < 2 or is_search):
                found.append((rank, case, in_path))
        found.sort(key=lambda each: (each[0], each[1].method != "GET", each[1].name))
        return found[:MAX_LISTS]

    # Single values

    def _given(self, case: Case, parameter: Parameter | None) -> list[Any]:
        """The value of the user for a parameter, or for the body."""
        name = parameter.name if parameter else "body"
        root = self._specification.document.root
        operation = self._specification.operation(case)
        described = as_object(resolve_pointer(root, operation.pointer))
        keys = [f"{case.name}.{name}", f"{described.get('operationId')}.{name}"]
        if parameter and (parameter.location == "path" or parameter.required):
            keys.append(name)
        return [self._values[key] for key in keys if key in self._values][:1]

    def _known(self, case: Case, parameter: Parameter) -> list[_Value]:
        """The values that the user and the document have for a parameter."""
        given = self._given(case, parameter)
        if given and not self._valid(parameter, given):
            message = f"--live-values: the value of {parameter.name} is not valid"
            raise ValueError(message)
        pointer = self._specification.requests.final_pointer(parameter.schema)
        root = self._specification.document.root if pointer else {}
        schema = as_object(resolve_pointer(root, pointer))
        listed = [schema["const"]] if "const" in schema else schema.get("enum") or ()
        listed = [True, False] if schema.get("type") == "boolean" else listed
        examples = [*parameter.examples, *(schema.get("examples") or ())]
        examples += [schema[name] for name in ("example", "default") if name in schema]
        exist = self._valid(parameter, [*given, *listed])
        others = self._valid(parameter, examples)
        return [
            *(_Value(each, True) for each in exist),
            *(_Value(each, False) for each in others),
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


def _is_example(call: Call) -> bool:
    """Whether the body is an example of the document."""
    examples = call.media_type.examples if call.media_type else ()
    return call.label.partition(" as ")[0] in examples


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
