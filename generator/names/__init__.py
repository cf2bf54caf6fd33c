"""From the intermediate representation to identifiers."""

from .allocate import Need, allocate
from .assign import Names, Pins, ResourceName, argument_key, assign
from .methods import resource_key
from .reserved import DEVICES, KEYWORDS
from .words import pascal, singular, snake, upper, words

__all__ = [
    "DEVICES",
    "KEYWORDS",
    "Names",
    "Need",
    "Pins",
    "ResourceName",
    "allocate",
    "argument_key",
    "assign",
    "pascal",
    "resource_key",
    "singular",
    "snake",
    "upper",
    "words",
]
