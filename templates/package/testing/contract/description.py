"""A document, ready to be drawn from and to judge by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .call import Calls
from .direction_schema import View
from .document import Document
from .draw import Drawing

__all__ = ["Description"]


@dataclass(frozen=True)
class Description:
    """A document as requests and as responses see it, and what is drawn from it."""

    document: Document
    requests: View
    responses: View
    calls: Calls
    results: Drawing

    @classmethod
    def of(cls, document: Document) -> Description:
        """Return the description that a document is."""
        requests, responses = View(document, "request"), View(document, "response")
        return cls(document, requests, responses, Calls(requests), Drawing(responses))

    @classmethod
    @cache
    def load(cls, path: Path) -> Description:
        """Read a document from a JSON file, once: what is drawn is remembered."""
        return cls.of(Document.load(path))
