"""What the user of the package sees, decided once.

The emitter prints it, the comparison of versions compares it, and the documentation of
the package shows it.
"""

from generator.surface.bodies import BodyForm, body_forms
from generator.surface.client import Constructor, Credential, ServerMember
from generator.surface.expressions import (
    NONE,
    Expression,
    Imports,
    LiteralMembers,
    Name,
    Scope,
    mentions,
    spell,
    union_members,
)
from generator.surface.identity import Identity, identify, normalised_version
from generator.surface.models import (
    AliasDeclaration,
    Attribute,
    Declaration,
    ModelClass,
)
from generator.surface.package import (
    EventParser,
    Method,
    Package,
    Resource,
    gather,
    surface,
)
from generator.surface.results import (
    Result,
    ResultKind,
    raised_error,
    response_contents,
    result_kinds,
)
from generator.surface.signatures import Argument, Signature
from generator.surface.types import Position, constraints, enum_of, scalar_alias

__all__ = [
    "NONE",
    "AliasDeclaration",
    "Argument",
    "Attribute",
    "BodyForm",
    "Constructor",
    "Credential",
    "Declaration",
    "EventParser",
    "Expression",
    "Identity",
    "Imports",
    "LiteralMembers",
    "Method",
    "ModelClass",
    "Name",
    "Package",
    "Position",
    "Resource",
    "Result",
    "ResultKind",
    "Scope",
    "ServerMember",
    "Signature",
    "body_forms",
    "constraints",
    "enum_of",
    "gather",
    "identify",
    "mentions",
    "normalised_version",
    "raised_error",
    "response_contents",
    "result_kinds",
    "scalar_alias",
    "spell",
    "surface",
    "union_members",
]
