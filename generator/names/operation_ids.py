"""What the operationIds of a document say beyond its methods and paths."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from generator.ir import Operation
from generator.names.verbs import STANDARD, is_own_verb
from generator.names.words import singular, snake

__all__ = ["METHODS", "Identifier", "read_ids"]

_STOP_WORDS = frozenset(
    {"a", "an", "the", "by", "for", "from", "in", "of", "on", "to", "with", "and", "or"}
    | {"all", "at", "as", "into", "using", "via", "per", "id", "ids", "api", "rest"}
    | {"one", "many", "deprecated"}
)
_CONNECTORS = _STOP_WORDS - frozenset(
    {"a", "an", "the", "all", "api", "rest", "id", "ids", "one", "many", "deprecated"}
)
METHODS = frozenset(
    {"get", "put", "post", "delete", "patch", "head", "options", "trace", "query"}
)
"""The words of HTTP methods."""
_VERSION_WORD = re.compile(r"v\d+|\d+")
_NAMESPACED = re.compile(r"[\w-]+([./][\w-]+)+")
_CONTROLLER = re.compile(r"(?:.*?\W)?(\w*?Controller)(?:[._#/@]|::|\\+)(\w+)")
_SPRING = re.compile(r"(\w+?)Using(GET|PUT|POST|DELETE|PATCH|HEAD|OPTIONS)(_\d+)?")
_GROUPED = re.compile(r"([A-Z][A-Za-z0-9]*)_([A-Z][A-Za-z0-9]*)")
_LONGEST_VERB = 14
"""A longer word is several words without capitals."""
_NUMBERED = re.compile(r"(\w+?)_\d+")


@dataclass(frozen=True, slots=True)
class Identifier:
    """What an operationId says."""

    name: str = ""
    """The id in snake case, or the part of it that is its own."""
    namespace: tuple[str, ...] = ()
    """The resource, if the id says it: ``issues/list-for-repo``."""
    is_whole: bool = False
    """Whether the name is that of a function of the server, which is kept as it is."""
    standard: str = ""
    """The standard verb in it, if any: ``get``, ``list``, ``create``, ``update``, …"""
    own: str = ""
    """Its own verb with the words that the path does not have: ``cancel``."""
    extra: tuple[str, ...] = ()
    """The words that neither the path nor the standard verb explains."""
    rest: str = ""
    """These words with what connects them: ``with_form``."""
    verb: str = ""
    """The word that is its verb, standard or not."""

    def says_more(self, method: str, resource: Iterable[str]) -> bool:
        """Return whether it has words beside its HTTP method and those of the resource."""
        own = {singular(word) for name in resource for word in name.split("_")}
        words = [w for w in self.name.split("_") if singular(w) not in own]
        return not {*_STOP_WORDS, method.lower(), ""}.issuperset(words)


def read_ids(
    operations: Sequence[Operation], known: Mapping[str, Collection[str]]
) -> Mapping[str, Identifier]:
    """Return what each operationId says, by the pointer of the operation.

    `known` has the words of the path of each operation, in the singular.
    """
    ids = {op.pointer: op.operation_id or "" for op in operations}
    functions = _functions(operations)
    are_whole = len(functions) * 2 > sum(map(bool, ids.values()))
    spaces = _namespaces(
        {key: id_ for key, id_ in ids.items() if id_ and key not in functions},
        {op.pointer: op for op in operations},
    )
    summarized = _summarized_functions(operations)
    everything = frozenset(ids.values())
    found: dict[str, Identifier] = {}
    for op in operations:
        key = op.pointer
        *sdk_group, sdk_name = map(snake, op.sdk_path or ("",))
        if all(sdk_group) and sdk_name:
            found[key] = Identifier(sdk_name, tuple(sdk_group), is_whole=True)
        elif key in functions and are_whole:
            found[key] = Identifier(snake(functions[key]), is_whole=True)
        elif key in spaces:
            *namespace, name = spaces[key]
            found[key] = Identifier(name, tuple(namespace), is_whole=True)
        else:
            id_ = functions.get(key) or summarized.get(key)
            id_ = id_ or _without_suffix(ids[key], everything)
            found[key] = _read(snake(id_), known[key], is_safe=op.method == "GET")
    return found


def _functions(operations: Sequence[Operation]) -> Mapping[str, str]:
    """Return the names of functions in the ids that FastAPI made."""
    found = {op.pointer: _function_name(op) for op in operations}
    tagged = {op.pointer: _tagged_function(op) for op in operations}
    if sum(map(bool, tagged.values())) * 2 > len(operations):
        found = {key: found[key] or tagged[key] for key in found}
    return {key: name for key, name in found.items() if name}


def _function_name(operation: Operation) -> str:
    """Return the function's name in an id that FastAPI made: ``<name>_<path>_<method>``,
    where the path has underscores for all signs, and the method may be another one of
    the same function.
    """
    id_ = operation.operation_id or ""
    path = re.sub(r"\W", "_", operation.path.partition("?")[0])
    for method in sorted(METHODS):
        suffix = f"{path}_{method}"
        if id_.endswith(suffix) and snake(id_.removesuffix(suffix)):
            return id_.removesuffix(suffix)
    return ""


def _tagged_function(operation: Operation) -> str:
    """Return the function's name in an id of the form that FastAPI's documentation
    suggests for generated clients: ``<tag>-<name>``.
    """
    id_, tag = operation.operation_id or "", operation.tag
    name = id_.removeprefix(f"{tag}-") if tag else ""
    return name if name != id_ and re.fullmatch(r"[a-z_]\w*", name) else ""


def _summarized_functions(operations: Sequence[Operation]) -> Mapping[str, str]:
    """Return the names of functions in the ids that Django Ninja made: the module and
    the name, which the summary has as well.
    """
    found = {
        op.pointer: name
        for op in operations
        if (name := snake(op.summary))
        and (op.operation_id or "").endswith(f"_{name}")
        and _is_verb(name.partition("_")[0])
    }
    return found if len(found) * 2 > len(operations) else {}


def _without_suffix(id_: str, others: Collection[str]) -> str:
    """Return an id without what frameworks add to make it unique, or to the name of
    the function: ``findAllUsingGET_1``, ``list_2``, ``CatsController_findAll``.
    """
    if match := _CONTROLLER.fullmatch(id_):
        return match[2]
    if match := _SPRING.fullmatch(id_):
        return match[1]
    if (match := _NUMBERED.fullmatch(id_)) and match[1] in others:
        return match[1]
    return id_


def _namespaces(
    ids: Mapping[str, str], operations: Mapping[str, Operation]
) -> Mapping[str, tuple[str, ...]]:
    """Return the parts of the ids that have a namespace, without those that all share."""
    grouped = [id_ for id_ in ids.values() if _GROUPED.fullmatch(id_)]
    is_grouped = len(grouped) > 1 and len(grouped) == len(ids)
    found: dict[str, tuple[str, ...]] = {}
    for key, id_ in ids.items():
        if _CONTROLLER.fullmatch(id_):
            continue
        if is_grouped:
            found[key] = tuple(map(snake, id_.split("_")))
        elif _NAMESPACED.fullmatch(id_) and not _is_path(id_, operations[key]):
            found[key] = tuple(filter(None, map(_part, re.split(r"[./]", id_))))
    found = {key: parts for key, parts in found.items() if len(parts) > 1}
    shared = _shared(parts[:-2] for parts in found.values()) if len(found) > 1 else 0
    return {key: parts[shared:] for key, parts in found.items()}


def _part(text: str) -> str:
    """Return a part of a namespace in snake case; of a version, nothing."""
    name = snake(text)
    if re.fullmatch(r"v_?\d+|api", name):
        return ""
    return re.sub(r"(?<=.)_(controller|api)$", "", name)


def _is_path(id_: str, operation: Operation) -> bool:
    """Return whether an id is a method and a path, and so no namespace."""
    words = snake(id_).split("_")
    path = {*snake(operation.path).split("_"), operation.method.lower()}
    return words[0] == operation.method.lower() and path.issuperset(words)


def _shared(all_parts: Iterable[tuple[str, ...]]) -> int:
    same = takewhile(lambda each: len({*each}) == 1, zip(*all_parts, strict=False))
    return len(list(same))


def _read(name: str, known: Collection[str], is_safe: bool) -> Identifier:
    """Return what the words of an id say."""
    words = name.split("_") if name else []
    place = next(
        (n for n, _ in enumerate(words) if _is_verb_at(words, n, known)), len(words)
    )
    if place == len(words):
        extra = [word for word in words if _is_extra(word, known)]
        # Any word may be a verb, where all others are those of the path.
        is_verb = len(words) == 1 or not (is_safe or any(map(is_own_verb, words)))
        is_verb = is_verb and len(extra) == 1 and extra[0].isalpha()
        is_verb = is_verb and len(extra[0]) <= _LONGEST_VERB
        if is_verb and extra[0] in (words[0], words[-1]):
            return Identifier(name, own=extra[0], verb=extra[0])
        return Identifier(name, extra=tuple(extra))
    verb = words[place]
    rest = _unexplained(words[place + 1 :], known)
    extra = [word for word in rest if word not in _CONNECTORS]
    own = ""
    if is_own_verb(verb) or _combines(words[place + 1 :]):
        own = "_".join([verb, *rest[rest[:1] != extra[:1] and not _combines(rest) :]])
    return Identifier(
        name,
        standard=STANDARD.get(verb, ""),
        own=own,
        extra=tuple(extra),
        rest="_".join(rest),
        verb=verb,
    )


def _combines(words: list[str]) -> bool:
    """Return whether a second verb follows: ``create_or_update``."""
    return words[:1] == ["or"] and words[1:2] != [] and words[1] in STANDARD


def _is_verb_at(words: list[str], place: int, known: Collection[str]) -> bool:
    """Return whether the word at `place` is the verb: the words before it are those of
    the path, and it is none of them.
    """
    if any(_is_extra(word, known) for word in words[:place]):
        return False
    word = words[place]
    return word in STANDARD or (is_own_verb(word) and singular(word) not in known)


def _is_verb(word: str) -> bool:
    return word in STANDARD or is_own_verb(word)


def _is_extra(word: str, known: Collection[str]) -> bool:
    return not (
        word in _STOP_WORDS
        or word in known
        or singular(word) in known
        or _VERSION_WORD.fullmatch(word)
    )


def _unexplained(words: list[str], known: Collection[str]) -> list[str]:
    """Return the words that the path does not have, and what connects them."""
    kept: list[str] = []
    between: list[str] = []
    for word in words:
        if _is_extra(word, known):
            kept += [*between, word]
            between = []
        elif word in _CONNECTORS:
            between = [word]
    return kept
