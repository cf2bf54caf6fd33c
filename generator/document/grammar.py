"""The grammar of OpenAPI documents as a table, and a walk over a document with it.

A kind is an object of the specification (OpenAPI 3.2.0 chapter 4; Swagger 2.0 for
`definitions`, `parameters` and `responses` at the root), or a schema (JSON Schema
2020-12). Every step of loading uses this walk, so that members of examples, defaults
and extensions are never taken for objects of the specification.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from generator.document.pointer import escape
from generator.text import names_in

__all__ = [
    "FIELDS",
    "HTTP_METHODS",
    "PARAMETER_SCHEMA_KEYWORDS",
    "PATTERNED_FIELDS",
    "REFERENCEABLE",
    "Field",
    "component_paths",
    "walk",
]

# The JSON type of a member. The first three hold objects of a kind.
_FieldShape = Literal[
    "object",
    "array",
    "map",  # an object with arbitrary names
    "string",
    "boolean",
    "number",
    "integer",  # not negative
    "bound",  # a number, or a boolean (exclusiveMinimum in OpenAPI 3.0)
    "strings",
    "types",  # a name or an array of names
    "values",  # an array of any JSON values
    "any_object",
]


class Field(NamedTuple):
    """The value of a member: its JSON type, and the kind of the objects in it."""

    shape: _FieldShape
    kind: str = ""


HTTP_METHODS = names_in("get put post delete options head patch trace query")


def _fields(**members: str) -> dict[str, Field]:
    """Return a row of the table: for each shape the names of members with that shape.

    `name:kind` gives the kind of the objects in a member; without it an object's kind
    is its name.
    """
    fields: dict[str, Field] = {}
    for shape, names in members.items():
        for each in names.split():
            name, _, kind = each.partition(":")
            kind = kind or (name if shape == "object" else "")
            fields[name] = Field(shape, kind)  # type: ignore[arg-type]
    return fields


_PARAMETER = _fields(
    object="schema items:schema",
    map="content:mediaType examples:example",
    string="name in description style collectionFormat",
    boolean="required deprecated allowEmptyValue explode allowReserved",
)

FIELDS: dict[str, dict[str, Field]] = {
    "document": _fields(
        object="info paths components externalDocs",
        array="servers:server tags:tag security:requirement",
        # x-webhooks was used before OpenAPI 3.1, the rest is Swagger 2.0.
        map="webhooks:pathItem x-webhooks:pathItem definitions:schema "
        "parameters:parameter responses:response securityDefinitions:securityScheme",
        string="$self jsonSchemaDialect host basePath",
        strings="schemes consumes produces",
    ),
    "info": _fields(
        object="contact license",
        string="title summary description termsOfService version",
    ),
    "contact": _fields(string="name url email"),
    "license": _fields(string="name identifier url"),
    "externalDocs": _fields(string="description url"),
    "server": _fields(map="variables:serverVariable", string="url description name"),
    "serverVariable": _fields(string="default description", strings="enum"),
    "tag": _fields(
        object="externalDocs", string="name summary description parent kind"
    ),
    "requirement": {},
    "paths": {},
    "pathItem": _fields(
        object=" ".join(f"{method}:operation" for method in HTTP_METHODS),
        array="parameters:parameter servers:server",
        map="additionalOperations:operation",
        string="summary description",
    ),
    "operation": _fields(
        object="requestBody responses externalDocs",
        array="parameters:parameter servers:server security:requirement",
        map="callbacks:callback",
        string="summary description operationId",
        boolean="deprecated",
        strings="tags consumes produces schemes",
    ),
    "parameter": _PARAMETER,
    "header": _PARAMETER,
    "requestBody": _fields(
        map="content:mediaType", string="description", boolean="required"
    ),
    "mediaType": _fields(
        object="schema itemSchema:schema itemEncoding:encoding",
        array="prefixEncoding:encoding",
        map="encoding:encoding examples:example",
    ),
    "encoding": _fields(
        object="itemEncoding:encoding",
        array="prefixEncoding:encoding",
        map="headers:header encoding:encoding",
        string="contentType style",
        boolean="explode allowReserved",
    ),
    "responses": {},
    "response": _fields(
        object="schema",
        map="headers:header content:mediaType links:link",
        string="summary description",
    ),
    "callback": {},
    "example": _fields(string="summary description externalValue serializedValue"),
    "link": _fields(object="server", string="operationRef operationId description"),
    "components": _fields(
        map="schemas:schema responses:response parameters:parameter examples:example "
        "requestBodies:requestBody headers:header securitySchemes:securityScheme "
        "links:link callbacks:callback pathItems:pathItem mediaTypes:mediaType"
    ),
    "securityScheme": _fields(
        string="type description name in scheme bearerFormat openIdConnectUrl "
        "oauth2MetadataUrl flow authorizationUrl tokenUrl",
        boolean="deprecated",
        any_object="flows scopes",
    ),
    "schema": _fields(
        object="additionalProperties:schema additionalItems:schema contains:schema "
        "contentSchema:schema else:schema if:schema items:schema not:schema "
        "propertyNames:schema then:schema unevaluatedItems:schema "
        "unevaluatedProperties:schema discriminator externalDocs",
        array="allOf:schema anyOf:schema oneOf:schema prefixItems:schema",
        map="$defs:schema definitions:schema dependentSchemas:schema "
        "patternProperties:schema properties:schema",
        string="title description format pattern contentEncoding contentMediaType "
        "$id $anchor $dynamicAnchor $dynamicRef $recursiveRef $schema $comment",
        boolean="nullable readOnly writeOnly deprecated uniqueItems",
        number="multipleOf minimum maximum",
        bound="exclusiveMinimum exclusiveMaximum",
        integer="minLength maxLength minItems maxItems minProperties maxProperties "
        "minContains maxContains",
        strings="required",
        values="enum",
        types="type",
    ),
    "discriminator": _fields(string="propertyName defaultMapping"),
}

# Members of a parameter or header in Swagger 2.0 that OpenAPI 3 has in its schema.
PARAMETER_SCHEMA_KEYWORDS = names_in("""
    type format items default maximum exclusiveMaximum minimum exclusiveMinimum
    maxLength minLength pattern maxItems minItems uniqueItems enum multipleOf x-nullable
    """)

# The kind of the members of objects with patterned fields (OpenAPI 3.2.0 section 4).
# Extensions are not of this kind.
PATTERNED_FIELDS: dict[str, str] = {
    "paths": "pathItem",
    "responses": "response",
    "callback": "pathItem",
}

# The section of the components for objects of a kind.
_COMPONENT_SECTIONS: dict[str, str] = {
    field.kind: section for section, field in FIELDS["components"].items()
}

# Kinds that may be replaced by a Reference Object, or that have the keyword $ref.
REFERENCEABLE = frozenset(_COMPONENT_SECTIONS)


def component_paths(root: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the path (names from the root) of the section that defines each kind."""
    if "swagger" in root:
        return {
            "schema": ("definitions",),
            "parameter": ("parameters",),
            "response": ("responses",),
            "securityScheme": ("securityDefinitions",),
        }
    return {
        kind: ("components", section) for kind, section in _COMPONENT_SECTIONS.items()
    }


