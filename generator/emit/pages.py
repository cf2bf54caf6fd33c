"""The view of the module with the classes of pages."""

from __future__ import annotations

from collections.abc import Iterator
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
class FormerPageView:
    """A deprecated name of a class of pages, from an earlier version."""

    name: Code
    quoted_name: Code
    current: Code
    """The name that replaces it."""
    quoted_current: Code


@dataclass(frozen=True, slots=True)
class PagesView:
    """Everything that ``paged.py`` shows."""

    imports: tuple[Code, ...]
    exported: Code
    names: Code
    """The models that have classes of pages."""
    pages: tuple[PageView, ...]
    former: tuple[FormerPageView, ...]


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
    former = [each for each in _former(package) if each[0] not in pages]
    needed = ["TypeAlias", "with_former_names"] if former else []
    for name in ("TYPE_CHECKING", "lazy_pages", *needed):
        scope.name(name)
    return PagesView(
        import_lines(scope.imports.names, core="._core", local={".": ["models"]}),
        join(", ", map(literal, sorted(pages, key=export_order))),
        join(", ", map(literal, sorted(names, key=export_order))),
        tuple(pages[name] for name in sorted(pages, key=export_order)),
        tuple(
            FormerPageView(identifier(n), literal(n), identifier(c), literal(c))
            for n, c in former
        ),
    )


def _former(package: Package) -> Iterator[tuple[str, str]]:
    """Yield the names of classes of pages after the former names of their models, each
    with the present one.
    """
    names = package.names
    for name, key in names.former_types.items():
        if key in names.page_models:
            for prefix in ("", "Async"):
                yield f"{prefix}{name}", f"{prefix}{names.types[key]}"
