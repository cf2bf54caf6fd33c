"""Operations compared: matched by place, then by operationId."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from generator.evolve.change import Side, Subject
from generator.evolve.compare.bodies import compare_bodies
from generator.evolve.compare.comparison import Spot, Walk
from generator.evolve.compare.parameters import compare_parameters
from generator.evolve.compare.responses import compare_errors, compare_results
from generator.evolve.compare.security import compare_requirements
from generator.evolve.spell import method, spelled
from generator.ir import Operation

__all__ = ["compare_failures", "compare_operations", "matched"]

Pairs = list[tuple[Operation, Operation]]


def compare_operations(walk: Walk) -> Pairs:
    """Record how the operations changed, all but the bodies of errors; return those
    that both sides have.
    """
    pairs, gone, come = matched(walk.old.api.operations, walk.new.api.operations)
    for operation in gone:
        symbol = method(walk.old, operation)
        subject = Subject(symbol, operation.pointer, "")
        walk.add(
            "operation-removed",
            Spot(f"{symbol}()", subject, operation.pointer, operation.pointer),
        )
    for operation in come:
        symbol = method(walk.new, operation)
        subject = Subject(symbol, "", operation.pointer)
        walk.add(
            "operation-added",
            Spot(f"{symbol}()", subject, operation.pointer, operation.pointer),
        )
    for old, new in pairs:
        _operation(walk, old, new, spot_of(walk, old, new))
    return pairs


def spot_of(walk: Walk, old: Operation, new: Operation) -> Spot:
    """Return the spot of an operation that both sides have."""
    symbol = method(walk.new, new)
    subject = Subject(symbol, old.pointer, new.pointer)
    return Spot(f"{symbol}()", subject, old.pointer, new.pointer)


def matched(
    old: Iterable[Operation], new: Iterable[Operation]
) -> tuple[Pairs, list[Operation], list[Operation]]:
    """Return the operations that stand for each other, those that are gone and those
    that came.
    """
    gone, come = list(old), list(new)
    pairs: Pairs = []
    keys: tuple[Callable[[Operation], object], ...] = (_place, _shape, _identity)
    for key in keys:
        found, gone, come = _match(gone, come, key)
        pairs += found
    return pairs, gone, come


def _match(
    old: list[Operation], new: list[Operation], key: Callable[[Operation], object]
) -> tuple[Pairs, list[Operation], list[Operation]]:
    waiting: dict[object, list[Operation]] = {}
    for operation in new:
        if key(operation) is not None:
            waiting.setdefault(key(operation), []).append(operation)
    pairs: Pairs = []
    gone: list[Operation] = []
    for operation in old:
        found = waiting.get(key(operation))
        if found:
            pairs.append((operation, found.pop(0)))
        else:
            gone.append(operation)
    taken = {id(after) for _, after in pairs}
    return pairs, gone, [each for each in new if id(each) not in taken]


def _place(operation: Operation) -> object:
    return operation.method, operation.path


def _shape(operation: Operation) -> object:
    """The names in a path template are not sent."""
    return operation.method, re.sub(r"\{[^{}]*\}", "{}", operation.path)


def _identity(operation: Operation) -> object:
    return operation.operation_id or None


def _operation(walk: Walk, old: Operation, new: Operation, at: Spot) -> None:
    if _place(old) != _place(new) and _shape(old) != _shape(new):
        shown = f"{old.method} {old.path}", f"{new.method} {new.path}"
        walk.add("operation-path-changed", at, *shown)
    _name(walk, old, new, at)
    for rule in _facts(walk.old, walk.new, old, new):
        walk.add(rule, at)
    if old.paging and new.paging:
        items = old.paging.item_type, new.paging.item_type
        if items[0] != items[1]:
            texts = spelled(items[0], walk.old), spelled(items[1], walk.new)
            walk.add("operation-items-changed", at, *texts)
    servers = _servers(old), _servers(new)
    if servers[0] != servers[1]:
        walk.add("operation-server-changed", at, *servers)
    if old.idempotency_header != new.idempotency_header:
        headers = old.idempotency_header or "", new.idempotency_header or ""
        walk.add("idempotency-header-changed", at, *headers)
    compare_requirements(walk, old, new, at)
    compare_parameters(walk, old, new, at)
    compare_bodies(walk, old, new, at)
    compare_results(walk, old, new, at)


def _servers(operation: Operation) -> str:
    """The URLs of an operation's own servers, as they are by default."""
    urls = []
    for server in operation.servers:
        url = server.url
        for variable in server.variables:
            url = url.replace(f"{{{variable.name}}}", variable.default)
        urls.append(url)
    return ", ".join(urls)


def _name(walk: Walk, old: Operation, new: Operation, at: Spot) -> None:
    before, after = method(walk.old, old), method(walk.new, new)
    if before == after:
        return
    taken = {method(walk.new, each) for each in walk.new.api.operations}
    resource = before.rpartition(".")[0] == after.rpartition(".")[0]
    kept = resource and before not in taken and _place(old) == _place(new)
    walk.add(f"operation-{'renamed' if kept else 'rename-lost'}", at, before, after)


def _facts(before: Side, after: Side, old: Operation, new: Operation) -> Iterator[str]:
    if old.deprecated != new.deprecated:
        yield "operation-deprecated" if new.deprecated else "operation-reinstated"
    if (old.summary, old.description) != (new.summary, new.description):
        yield "operation-described"
    if (old.paging is None) != (new.paging is None):
        yield f"operation-paging-{'added' if new.paging else 'removed'}"
    elif old.paging != new.paging:
        yield "operation-paging-changed"
    streamed = old.pointer in before.names.streams, new.pointer in after.names.streams
    if streamed[0] != streamed[1]:
        yield f"operation-stream-{'added' if streamed[1] else 'removed'}"


def compare_failures(walk: Walk, pairs: Pairs) -> None:
    """Record how errors changed; what is in their bodies breaks no call."""
    walk.is_silent = True
    for old, new in pairs:
        compare_errors(walk, old, new, spot_of(walk, old, new))
    walk.is_silent = False
