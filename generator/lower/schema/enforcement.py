"""The keywords that the client does not check: each is a problem, and part of the API."""

from __future__ import annotations

from generator.diagnostics.model import Problems
from generator.document.pointer import child
from generator.ir import NotEnforced
from generator.lower.schema.merge import MergedSchema

__all__ = ["Enforcement"]

_TAG = "discriminator"


class Enforcement:
    """Records each keyword that no type of the IR expresses; only the server checks it."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._found: dict[NotEnforced, None] = {}

    @property
    def not_enforced(self) -> tuple[NotEnforced, ...]:
        """What was recorded, each once, in the order of recording."""
        return tuple(self._found)

    def leave_to_server(self, pointer: str, keyword: str) -> None:
        """Record that the client does not check a keyword, and report it.

        `pointer` is the canonical pointer of the schema object that has the keyword,
        never the key of a synthesized type.
        """
        found = NotEnforced(pointer, keyword)
        if found in self._found:
            return
        self._found[found] = None
        self._problems.add(
            "unenforced-keyword",
            f"{keyword} cannot be expressed by a type",
            at=child(pointer, keyword),
            consequence="the client does not check it; the server does",
        )

    def drop_discriminator(self, pointer: str) -> None:
        """Record that a discriminator, by its pointer, tells nothing apart; this is a
        problem of its own.
        """
        self._found[NotEnforced(pointer.removesuffix(f"/{_TAG}"), _TAG)] = None

    def leave_keyword(self, schema: MergedSchema, keyword: str) -> None:
        """Record a keyword of each schema object that was merged into a schema."""
        for pointer in schema.owners_of(keyword):
            self.leave_to_server(pointer, keyword)
