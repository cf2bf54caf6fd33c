"""All mutants of a package, and samples of them."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

from .client import client_mutants, scheme_names
from .exports import event_mutants, export_mutants, version_mutants
from .methods import body_models, required_schemes, resource_mutants
from .models import model_mutants
from .shapes import Shapes
from .source import Mutant, Source, name_of

__all__ = ["Mutant", "mutants", "sample"]


def mutants(package: Path) -> list[Mutant]:
    """Return all mutants of a package, in the order of its modules."""
    shapes = Shapes(package / "models")
    client = Source(package / "client.py")
    schemes = scheme_names(client)
    resources = [Source(path) for path in sorted(package.glob("resources/*.py"))]
    bodies = shapes.models_of(set[str]().union(*map(body_models, resources)))
    nested = shapes.below(bodies)
    found: list[Mutant] = []
    for source in resources:
        found += resource_mutants(source, shapes, schemes)
    for path in sorted(package.glob("models/*.py")):
        if path.name not in ("__init__.py", "_exports.py"):
            found += model_mutants(Source(path), nested)
    required = set[str]().union(*map(required_schemes, resources))
    found += client_mutants(client, required)
    for path in (package / "__init__.py", *package.glob("models/_*.py")):
        found += export_mutants(Source(path))
    found += version_mutants(Source(package / "_version.py"))
    if (package / "webhooks.py").exists():
        found += event_mutants(Source(package / "webhooks.py"))
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


_RUNTIME = {
    "retry.py": (
        ("retry", "(failed and self._idempotent)", "failed"),
        ("retry", "status == 429 or (status", "(status"),
        ("retry", "self._failed >= self._retries", "False"),
    ),
    "operation.py": (
        ("retry", "has_key or self.method.upper() in _IDEMPOTENT", "True"),
        ("retry", "has_key or self.method.upper() in _IDEMPOTENT", "has_key"),
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
