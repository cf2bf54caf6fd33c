"""Choose the resource of an operation, and candidates for the name of its method."""

from __future__ import annotations

import re

from generator.ir import Event, Operation
from generator.names.words import singular, snake

__all__ = ["event_candidates", "event_key", "method_candidates", "resource_key"]

_VERSION = re.compile(r"v\d+([a-z]+\d*)?", re.IGNORECASE)


def resource_key(operation: Operation) -> str:
    """Return the first tag, else the first fixed segment of the path that is no
    version, else ``default``.
    """
    if operation.tag is not None and snake(operation.tag):
        return operation.tag
    for segment in re.split(r"[?#]", operation.path)[0].split("/"):
        # A verb of its own follows a colon, the key of an OData entity a parenthesis.
        name = re.split(r"[{(:]", segment)[0]
        if snake(name) and not _VERSION.fullmatch(name) and name.lower() != "api":
            return name
    return "default"


def event_key(event: Event) -> str:
    """Return the key of an event's name; a path item may be that of several events."""
    return f"{event.name} {event.pointer}"


def event_candidates(event: Event) -> tuple[str, ...]:
    """Return names for the function that parses an event: from its own name, with the
    name of the operation that declares the callback, and with the HTTP method.
    """
    name = snake(event.name) or "event"
    owned = f"{snake(event.owner)}_{name}".strip("_")
    by_method = f"{owned}_{snake(event.method)}"
    return tuple(f"parse_{each}" for each in (name, owned, by_method))


def method_candidates(operation: Operation, resource: str) -> tuple[str, ...]:
    """Return method names, the shortest first: the operationId without the words of the
    resource, the whole operationId, then with the HTTP method.
    """
    by_path = _safe(snake(f"{operation.method} {_path_words(operation.path)}"))
    if operation.operation_id is None or not snake(operation.operation_id):
        return _shortened(by_path, resource), by_path
    full = _safe(snake(operation.operation_id))
    return _shortened(full, resource), full, f"{full}_{operation.method.lower()}"


def _path_words(path: str) -> str:
    """Return the words of a path: ``/pets/{id}`` gives ``pets by id``."""
    return re.sub(r"\{([^{}]*)\}", r" by \1 ", path)


def _shortened(name: str, resource: str) -> str:
    """Return `name` without the words of the resource, the article before them, and
    then prepositions at the end; `name` itself if nothing usable is left.
    """
    own = [singular(word) for word in snake(resource).split("_")]
    parts = name.split("_")
    for start in range(len(parts) - len(own) + 1):
        window = [singular(word) for word in parts[start : start + len(own)]]
        if window == own:
            rest = parts[:start] + parts[start + len(own) :]
            while start and rest[start - 1] in _dangling(start == len(rest)):
                del rest[start - 1]
                start -= 1
            return _safe("_".join(rest)) if _is_method_name(rest) else name
    return name


_ARTICLES = frozenset({"a", "an", "the"})
_PREPOSITIONS = frozenset({"by", "for", "from", "in", "of", "on", "to", "with"})


def _dangling(is_last: bool) -> frozenset[str]:
    """Return the words to remove before the words of the resource; prepositions only
    if nothing follows.
    """
    return _ARTICLES | _PREPOSITIONS if is_last else _ARTICLES


def _is_method_name(rest: list[str]) -> bool:
    return bool(rest) and rest[0] not in ("by", "and", "or", "for", "of", "to", "with")


def _safe(name: str) -> str:
    return f"call_{name}" if not name or name[0].isdigit() else name
