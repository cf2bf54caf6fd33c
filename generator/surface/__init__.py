"""The Python API of the generated package: its resources, methods and models.

`emit` renders it, `evolve` compares two versions of it.
"""

from generator.surface.bodies import BodyForm, body_forms
from generator.surface.client import Constructor, Credential, ServerMember
from generator.surface.expressions import (
    NONE,
    SHADOWABLE,
    Annotated,
    Declared,
    DeclaredDict,
    Expression,
    Generic,
    Imports,
    LiteralMembers,
    Name,
    Scope,
    Union,
    declarations_in,
    mentions,
    spell,
    union,
    union_members,
)
from generator.surface.identity import (
    Identity,
    former_identity,
    identify,
)
from generator.surface.inputs import DictAlias, DictClass, DictDeclaration, DictKey
from generator.surface.models import (
    AliasDeclaration,
    Attribute,
    Declaration,
    EnumClass,
    ModelClass,
)
from generator.surface.package import (
    EventParser,
    FormerMethod,
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
from generator.surface.types import (
    OBJECT_FORMATS,
    AnnotationBuilder,
    constraints,
    enum_of,
    scalar_alias,
)
from generator.surface.versions import normalized_version
from generator.surface.webhooks import WebhookParser

__all__ = [
    "NONE",
    "OBJECT_FORMATS",
    "SHADOWABLE",
    "AliasDeclaration",
    "Annotated",
    "AnnotationBuilder",
    "Argument",
    "Attribute",
    "BodyForm",
    "Constructor",
    "Credential",
    "Declaration",
    "Declared",
    "DeclaredDict",
    "DictAlias",
    "DictClass",
    "DictDeclaration",
    "DictKey",
    "EnumClass",
    "EventParser",
    "Expression",
    "FormerMethod",
    "Generic",
    "Identity",
    "Imports",
    "LiteralMembers",
    "Method",
    "ModelClass",
    "Name",
    "Package",
    "Resource",
    "Result",
    "ResultKind",
    "Scope",
    "ServerMember",
    "Signature",
    "Union",
    "WebhookParser",
    "body_forms",
    "constraints",
    "declarations_in",
    "enum_of",
    "former_identity",
    "gather",
    "identify",
    "mentions",
    "normalized_version",
    "raised_error",
    "response_contents",
    "result_kinds",
    "scalar_alias",
    "spell",
    "surface",
    "union",
    "union_members",
]
