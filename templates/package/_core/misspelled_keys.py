"""Finds keys of dicts that are probably misspelled."""

from collections.abc import Iterable, Mapping, Sequence
from types import NoneType
from typing import Any, cast

from pydantic import BaseModel

from .errors import MisspelledKeyWarning, warn_caller
from .json_values import is_array, is_object
from .model import wire_names
from .type_inspection import has_typed_extras
from .validation import checks
from .wording import path_of

_SIMILARITY = 0.75
_SCALARS = (str, int, float, bool, bytes, NoneType)


def warn_of_misspelled_keys() -> None:
    """Check the dicts in all arguments from now on."""
    checks.append(check_keys)


def check_keys(given: Any, made: object, place: str) -> None:
    """Warn of each undocumented key that resembles a documented one.

    Args:
        given: The value of the caller; only dicts in it are checked.
        made: What it was validated to.
        place: How the caller finds the value: ``address.lines``.
    """
    pairs: Iterable[tuple[Any, Any, Any]] = ()
    names: Mapping[Any, str] = {}
    if isinstance(cast(object, given), Mapping):
        if isinstance(made, BaseModel):
            names = cast("Mapping[Any, str]", wire_names(type(made)))
            unused = [w for w, name in names.items() if {w, name}.isdisjoint(given)]
            _check_extra(made, unused, place)
            parts = {k: getattr(made, names.get(k, k), None) for k in given}
        else:
            parts = cast("dict[Any, Any]", made) if is_object(made) else {}
        pairs = ((key, value, parts.get(key)) for key, value in given.items())
    elif isinstance(cast(object, given), Sequence) and is_array(made):
        pairs = zip(range(len(made)), given, made, strict=False)
    for key, value, result in pairs:
        if type(value) not in _SCALARS:
            path = path_of(place, key) if place else str(names.get(key, key))
            check_keys(value, result, path)


def _check_extra(model: BaseModel, unused: list[str], place: str) -> None:
    if model.model_extra and not has_typed_extras(type(model)):
        from difflib import get_close_matches  # Only a mistake needs it.

        for key in model.model_extra:
            for name in get_close_matches(key, unused, 1, _SIMILARITY):
                path = path_of(place, key) if place else key
                message = f"{path}: not documented; did you mean {name!r}?"
                warn_caller(message, MisspelledKeyWarning)
