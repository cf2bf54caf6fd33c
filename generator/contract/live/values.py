"""Finds values for the parameters of a call to a real server.

A value that names an existing thing comes from the user or from a list that the server
answered; an example of the document, or a made-up value, may name nothing.
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
        call, doubtful = self._without_path(case, operation)
        in_path = self._in_path(operation)
        if in_path:
            call.values["path"], unknown = self._bind(case, operation, in_path, {})
            doubtful += unknown
        return LiveCall(call, doubtful)

    def _without_path(self, case: Case, operation: Operation) -> LiveCall:
        """The minimal call with values of the user and examples outside of the path."""
        minimal, is_example = self._basis(case, operation)
        values = {
            location: value if location == "body" else dict(value)
            for location, value in minimal.values.items()
        }
        doubtful: list[str] = []
        for parameter in operation.parameters:
            drawn = values.get(parameter.location, {})
            if parameter.location == "path":
                continue
            given = self._from_user(case, operation, parameter)
            if given or parameter.name in drawn:
                found = [*given, *self._documented(parameter)]
                value = found[0].value if found else drawn[parameter.name]
                values.setdefault(parameter.location, {})[parameter.name] = value
                doubtful += [] if found else [parameter.name]
        body = self._lookup(case, operation, "body", is_shared=False)
        if body:
            values["body"] = body[0]
        elif "body" in values and not is_example:
            doubtful.append("body")
        return LiveCall(Call("live", minimal.media_type, values), doubtful)

    def _basis(self, case: Case, operation: Operation) -> tuple[Call, bool]:
        """The minimal call, and whether its body is an example of the document."""
        calls = self._specification.calls
        minimal = calls.minimal(case, operation)
        if minimal.media_type is None:
            return minimal, False
        for call in calls.calls(case, operation)[0]:
            examples = call.media_type.examples if call.media_type else ()
            if call.label.partition(" as ")[0] in examples:
                return call, True
        return minimal, False

    # The path

    def _in_path(self, operation: Operation) -> list[Parameter]:
        parameters = operation.parameters_in("path")
        return sorted(parameters, key=lambda p: operation.path.find(f"{{{p.name}}}"))

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
        given = self._from_user(case, operation, parameter)
        if given:
            return given
        documented = self._documented(parameter)
        if any(each.is_known for each in documented):
            return documented[:1]
        listed = dict.fromkeys(self._listed(operation, parameter, bound))
        best = sorted(listed, key=lambda each: not each.is_known)
        # Many servers count from 1.
        made_up = [_Value(each, False) for each in self._valid(parameter, [1])]
        minimal = self._specification.calls.minimal(case, operation)
        drawn = _Value(minimal.values["path"][parameter.name], False)
        return [*best, *documented, *made_up, drawn][:MAX_CANDIDATES]

    def _listed(
        self, operation: Operation, parameter: Parameter, bound: dict[str, Any]
    ) -> list[_Value]:
        """Values of a path parameter from lists that the server answers."""
        collection = operation.path.partition(f"{{{parameter.name}}}")[0].rstrip("/")
        noun, found = collection.rpartition("/")[2], list[_Value]()
        for case, source, is_own in self._lists(collection, parameter, bound):
            call, _ = self._without_path(case, source)
            if names := [each.name for each in self._in_path(source)]:
                call.values["path"] = {name: bound[name] for name in names}
            items = _items(self._fetch(case, call), noun)[:MAX_ITEMS]
            for value, is_likely in _identifiers(items, parameter.name, noun):
                for valid in self._valid(parameter, [value]):
                    found.append(_Value(valid, is_own and is_likely))
            if any(each.is_known for each in found):
                break
        return found

    def _lists(
        self, collection: str, parameter: Parameter, bound: dict[str, Any]
    ) -> list[tuple[Case, Operation, bool]]:
        """The operations that may list values of a path parameter, and whether they are
        the list or a search of its own collection, as those that come first are.
        """
        nouns = {_singular(collection.rpartition("/")[2]), _noun(parameter.name)} - {""}
        item = self._types("GET", f"{collection}/{{{parameter.name}}}", depth=1)
        found: list[tuple[Case, Operation, bool]] = []
        for case, source in self._sources:
            path = source.path.rstrip("/")
            below = path.removeprefix(f"{collection}/") if collection else path
            is_search = case.method != "GET" and below != path and "{" not in below
            is_own = path == collection or is_search
            is_related = bool(nouns & {_singular(word) for word in path.split("/")})
            is_related |= bool(item & self._types(case.method, source.path, depth=3))
            is_bound = {each.name for each in self._in_path(source)} <= bound.keys()
            if is_bound and (is_own or is_related):
                found.append((case, source, is_own))
        found.sort(
            key=lambda each: (not each[2], each[0].method != "GET", each[0].name)
        )
        return found[:MAX_LISTS]

    def _types(self, method: str, path: str, *, depth: int) -> set[str]:
        """The schemas that the results of an operation refer to, if there is one, and
        that these refer to.
        """
        document, found = self._specification.document, set[str]()
        try:
            responses = document.operation(method, path).responses
        except LookupError:
            return found
        pending = {
            media_type.schema
            for response in responses
            for media_type in response.content
            if response.status.startswith("2") and media_type.schema
        }
        for _ in range(depth):
            values = [resolve_pointer(document.root, pointer) for pointer in pending]
            references = {ref for value in values for ref in _references(value)}
            pending = {ref.removeprefix("#") for ref in references - found}
            found |= references
        return found

    # Single values

    def _from_user(
        self, case: Case, operation: Operation, parameter: Parameter
    ) -> list[_Value]:
        is_shared = parameter.location == "path" or parameter.required
        values = self._lookup(case, operation, parameter.name, is_shared=is_shared)
        valid = self._valid(parameter, values)
        if values and not valid:
            name = parameter.name
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
            *(_Value(value, True) for value in self._valid(parameter, list(listed))),
            *(_Value(value, False) for value in self._valid(parameter, examples)),
        ]

    def _valid(self, parameter: Parameter, values: list[Any]) -> list[Any]:
        """The values that are valid, as they are or as text."""
        schema = self._specification.calls.parameter_schema(parameter)
        problems = self._specification.requests.problems
        # Nothing of these would be left of a segment (RFC 3986, 5.2.4).
        unfit = ("", ".", "..") if parameter.location == "path" else ()
        return [
            each
            for value in values
            for each in (value, _respelled(value))
            if not problems(schema, each) and each not in unfit
        ]


def _references(value: Any) -> Iterator[str]:
    if is_object(value) and isinstance(value.get("$ref"), str):
        yield value["$ref"]
    members = value.values() if is_object(value) else value
    for member in members if isinstance(value, dict | list) else ():
        yield from _references(member)


def _respelled(value: Any) -> Any:
    """A number as text, and the text of a number as one; other values unchanged."""
    if isinstance(value, str) and re.fullmatch("-?[0-9]{1,18}", value):
        return int(value)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number else value


def _items(body: Any, noun: str, depth: int = 0) -> Sequence[Any]:
    """The items of a list, or of the best list in an object."""
    if is_array(body):
        return body
    if not is_object(body) or depth > MAX_DEPTH:
        return ()
    names = [noun, *_ITEMS, *body]
    lists: list[Sequence[Any]] = [
        body[name] for name in names if is_array(body.get(name))
    ]
    lists.sort(key=lambda each: not any(map(is_object, each)))
    if lists:
        return lists[0]
    inner = (_items(each, noun, depth + 1) for each in body.values())
    return next(filter(None, inner), ())


def _identifiers(
    items: Sequence[Any], name: str, noun: str
) -> Iterator[tuple[Any, bool]]:
    """Values for a path parameter from the items of a list, and whether the name of the
    property fits that of the parameter.
    """
    likely = [_normal(name)]
    for key in ("id", "name"):
        likely += [key, _singular(noun) + key] if likely[0].endswith(key) else []
    for item in items:
        if isinstance(item, str | int):
            yield item, True
        by_name = {_normal(key): value for key, value in as_object(item).items()}
        for key in dict.fromkeys([*likely, *_KEYS, _singular(noun)]):
            if isinstance(by_name.get(key), str | int):
                yield by_name[key], key in likely


def _normal(name: str) -> str:
    """A name without case and separators."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _noun(name: str) -> str:
    """What a parameter such as ``user_id`` or ``userName`` identifies."""
    words = re.split(r"[_\-.]|(?<=[a-z0-9])(?=[A-Z])", name)
    if len(words) > 1 and words[-1].lower() in _KEYS:
        words = words[:-1]
    return _singular("".join(words)) if words[0].lower() not in _KEYS else ""


def _singular(word: str) -> str:
    """The singular of an English noun, near enough to compare two of them."""
    word = _normal(word)
    if word.endswith("ies"):
        return word[:-3] + "y"
    return re.sub(r"(?<=s|x|z)es$|(?<=ch|sh)es$|(?<!s)s$", "", word)
