"""Author and its parts."""

from __future__ import annotations

from .._core.model import Model
from .page import Page


class Author(Model):
    books: list[Book] | None = None


class Book(Model):
    author: Author | None = None
    page: Page | None = None
