"""Which object stands where in a description, as a table, and the walk over it.

The names of the kinds are those of the specification's objects (OpenAPI 3.2.0 chapter
4, JSON Schema 2020-12 for schemas, Swagger 2.0 for `definitions` and its like). Every
pass over a document (references, shapes, dialects, checks) is this walk with another
visitor, so examples, defaults and extensions are never mistaken for structure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from generator.document.pointer import escape

__all__ = [
    "COMPONENT_SECTIONS",
    "FIELDS",
    "HTTP_METHODS",
    "PARAMETER_SCHEMA_KEYWORDS",
    "PATTERNED_FIELDS",
    "REFERENCEABLE",
    "Field",
    "FieldShape",
    "component_paths",
    "walk",
]

# The JSON type of a member. The first three hold objects of a kind.
FieldShape = Literal[
    "object",
    "array",
    "map",  # an object with arbitrary names
    "string",
    "boolean",
    "number",
    "integer",  # not negative
    "bound",  # a number, or a boolean (exclusiveMinimum before JSON Schema 2019-09)
    "strings",
    "types",  # a name or an array of names
    "values",  # an array of any JSON values
    "any_object",
]


class Field(NamedTuple):
    """What a member of an object holds."""

    shape: FieldShape
    kind: str = ""


HTTP_METHODS = (
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
    "query",
)


def _fields(
    *,
    object_: dict[str, str] | None = None,
    array: dict[str, str] | None = None,
    map_: dict[str, str] | None = None,
    **scalars: str,
) -> dict[str, Field]:
    """Build a table row: structural members by kind, scalar ones by shape."""
    fields: dict[str, Field] = {}
    for shape, members in (("object", object_), ("array", array), ("map", map_)):
        for name, kind in (members or {}).items():
            fields[name] = Field(shape, kind)  # type: ignore[arg-type]
    for shape, names in scalars.items():
        for name in names.split():
            fields[name] = Field(shape)  # type: ignore[arg-type]
    return fields


_PARAMETER = _fields(
    object_={"schema": "schema", "items": "schema"},
    map_={"content": "mediaType", "examples": "example"},
    string="name in description style collectionFormat",
    boolean="required deprecated allowEmptyValue explode allowReserved",
)

FIELDS: dict[str, dict[str, Field]] = {
    "document": _fields(
        object_={
            "info": "info",
            "paths": "paths",
            "components": "components",
            "externalDocs": "externalDocs",
        },
        array={"servers": "server", "tags": "tag", "security": "requirement"},
        map_={
            "webhooks": "pathItem",
            # What webhooks are called in descriptions before 3.1.
            "x-webhooks": "pathItem",
            # Swagger 2.0
            "definitions": "schema",
            "parameters": "parameter",
            "responses": "response",
            "securityDefinitions": "securityScheme",
        },
        string="$self jsonSchemaDialect host basePath",
        strings="schemes consumes produces",
    ),
    "info": _fields(
        object_={"contact": "contact", "license": "license"},
        string="title summary description termsOfService version",
    ),
    "contact": _fields(string="name url email"),
    "license": _fields(string="name identifier url"),
    "externalDocs": _fields(string="description url"),
    "server": _fields(
        map_={"variables": "serverVariable"}, string="url description name"
    ),
    "serverVariable": _fields(string="default description", strings="enum"),
    "tag": _fields(
        object_={"externalDocs": "externalDocs"},
        string="name summary description parent kind",
    ),
    "requirement": {},
    "paths": {},
    "pathItem": _fields(
        object_=dict.fromkeys(HTTP_METHODS, "operation"),
        array={"parameters": "parameter", "servers": "server"},
        map_={"additionalOperations": "operation"},
        string="summary description",
    ),
    "operation": _fields(
        object_={
            "requestBody": "requestBody",
            "responses": "responses",
            "externalDocs": "externalDocs",
        },
        array={
            "parameters": "parameter",
            "servers": "server",
            "security": "requirement",
        },
        map_={"callbacks": "callback"},
        string="summary description operationId",
        boolean="deprecated",
        strings="tags consumes produces schemes",
    ),
    "parameter": _PARAMETER,
    "header": _PARAMETER,
    "requestBody": _fields(
        map_={"content": "mediaType"}, string="description", boolean="required"
    ),
    "mediaType": _fields(
        object_={
            "schema": "schema",
            "itemSchema": "schema",
            "itemEncoding": "encoding",
        },
        array={"prefixEncoding": "encoding"},
        map_={"encoding": "encoding", "examples": "example"},
    ),
    "encoding": _fields(
        object_={"itemEncoding": "encoding"},
        array={"prefixEncoding": "encoding"},
        map_={"headers": "header", "encoding": "encoding"},
        string="contentType style",
        boolean="explode allowReserved",
    ),
    "responses": {},
    "response": _fields(
        object_={"schema": "schema"},
        map_={"headers": "header", "content": "mediaType", "links": "link"},
        string="summary description",
    ),
    "callback": {},
    "example": _fields(string="summary description externalValue serializedValue"),
    "link": _fields(
        object_={"server": "server"}, string="operationRef operationId description"
    ),
    "components": _fields(
        map_={
            "schemas": "schema",
            "responses": "response",
            "parameters": "parameter",
            "examples": "example",
            "requestBodies": "requestBody",
            "headers": "header",
            "securitySchemes": "securityScheme",
            "links": "link",
            "callbacks": "callback",
            "pathItems": "pathItem",
            "mediaTypes": "mediaType",
        }
    ),
    "securityScheme": _fields(
        string="type description name in scheme bearerFormat openIdConnectUrl "
        "oauth2MetadataUrl flow authorizationUrl tokenUrl",
        boolean="deprecated",
        any_object="flows scopes",
    ),
    "schema": _fields(
        object_=dict.fromkeys(
            (
                "additionalProperties",
                "additionalItems",
                "contains",
                "contentSchema",
                "else",
                "if",
                "items",
                "not",
                "propertyNames",
                "then",
                "unevaluatedItems",
                "unevaluatedProperties",
            ),
            "schema",
        )
        | {"discriminator": "discriminator", "externalDocs": "externalDocs"},
        array=dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), "schema"),
        map_=dict.fromkeys(
            (
                "$defs",
                "definitions",
                "dependentSchemas",
                "patternProperties",
                "properties",
            ),
            "schema",
        ),
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

# Members of a parameter or header in Swagger 2.0 that are those of its schema later.
PARAMETER_SCHEMA_KEYWORDS = (
    "type",
    "format",
    "items",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "enum",
    "multipleOf",
    "x-nullable",
)

# Objects all of whose members (extensions aside) are of one kind.
PATTERNED_FIELDS: dict[str, str] = {
    "paths": "pathItem",
    "responses": "response",
    "callback": "pathItem",
}

# The section of the components in which a kind has its home.
COMPONENT_SECTIONS: dict[str, str] = {
    field.kind: section for section, field in FIELDS["components"].items()
}

# Where the specification allows a Reference Object (or, for schemas and path items,
# the keyword $ref).
REFERENCEABLE = frozenset(COMPONENT_SECTIONS)

# Swagger 2.0 has its homes at the root.
_SWAGGER_SECTIONS = {
    "schema": ("definitions",),
    "parameter": ("parameters",),
    "response": ("responses",),
    "securityScheme": ("securityDefinitions",),
}


def component_paths(root: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return for each kind the way to the section where such objects are defined."""
    if "swagger" in root:
        return dict(_SWAGGER_SECTIONS)
    return {
        kind: ("components", section) for kind, section in COMPONENT_SECTIONS.items()
    }


