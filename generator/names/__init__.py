"""From the intermediate representation to identifiers."""

from .allocate import Need, allocate
from .assign import Names, OperationNeeds, Pins, argument_key, assign
from .methods import event_key, resource_key
from .reserved import DISTRIBUTIONS, KEYWORDS, STANDARD_MODULES
from .type_names import dict_name
from .words import pascal, singular, snake

__all__ = [
    "DISTRIBUTIONS",
    "KEYWORDS",
    "STANDARD_MODULES",
    "Names",
    "Need",
    "OperationNeeds",
    "Pins",
    "allocate",
    "argument_key",
    "assign",
    "dict_name",
    "event_key",
    "pascal",
    "resource_key",
    "singular",
    "snake",
]
