"""From the intermediate representation to identifiers."""

from .allocate import Need, allocate
from .assign import Names, OperationNeeds, Pins, argument_key, assign
from .call_paths import CallPath, ResourceName, call_key
from .events import event_key
from .former_words import former_snake, former_title
from .merged_pins import merge_pins
from .reserved import (
    DISTRIBUTIONS,
    KEYWORDS,
    METHODS,
    SERVICE_LIBRARIES,
    STANDARD_MODULES,
)
from .titles import title_name
from .type_names import dict_name, dict_named_after, dict_owner
from .words import pascal, singular, snake

__all__ = [
    "DISTRIBUTIONS",
    "KEYWORDS",
    "METHODS",
    "SERVICE_LIBRARIES",
    "STANDARD_MODULES",
    "CallPath",
    "Names",
    "Need",
    "OperationNeeds",
    "Pins",
    "ResourceName",
    "allocate",
    "argument_key",
    "assign",
    "call_key",
    "dict_name",
    "dict_named_after",
    "dict_owner",
    "event_key",
    "former_snake",
    "former_title",
    "merge_pins",
    "pascal",
    "singular",
    "snake",
    "title_name",
]
