"""What tests read of the classes in emitted modules."""

from __future__ import annotations

import ast


def kind_of(class_: ast.ClassDef) -> str:
    """Whether a class of methods is ``"async"`` or ``"sync"``.

    Its own name does not say so: a resource may be called "async jobs".
    """
    bases = (base.id for base in class_.bases if isinstance(base, ast.Name))
    return "async" if any(base.startswith("Async") for base in bases) else "sync"
