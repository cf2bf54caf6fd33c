"""The view of the module with the classes of pages."""

from __future__ import annotations

from dataclasses import dataclass

from generator.code import Code, identifier, join, literal, trusted
from generator.emit.imports import export_order, import_lines
from generator.surface import Imports, Package, Scope, spell

__all__ = ["PagesView", "pages_view"]


@dataclass(frozen=True, slots=True)
class PageView:
    """A class of pages with the properties of a model."""

    name: Code
    base: Code
    item: Code
    model: Code


@dataclass(frozen=True, slots=True)
class PagesView:
    """Everything that ``paged.py`` shows."""

    imports: tuple[Code, ...]
    exported: Code
    names: Code
    """The models that have classes of pages."""
    pages: tuple[PageView, ...]


def pages_view(package: Package) -> PagesView | None:
    """Return the view; None if no page is a model."""
    scope = Scope(package.names.types, Imports(), "models.")
    pages: dict[str, PageView] = {}
    names = set()
    for _, method in package.methods():
        result = method.result
        if result.page is None or result.item is None:
            continue
        names.add(result.page)
        item, model = spell(result.item, scope), identifier(f"models.{result.page}")
        for prefix in ("", "Async"):
            name = f"{prefix}{result.page}"
            base = trusted(f"{prefix}ModelPage")
            pages[name] = PageView(identifier(name), base, item, model)
    if not pages:
        return None
    for name in ("TYPE_CHECKING", "lazy_pages"):
        scope.name(name)
    return PagesView(
        import_lines(scope.imports.names, core="._core", local={".": ["models"]}),
        join(", ", map(literal, sorted(pages, key=export_order))),
        join(", ", map(literal, sorted(names, key=export_order))),
        tuple(pages[name] for name in sorted(pages, key=export_order)),
    )