_CHILDREN: dict[str, dict[str, Field]] = {
    kind: {
        name: field
        for name, field in fields.items()
        if field.shape in ("object", "array", "map")
    }
    for kind, fields in FIELDS.items()
}

Visit = tuple[str, dict[str, Any], str]


def walk(
    root: Any,
    kind: str = "document",
    pointer: str = "#",
    pruned: set[int] | None = None,
) -> Iterator[Visit]:
    """Visit every object of a known kind: (kind, object, pointer), in document order.

    An object is visited before its members are looked at, so that a visitor may change
    them. Values of the wrong shape are passed over. Objects whose id() the visitor puts
    into `pruned` are not descended into, nor visited if they were not yet.
    """
    stack: list[Visit] = [(kind, root, pointer)] if isinstance(root, dict) else []
    while stack:
        visit = stack.pop()
        kind, value, pointer = visit
        if pruned and id(value) in pruned:
            continue
        yield visit
        if pruned and id(value) in pruned:
            continue
        below: list[Visit] = []
        wild = PATTERNED_FIELDS.get(kind)
        if wild:
            for name, item in value.items():
                if type(item) is dict and not name.startswith("x-"):
                    below.append((wild, item, f"{pointer}/{escape(name)}"))
        else:
            _children(_CHILDREN[kind], value, pointer, below)
        below.reverse()
        stack += below


def _children(
    fields: dict[str, Field], value: dict[str, Any], pointer: str, below: list[Visit]
) -> None:
    for name, item in value.items():
        field = fields.get(name)
        if field is None:
            continue
        shape, kind = field
        kind_of_item = type(item)
        if shape == "object":
            if kind_of_item is dict:
                below.append((kind, item, f"{pointer}/{name}"))
            elif kind_of_item is list and kind == "schema":
                # JSON Schema before 2020-12: items may be an array of schemas.
                _list_children(item, kind, f"{pointer}/{name}", below)
        elif shape == "map":
            if kind_of_item is dict:
                base = f"{pointer}/{name}"
                for key, member in item.items():
                    if type(member) is dict:
                        below.append((kind, member, f"{base}/{escape(key)}"))
        elif kind_of_item is list:
            _list_children(item, kind, f"{pointer}/{name}", below)


def _list_children(
    items: list[Any], kind: str, pointer: str, below: list[Visit]
) -> None:
    for index, member in enumerate(items):
        if type(member) is dict:
            below.append((kind, member, f"{pointer}/{index}"))
