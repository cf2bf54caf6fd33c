"""Random edits of documents: each makes one change that an author of an API makes.

An edited document is valid where the document was, but for rare combinations: whoever
generates a package from it skips those that the generator refuses.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any

from . import calls, operations, schemas, variants
from .draft import Draft, NotApplicable

__all__ = ["EDITS", "edited"]

Edit = Callable[[Draft], None]

EDITS: dict[str, Edit] = {
    each.__name__: each
    for module in (operations, calls, schemas, variants)
    for each in module.EDITS
}
"""Every edit by its name."""

_TRIES = 20


def edited(
    document: dict[str, Any], chance: random.Random, name: str = ""
) -> tuple[str, dict[str, Any]] | None:
    """Return a text that names an edit and its place, and the document after it.

    The document itself does not change. `name` is the edit, by default a random one.
    None if nothing in the document can be changed by the edits that were tried.
    """
    for _ in range(_TRIES):
        edit = EDITS[name or chance.choice(list(EDITS))]
        draft = Draft(copy.deepcopy(document), chance)
        try:
            edit(draft)
        except NotApplicable:
            continue
        if json.dumps(draft.document) != json.dumps(document):
            return f"{edit.__name__} at {draft.place or '#'}", draft.document
    return None
