"""What this program knows of each keyword of a schema."""

from __future__ import annotations

__all__ = ["ANNOTATIONS", "COMPOSITION", "IGNORED", "STRUCTURAL", "UNENFORCED"]

ANNOTATIONS = frozenset(
    {
        "title",
        "description",
        "default",
        "deprecated",
        "readOnly",
        "writeOnly",
        "examples",
        "example",
        "summary",
        "$comment",
        "externalDocs",
        "xml",
    }
)
"""Keywords that say something about a value without restricting it."""

COMPOSITION = frozenset({"allOf", "anyOf", "oneOf", "discriminator"})

STRUCTURAL = frozenset(
    {
        "type",
        "format",
        "enum",
        "const",
        "properties",
        "required",
        "additionalProperties",
        "patternProperties",
        "minProperties",
        "maxProperties",
        "items",
        "prefixItems",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minimum",
        "exclusiveMinimum",
        "maximum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
        "contentEncoding",
        "contentMediaType",
    }
)
"""Keywords that become part of a type."""

UNENFORCED = frozenset(
    {
        "not",
        "if",
        "then",
        "else",
        "dependentSchemas",
        "dependentRequired",
        "dependencies",
        "propertyNames",
        "contains",
        "minContains",
        "maxContains",
        "unevaluatedItems",
        "unevaluatedProperties",
        "contentSchema",
    }
)
"""Keywords that no Python type expresses: documented, left to the server."""

IGNORED = frozenset(
    {
        "$ref",
        "$defs",
        "definitions",
        "$id",
        "$schema",
        "$anchor",
        "$dynamicAnchor",
        "$dynamicRef",
        "$vocabulary",
    }
)
"""Keywords that address schemas; the resolver has already followed them."""