# The members of each kind that hold objects.
_STRUCTURE: dict[str, dict[str, Field]] = {
    kind: {name: field for name, field in fields.items() if field.kind}
    for kind, fields in FIELDS.items()
}

Visited = tuple[str, dict[str, Any], str]


def walk(
    root: Any,
    kind: str = "document",
    pointer: str = "#",
    skipped: set[int] | None = None,
) -> Iterator[Visited]:
    """Yield (kind, object, pointer) of every object of a kind, in document order.

    An object is yielded before its members are read, so that the caller may change
    them. Values of another JSON type than the grammar has are skipped. So are objects
    whose id() the caller adds to `skipped`, with everything below them.
    """
    stack: list[Visited] = [(kind, root, pointer)] if isinstance(root, dict) else []
    while stack:
        visited = stack.pop()
        kind, value, pointer = visited
        if skipped and id(value) in skipped:
            continue
        yield visited
        if skipped and id(value) in skipped:
            continue
        below: list[Visited] = []
        member_kind = PATTERNED_FIELDS.get(kind)
        if member_kind:
            for name, item in value.items():
                if type(item) is dict and not name.startswith("x-"):
                    below.append((member_kind, item, f"{pointer}/{escape(name)}"))
        else:
            _collect_members(_STRUCTURE[kind], value, pointer, below)
        below.reverse()
        stack += below


def _collect_members(
    fields: dict[str, Field], value: dict[str, Any], pointer: str, below: list[Visited]
) -> None:
    for name, item in value.items():
        field = fields.get(name)
        if field is None:
            continue
        shape, kind = field
        json_type = type(item)
        where = f"{pointer}/{name}"
        if json_type is dict:
            if shape == "object":
                below.append((kind, item, where))
            elif shape == "map":
                below += [
                    (kind, member, f"{where}/{escape(key)}")
                    for key, member in item.items()
                    if type(member) is dict
                ]
        # Before JSON Schema 2020-12, items may be an array of schemas.
        elif json_type is list and (shape == "array" or field == ("object", "schema")):
            below += [
                (kind, member, f"{where}/{index}")
                for index, member in enumerate(item)
                if type(member) is dict
            ]
