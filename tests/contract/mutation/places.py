"""All mutants of a package, and samples of them."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

from .models import model_mutants
from .operations import operation_mutants
from .source import Mutant, Source, name_of

__all__ = ["Mutant", "mutants", "sample"]


def mutants(package: Path) -> list[Mutant]:
    """Return all mutants of a package, in the order of its modules."""
    found: list[Mutant] = []
    for path in sorted(package.glob("resources/*.py")):
        found += operation_mutants(Source(path))
    for path in sorted(package.glob("models/*.py")):
        if path.name != "__init__.py":
            found += model_mutants(Source(path))
    found += _client(Source(package / "client.py"))
    found += _runtime(package / "_core")
    return [mutant for mutant in found if mutant.new != mutant.old]


def sample(found: Sequence[Mutant], limit: int, seed: int = 0) -> list[Mutant]:
    """Return up to `limit` mutants, as evenly distributed over kinds as possible."""
    if len(found) <= limit:
        return list(found)
    kinds: dict[str, list[Mutant]] = {}
    for mutant in found:
        kinds.setdefault(mutant.kind, []).append(mutant)
    generator = random.Random(seed)
    for group in kinds.values():
        generator.shuffle(group)
    rounds = zip_longest(*kinds.values())
    picked = [mutant for each in rounds for mutant in each if mutant is not None]
    return picked[:limit]


def _client(source: Source) -> Iterator[Mutant]:
    """Mutants of credentials and servers."""
    for call in source.calls("APIKey"):
        keywords = {k.arg: k.value for k in call.keywords}
        name, location = keywords["name"], keywords["location"]
        yield source.replaced("header name", name, repr(f"{ast.literal_eval(name)}x"))
        other = "query" if ast.literal_eval(location) != "query" else "header"
        yield source.replaced("credential location", location, repr(other))
    for call in source.calls("HTTPBearer"):
        # The same credential without the prefix ``Bearer``.
        security = f"{source.path.parent.name}._core.security"
        scheme = f'__import__("{security}", fromlist=["HTTPScheme"]).HTTPScheme'
        yield source.replaced("credential scheme", call.func, scheme)
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef) and node.name == "Server":
            for member in node.body[:2]:
                if isinstance(member, ast.Assign):
                    url = ast.literal_eval(member.value)
                    yield source.replaced("server", member.value, repr(f"{url}/x"))
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef) and node.name in ("Client", "AsyncClient"):
            yield from _credentials(source, node)


def _credentials(source: Source, client: ast.ClassDef) -> Iterator[Mutant]:
    kind = "async only" if client.name == "AsyncClient" else "sync only"
    for call in ast.walk(client):
        if not isinstance(call, ast.Call) or name_of(call.func) != "__init__":
            continue
        for keyword in call.keywords:
            if keyword.arg == "credentials" and isinstance(keyword.value, ast.Dict):
                for pair in zip(keyword.value.keys, keyword.value.values, strict=True):
                    key, value = pair
                    assert key is not None
                    yield source.pair_dropped(f"{kind}: credential", key, value)


_RUNTIME = {
    "retry.py": (
        ("retry", "(failed and idempotent)", "failed"),
        ("retry", "status == 429 or (status", "(status"),
    ),
    "client_core.py": (
        ("retry", "has_key or call.operation.method.upper() in IDEMPOTENT", "True"),
        ("retry", "has_key or call.operation.method.upper() in IDEMPOTENT", "has_key"),
        ("retry", "call.attempt >= call.retries", "False"),
    ),
}


def _runtime(core: Path) -> Iterator[Mutant]:
    """Mutants of those parts of the runtime that every contract test covers."""
    source = Source(core / "errors.py")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.AnnAssign) and name_of(node.target) == "_BY_STATUS":
            assert isinstance(node.value, ast.Dict)
            values = node.value.values
            for value, other in zip(values, [*values[1:], values[0]], strict=True):
                yield source.replaced("error class", value, name_of(other))
    for name, changes in _RUNTIME.items():
        source = Source(core / name)
        for kind, old, new in changes:
            start = source.text.index(old)
            line = source.text.count("\n", 0, start) + 1
            yield Mutant(kind, source.path, start, start + len(old), new, old, line)
