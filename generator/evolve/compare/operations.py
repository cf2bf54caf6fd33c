"""Match the operations of two versions and compare each pair."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator

from generator.evolve.change import Subject
from generator.evolve.compare.bodies import compare_bodies
from generator.evolve.compare.diff import ChangeSite, Diff, client_site
from generator.evolve.compare.package_version import PackageVersion
from generator.evolve.compare.parameters import compare_parameters
from generator.evolve.compare.responses import compare_errors, compare_results
from generator.evolve.compare.security import compare_requirements
from generator.ir import Operation
from generator.names import call_key

__all__ = [
    "compare_error_responses",
    "compare_former_methods",
    "compare_operations",
    "endpoint_shape",
    "match_operations",
]

Pairs = list[tuple[Operation, Operation]]
_IDEMPOTENCE = {True: "idempotent", False: "not idempotent", None: "as its method says"}


def compare_operations(diff: Diff) -> Pairs:
    """Record how the operations changed, except their error responses; return the pairs
    of operations that both versions have.
    """
    pairs, removed, added = match_operations(
        diff.old.api.operations, diff.new.api.operations
    )
    for operation in removed:
        site = _site(diff.old.method(operation), operation.pointer, "")
        diff.add("operation-removed", site)
    for operation in added:
        site = _site(diff.new.method(operation), "", operation.pointer)
        diff.add("operation-added", site)
    for old, new in pairs:
        site = _site(diff.new.method(new), old.pointer, new.pointer)
        _compare_operation(diff, old, new, site)
    return pairs


def compare_former_methods(diff: Diff) -> None:
    """Record which deprecated paths of methods were removed."""
    after = diff.new.names
    callable_paths = {*after.former_methods, *after.methods.values()}
    for path, key in diff.old.names.former_methods.items():
        if path not in callable_paths:
            site = client_site(".".join(("client", *path)), "")
            current = after.methods.get(key) or diff.old.names.methods[key]
            symbol = ".".join(("client", *current))
            diff.add("operation-alias-removed", site, new=symbol)


def compare_error_responses(diff: Diff, pairs: Pairs) -> None:
    """Record how errors changed, in pairs of operations."""
    diff.outside_calls = True
    for old, new in pairs:
        site = _site(diff.new.method(new), old.pointer, new.pointer)
        compare_errors(diff, old, new, site.received())
    diff.outside_calls = False


def _site(method: str, old: str, new: str) -> ChangeSite:
    """Return the site of an operation; its pointer is "" for a version without it."""
    return ChangeSite(f"{method}()", Subject(method, old, new), old or new, new or old)


def match_operations(
    old: Iterable[Operation], new: Iterable[Operation]
) -> tuple[Pairs, list[Operation], list[Operation]]:
    """Return the pairs of operations, the removed and the added ones.

    Operations are matched by method and path, then by the path without the names of its
    parameters, then by operationId.
    """
    removed, added = list(old), list(new)
    pairs: Pairs = []
    for key in (_endpoint, endpoint_shape, _operation_id):
        unmatched: dict[Hashable, list[Operation]] = {}
        for operation in added:
            unmatched.setdefault(key(operation), []).append(operation)
        unmatched.pop(None, None)
        found = [
            (op, unmatched[key(op)].pop(0)) for op in removed if unmatched.get(key(op))
        ]
        matched = {id(operation) for pair in found for operation in pair}
        removed = [each for each in removed if id(each) not in matched]
        added = [each for each in added if id(each) not in matched]
        pairs += found
    return pairs, removed, added


def _endpoint(operation: Operation) -> tuple[str, str]:
    return operation.method, operation.path


def endpoint_shape(operation: Operation) -> tuple[str, str]:
    """Return the method and the path without the names of its parameters."""
    # The names in a path template are not sent.
    return operation.method, re.sub(r"\{[^{}]*\}", "{}", operation.path)


def _operation_id(operation: Operation) -> str | None:
    return operation.operation_id or None


def _compare_operation(
    diff: Diff, old: Operation, new: Operation, site: ChangeSite
) -> None:
    if endpoint_shape(old) != endpoint_shape(new):
        endpoints = f"{old.method} {old.path}", f"{new.method} {new.path}"
        diff.add("operation-path-changed", site, *endpoints)
    _compare_name(diff, old, new, site)
    for rule in _changed_facts(diff.old, diff.new, old, new):
        diff.add(rule, site)
    if old.paging and new.paging and old.paging.item_type != new.paging.item_type:
        before, after = old.paging.item_type, new.paging.item_type
        diff.add_type_change("operation-items-changed", site.received(), before, after)
    urls = _server_urls(old), _server_urls(new)
    diff.add_difference("operation-server-changed", site, *urls)
    headers = old.idempotency_header or "", new.idempotency_header or ""
    diff.add_difference("idempotency-header-changed", site, *headers)
    words = _IDEMPOTENCE[old.idempotent], _IDEMPOTENCE[new.idempotent]
    diff.add_difference("idempotent-changed", site, *words)
    _compare_stream_flag(diff, old, new, site)
    compare_requirements(diff, old, new, site)
    compare_parameters(diff, old, new, site)
    compare_bodies(diff, old, new, site)
    compare_results(diff, old, new, site.received())


def _server_urls(operation: Operation) -> str:
    """Return the URLs of an operation's own servers, with the variables' defaults."""
    return ", ".join(server.default_url for server in operation.servers)


def _compare_name(diff: Diff, old: Operation, new: Operation, site: ChangeSite) -> None:
    """Record other names of a method and of the one that streams its result; without
    one, another ``operationId``.
    """
    is_renamed = False
    for streams in (False, True):
        before = diff.old.names.methods.get(call_key(old, streams=streams))
        after = diff.new.names.methods.get(call_key(new, streams=streams))
        if before is None or after is None or before == after:
            continue
        former = diff.new.names.former_methods.get(before)
        keeps_old_name = former == call_key(new, streams=streams)
        rule = "operation-renamed" if keeps_old_name else "operation-rename-lost"
        diff.add(rule, site, *(".".join(("client", *path)) for path in (before, after)))
        is_renamed = True
    if not is_renamed:
        ids = old.operation_id or "", new.operation_id or ""
        diff.add_difference("operation-id-changed", site, *ids)


def _compare_stream_flag(
    diff: Diff, old: Operation, new: Operation, site: ChangeSite
) -> None:
    """Record whether a call with an argument that both versions have returns a stream in
    one of them only.
    """
    before, after = diff.old.stream_flag(old), diff.new.stream_flag(new)
    if (before is None) == (after is None):
        return
    flag = old.stream_flag if after is None else new.stream_flag
    role = "property" if flag is not None and flag.location == "body" else "query"
    other = diff.new.arguments(new) if after is None else diff.old.arguments(old)
    if flag is not None and (role, flag.name) in other:
        rule = f"stream-flag-{'added' if after else 'removed'}"
        diff.add(rule, site.inner(after or before or ""))


def _changed_facts(
    before: PackageVersion, after: PackageVersion, old: Operation, new: Operation
) -> Iterator[str]:
    """Yield the rules for changes without an old and a new value."""
    if old.deprecated != new.deprecated:
        yield "operation-deprecated" if new.deprecated else "operation-reinstated"
    if (old.summary, old.description) != (new.summary, new.description):
        yield "operation-described"
    if old.paging is None and new.paging is not None:
        # A page with fields is a subclass of their model.
        what = "model-paging" if new.paging.model is not None else "paging"
        yield f"operation-{what}-added"
    elif new.paging is None and old.paging is not None:
        yield "operation-paging-removed"
    elif old.paging != new.paging:
        yield "operation-paging-changed"
    streamed = len(before.methods[old.pointer]) > 1, len(after.methods[new.pointer]) > 1
    if streamed[0] != streamed[1]:
        yield f"operation-stream-{'added' if streamed[1] else 'removed'}"
