"""Where each operation would be and what it would be called, by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter

from generator.ir import (
    Alias,
    Api,
    ArrayType,
    Model,
    NullableType,
    Operation,
    RefType,
    Type,
)
from generator.names.operation_ids import METHODS, Identifier, read_ids
from generator.names.routes import ITEM, Route, Routes, is_version
from generator.names.verbs import begins_with_verb, is_own_verb, is_plural
from generator.names.words import singular, snake

__all__ = ["Claim", "Claims", "without_words"]

_MAX_ACTION_WORDS = 4
"""More words are a sentence: ``skip_users_playback_to_next_track``."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The resource of an operation, and the name it would have there."""

    operation: Operation
    route: Route
    id: Identifier
    resource: tuple[str, ...]
    name: str
    rank: int = 0
    """Of several operations that claim a name, the one of the lowest rank gets it."""

    @property
    def order(self) -> tuple[object, ...]:
        """The order in which operations get their names."""
        op = self.operation
        extra = 1.5 if self.id.extra and not self.id.own else 0
        beside = self.route.steps[-2:-1] != (ITEM,)
        length = len(self.route.steps)
        return self.rank + extra, self.rank and beside, length, op.path, op.method


class Claims:
    """All operations, and what the paths of one say about another."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._routes = Routes([op.path for op in api.operations])
        known = {
            op.pointer: _known_words(api, op, self._routes[op.path])
            for op in api.operations
        }
        self._ids = read_ids(api.operations, known)
        self._methods: dict[tuple[str, ...], dict[str, Operation]] = {}
        for op in sorted(api.operations, key=attrgetter("path", "method")):
            at = self._methods.setdefault(self._routes[op.path].steps, {})
            at.setdefault(op.method, op)
        self._report_parents: dict[tuple[str, ...], bool] = {}
        tags = {snake(op.tag) for op in api.operations if op.tag}
        self._tags = tags if len(tags) > 1 else set()

    def all(self) -> list[Claim]:
        """Return the claims of all operations."""
        return [self._claim(op) for op in self._api.operations]

    def _claim(self, op: Operation) -> Claim:
        route, id_ = self._routes[op.path], self._ids[op.pointer]
        if id_.namespace:
            return Claim(op, route, id_, id_.namespace, id_.name, -1)
        claim = self._by_route(Claim(op, route, id_, (), ""))
        if id_.is_whole:
            claim = self._function(claim)
        if not claim.resource:
            claim = self._at_root(claim)
        return replace(claim, resource=(*route.flags, *claim.resource))

    def _function(self, claim: Claim) -> Claim:
        """Return a claim with the name of a function; one that is called like its
        resource, which has nothing else, is a method of what precedes it.
        """
        name, steps = claim.id.name, claim.route.steps
        resource = claim.resource
        is_alone = len(self._methods[steps]) == 1 and steps not in self._routes.children
        if is_alone and resource[-1:] == (name,):
            resource = resource[:-1]
        return replace(claim, resource=resource, name=name, rank=0)

    def _by_route(self, claim: Claim) -> Claim:
        steps, words = claim.route.steps, self._words(claim.route.steps)
        if not words:
            verb = _verb_on_one(claim.operation, self._methods[steps])
            return replace(claim, name=claim.id.name or verb)
        if claim.route.is_procedure:
            return replace(claim, resource=words[:-1], name=words[-1])
        if steps[-1] == ITEM:
            if self._is_action_with_items(steps):
                return replace(claim, resource=words[:-1], name=words[-1], rank=1)
            return self._standard(claim, words, is_item=True)
        if self._is_action(claim):
            return self._action(claim, words)
        if self._is_also_below_items(steps):
            return self._beside_items(claim, words)
        return self._standard(claim, words, is_item=False)

    def _words(self, steps: tuple[str, ...]) -> tuple[str, ...]:
        """Return the words of a route; an action and what is below it are one word:
        ``preview/lines`` is ``preview_lines``.
        """
        words: list[str] = []
        for end, step in enumerate(steps):
            before = steps[:end]
            if step == ITEM:
                continue
            if (
                words
                and before[-1] != ITEM
                and before in self._methods
                and self._is_verb(before)
            ):
                words[-1] = f"{words[-1]}_{step}"
            else:
                words.append(step)
        return tuple(words)

    def _is_also_below_items(self, steps: tuple[str, ...]) -> bool:
        """Return whether both a collection and its items have this word."""
        is_collection = ITEM in self._routes.children.get(steps, ())
        return not is_collection and (*steps[:-1], ITEM, steps[-1]) in self._methods

    def _beside_items(self, claim: Claim, words: tuple[str, ...]) -> Claim:
        """Return a claim in the collection: ``threads.create_and_run``."""
        claimed = self._standard(claim, words, is_item=False)
        name = f"{claimed.name}_{words[-1]}"
        said = without_words(claim.id.name, words[:-1])
        if claim.id.standard and len(said) > 1 and said[0] == claim.id.verb:
            name = "_".join(said)
        return replace(claimed, resource=words[:-1], name=name, rank=2)

    def _standard(
        self, claim: Claim, resource: tuple[str, ...], is_item: bool
    ) -> Claim:
        """Return the claim of an operation on an item, a collection or a single thing."""
        op, id_ = claim.operation, claim.id
        name = self._verb(claim, is_item)
        rank = 0 if is_item or name in ("list", "create") else 1
        if id_.own and not (resource and resource[-1].startswith(id_.verb)):
            return replace(claim, resource=resource, name=id_.own, rank=rank + 1)
        said = id_.standard
        if op.method == "GET" or said == "list":
            said = "list" if said == "list" else ""
        elif op.method == "DELETE" or (said == "update" and name == "replace"):
            said = ""
        elif op.method == "PUT" and id_.verb == "add" and is_item:
            said = "add"
        if op.method == "POST" and said in ("get", "list"):
            rank += 1
        return replace(claim, resource=resource, name=said or name, rank=rank)

    def _verb(self, claim: Claim, is_item: bool) -> str:
        """Return the verb that method and path stand for."""
        op, steps = claim.operation, claim.route.steps
        others = self._methods[steps].keys() - {op.method}
        if is_item:
            is_list = claim.id.standard == "list" or self._is_array(op)
            return (
                "list" if op.method == "GET" and is_list else _verb_on_one(op, others)
            )
        if op.method == "GET":
            return "list" if self._is_list(op) else "get"
        is_verb = begins_with_verb(steps[-1]) and steps[-2:-1] != (ITEM,)
        is_new = is_verb or self._is_collection(steps) or "GET" not in others
        if op.method == "POST" and is_new:
            return "create"
        return _verb_on_one(op, others)

    def _action(self, claim: Claim, words: tuple[str, ...]) -> Claim:
        """Return the claim of an action of what precedes it."""
        op, name = claim.operation, words[-1]
        said = without_words(claim.id.name, words[:-1])
        if said[:1] != [claim.id.verb]:
            said = claim.id.own.split("_")
        is_short = len(said) <= _MAX_ACTION_WORDS
        if claim.id.own and is_short and not begins_with_verb(name):
            name = "_".join(said)
        elif op.method in ("PUT", "PATCH", "DELETE") and not self._is_verb(
            claim.route.steps
        ):
            name = f"{_verb_on_one(op, ())}_{name}"
        return replace(claim, resource=words[:-1], name=name, rank=2)

    def _at_root(self, claim: Claim) -> Claim:
        """Place an operation on the client itself, or where its tag says."""
        op = claim.operation
        tag = snake(op.tag) if op.tag else ""
        if tag not in self._tags:
            return claim
        words = self._first_words.get(singular(tag), [])
        known = [word for word in words if word != claim.name]
        if known and not begins_with_verb(known[0]):
            return replace(
                claim, resource=(known[0],), name=_action_of(known[0], claim)
            )
        if self._is_rpc or not claim.route.words:
            return replace(claim, resource=(tag,))
        return claim

    @cached_property
    def _first_words(self) -> Mapping[str, list[str]]:
        """The words that paths begin with, by their singular."""
        found: dict[str, list[str]] = {}
        for step in sorted(self._routes.children.get((), ())):
            found.setdefault(singular(step), []).append(step)
        return found

    @cached_property
    def _is_rpc(self) -> bool:
        """Whether most paths are one verb: ``/sendMessage``."""
        routes = [self._routes[op.path].steps for op in self._api.operations]
        calls = [r for r in routes if len(r) == 1 and begins_with_verb(r[0])]
        return len(calls) * 2 > len(routes)

    def _is_verb(self, steps: tuple[str, ...]) -> bool:
        """Return whether the last word says what is done, also by an operationId."""
        word = steps[-1]
        if ITEM in self._routes.children.get(steps, ()):
            return False
        return begins_with_verb(word) or any(
            self._is_said(word, self._ids[op.pointer])
            for op in self._methods.get(steps, {}).values()
        )

    def _is_said(self, word: str, id_: Identifier) -> bool:
        """Return whether an id begins with a word, and then only names what the path
        leads through.
        """
        is_first = id_.name.startswith(f"{word}_") and not id_.is_whole
        names = {*id_.name.removeprefix(f"{word}_").split("_")} - METHODS
        return is_first and bool(names) and not (id_.standard or id_.own or id_.extra)

    def _is_action(self, claim: Claim) -> bool:
        """Return whether the last word of the path is an action of what precedes it."""
        steps, op = claim.route.steps, claim.operation
        word, parent = steps[-1], steps[:-1]
        following = self._routes.children.get(steps, frozenset())
        if ITEM in following and not self._is_action_with_items((*steps, ITEM)):
            return False
        if len(self._methods[steps]) == 1 and self._is_verb(steps):
            return True
        if following or len(self._methods[steps]) > 1:
            return False
        if self._is_report(steps):
            return True
        above = bool(parent) and (parent[-1] == ITEM or parent in self._methods)
        if op.method == "GET":
            is_list = self._is_list(op)
            said = is_list and claim.id.standard == "list"
            return above and not said and not (is_list and is_plural(word))
        if parent and begins_with_verb(parent[-1]):
            return True
        if claim.id.name and not (is_plural(word) or claim.id.verb or claim.id.extra):
            return True
        if is_plural(word):
            return False
        if op.method == "POST" and claim.id.standard == "create" and not above:
            return False
        return above or (is_plural(parent[-1]) if parent else op.method == "POST")

    def _is_action_with_items(self, steps: tuple[str, ...]) -> bool:
        """Return whether a parameter only is the argument of a verb: ``/search/{text}``."""
        before = steps[:-1]
        return (
            before[-1:] != (ITEM,)
            and bool(before)
            and begins_with_verb(before[-1])
            and not is_plural(before[-1])
            and before not in self._methods
            and len(self._methods.get(steps, ())) == 1
            and self._routes.children.get(before) == frozenset({ITEM})
            and not self._routes.children.get(steps)
        )

    def _is_report(self, steps: tuple[str, ...]) -> bool:
        """Return whether a word is one of several reports, all of them only got."""
        parent = steps[:-1]
        if parent not in self._report_parents:
            children = [(*parent, each) for each in self._routes.children[parent]]
            self._report_parents[parent] = (
                len(children) > 2
                and parent[-1:] not in ((), (ITEM,))
                and not any(self._routes.children.get(each) for each in children)
                and all({*self._methods[each]} == {"GET"} for each in children)
            )
        return self._report_parents[parent]

    def _is_collection(self, steps: tuple[str, ...]) -> bool:
        if ITEM in self._routes.children.get(steps, ()):
            return True
        got = self._methods.get(steps, {}).get("GET")
        is_known = got is not None and _result(self._api, got) is not None
        return self._is_list(got) if got and is_known else is_plural(steps[-1])

    def _is_list(self, op: Operation) -> bool:
        """Return whether an operation returns a list."""
        if op.method != "GET":
            return False
        steps = self._routes[op.path].steps
        id_ = self._ids[op.pointer]
        if id_.standard == "list":
            return True
        result = _result(self._api, op)
        plural = bool(steps[-1:]) and is_plural(steps[-1])
        if result is None or isinstance(result, ArrayType):
            return plural or result is not None
        arrays = _arrays(self._api, result)
        if not plural:
            return not _PAGE_ARRAYS.isdisjoint(arrays)
        return 1 <= len(arrays) <= 2 or ITEM in self._routes.children.get(steps, ())

    def _is_array(self, op: Operation) -> bool:
        return isinstance(_result(self._api, op), ArrayType)


def _action_of(resource: str, claim: Claim) -> str:
    """Return the name of an action without the words of its resource, and of versions:
    ``submit_metrics_v1`` of metrics is ``submit``.
    """
    words = [w for w in without_words(claim.name, (resource,)) if not is_version(w)]
    is_action = not claim.id.is_whole and words[:1] == [claim.id.verb]
    return "_".join(words) if is_action else claim.name


def _verb_on_one(op: Operation, others: Collection[str]) -> str:
    """Return the verb for an HTTP method on one thing that has `others` as well."""
    match op.method:
        case "PUT":
            return "replace" if "PATCH" in others else "update"
        case "PATCH":
            return "update"
        case "POST":
            return "create" if {"PUT", "PATCH"}.intersection(others) else "update"
        case method:
            return method.lower()


def _known_words(api: Api, op: Operation, route: Route) -> frozenset[str]:
    """Return the words of a path and its parameters, and those of its tag and of the API
    that are no verbs, in the singular.
    """
    known = {*snake(op.path).split("_"), *route.flags}
    about = _words_of((snake(op.tag or ""), snake(api.title)))
    known.update(word for word in about if not is_own_verb(word))
    return frozenset(map(singular, known))


def _result(api: Api, op: Operation) -> Type | None:
    """Return the type of what an operation returns, without references; None if it is
    not known.
    """
    for response in op.responses:
        if response.is_result:
            for content in response.contents[:1]:
                return None if content.is_stream else _resolved(api, content.type)
    return None


def _resolved(api: Api, type_: Type) -> Type:
    for _ in range(20):
        match type_:
            case NullableType(inner=inner):
                type_ = inner
            case RefType(id=key) if isinstance(found := api.types.get(key), Alias):
                type_ = found.type
            case _:
                break
    return type_


def _arrays(api: Api, type_: Type) -> list[str]:
    """Return the properties of an object that are arrays."""
    if not isinstance(type_, RefType):
        return []
    model = api.types.get(type_.id)
    if not isinstance(model, Model):
        return []
    return [
        f.name for f in model.fields if isinstance(_resolved(api, f.type), ArrayType)
    ]


_PAGE_ARRAYS = frozenset({"data", "items", "results", "entries", "records", "values"})
"""What pages of any kind call their items."""


def _words_of(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from name.split("_")


def without_words(name: str, resource: Sequence[str]) -> list[str]:
    """Return the words of a name that its resource does not have."""
    own = {singular(word) for word in _words_of(resource)}
    return [word for word in name.split("_") if singular(word) not in own]
