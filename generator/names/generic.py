"""Names that say too little, or that hide a well-known name."""

from __future__ import annotations

import re

from generator.names import reserved
from generator.names.words import pascal, pascal_words
from generator.text import names_in

__all__ = ["begins_generic", "is_usable", "name_of_title"]

_MAX_TITLE_LENGTH = 40
_MAX_TITLE_WORDS = 5
_MIN_LENGTH = 3
_ARTICLE = re.compile(r"^(a|an|the)\s+", re.IGNORECASE)

_GENERIC = frozenset(names_in("""
    action actions actual after all amount any api arg args argument arguments array
    attribute attributes base before body bool boolean by category class code
    common condition conditions config configuration content contents context count
    create current data date default delete description detail details dict direction
    edit element elements end entity entries entry enabled error errors
    expand expected extra extras false field fields filter filters first flag flags for
    form format from full get group html id identifier include index info information inline
    input input integer item items key keys kind label last left length level limit
    limits link links list map meta metadata method mode model name names new
    next no node none null number object objects of offset old on op operation operator
    option options order other out output page param parameter parameters params parent
    part parts patch path payload position post prefix previous primary properties
    property purpose put query range reason record records ref reference references
    request requests required resource resources response responses result results
    right role root rule rules schema scope scopes search second secondary section
    self set setting settings simple size sort source spec start state states status
    step string style sub sum summary tag tags target text the third time to total true
    type types unit units update uri url val value values variant version view with yes
    """))
"""Words that do not tell what a type is about."""

_SHADOWING = reserved.TYPES | reserved.CLASSES | frozenset(names_in("""
    ABC APIConnectionError APIError APIStatusError APITimeoutError AsyncClient
    AuthenticationError BadRequestError BaseModel ConflictError Counter Date DateTime
    Datetime Decimal Dict Ellipsis Environment Exception Final Float ForwardRef
    FrozenSet Generic Generator Hashable Int IntEnum InternalServerError Iterable
    Iterator MockTransport Namespace NotFoundError NotImplemented Optional OSError
    OrderedDict ParamSpec Path PermissionDeniedError PermissionError Protocol
    RateLimitError RequestValidationError Required Response ResponseValidationError
    ResponseValidationWarning RuntimeError Set Str StrEnum SyntaxError TimeoutError
    Timedelta Timezone Tuple Type TypeError TypeVar Union UnprocessableEntityError
    UserWarning Uuid ValueError Warning
    """))
"""Names that Python, typing, pydantic or the runtime of the package uses."""


def is_usable(name: str) -> bool:
    """Return whether a name can stand alone: it is not short, does not begin with a
    digit, has a word that is not generic, and hides no well-known name.
    """
    return (
        len(name) >= _MIN_LENGTH
        and name[0].isalpha()
        and name not in _SHADOWING
        and any(
            not word.isdigit() and word.lower() not in _GENERIC
            for word in pascal_words(name)
        )
    )


def name_of_title(title: str) -> str:
    """Return a title as a name; empty if it describes a schema rather than naming it,
    or says too little.
    """
    title = _ARTICLE.sub("", title.strip())
    if len(title) > _MAX_TITLE_LENGTH or title.endswith("."):
        return ""
    name = pascal(title) if len(title.split()) <= _MAX_TITLE_WORDS else ""
    return name if is_usable(name) else ""


def begins_generic(name: str) -> bool:
    """Return whether the first word of a name is generic."""
    return pascal_words(name)[0].lower() in _GENERIC
