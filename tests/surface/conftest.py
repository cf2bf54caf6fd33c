"""A document in, the surface of its package out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from generator.names import assign
from generator.surface import Package, gather, surface
from tests.lower.documents import lower_document

PackageOf: TypeAlias = Callable[..., Package]


@pytest.fixture
def package_of(tmp_path: Path) -> PackageOf:
    """Return the package for the paths, schemas and other sections of a document."""

    def build(paths: dict[str, Any], *schemas: Any, **sections: Any) -> Package:
        api = lower_document(tmp_path, paths, *schemas, **sections).api
        return surface(api, assign(api, gather(api), {}), "things")

    return build
