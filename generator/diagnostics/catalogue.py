"""The catalogue of problem codes: the severity and the title of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["CODES", "CodeInfo", "Severity", "code_severity", "code_title"]

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class CodeInfo:
    """The severity of a code, and its title in a few words."""

    severity: Severity
    title: str


def code_severity(code: str) -> Severity:
    """Return the severity of a code, "warning" for one that is not in the catalogue."""
    info = CODES.get(code)
    return info.severity if info else "warning"


def code_title(code: str) -> str:
    """Return the title of a code, or the code where it is not in the catalogue."""
    info = CODES.get(code)
    return info.title if info else code


CODES: dict[str, CodeInfo] = {
    # Reading
    "unreadable-document": CodeInfo("error", "the document cannot be read"),
    "not-text": CodeInfo("error", "the file is binary or in an unknown encoding"),
    "syntax-error": CodeInfo("error", "the text is neither valid YAML nor JSON"),
    "several-documents": CodeInfo("error", "the file holds several YAML documents"),
    "not-a-mapping": CodeInfo("error", "the document is not a mapping"),
    "not-openapi": CodeInfo("error", "the document is not an OpenAPI description"),
    "unsupported-version": CodeInfo("error", "this version is not supported"),
    "limit-exceeded": CodeInfo("error", "the document exceeds a safety limit"),
    "duplicate-key": CodeInfo("error", "a mapping has the same key twice"),
    "unknown-tag": CodeInfo("warning", "a YAML tag is not one of the core schema"),
    "non-finite-number": CodeInfo("warning", "JSON has no such number"),
    "lone-surrogate": CodeInfo("warning", "a string holds half a character"),
    # References
    "unresolved-ref": CodeInfo("warning", "a $ref points nowhere"),
    "circular-ref": CodeInfo("warning", "a chain of $ref never ends at a value"),
    "forbidden-ref": CodeInfo("warning", "a $ref leads out of the document's folder"),
    "unreadable-ref": CodeInfo("warning", "the file of a $ref cannot be read"),
    "misplaced-ref": CodeInfo("warning", "a $ref stands where none is allowed"),
    "invalid-ref": CodeInfo("warning", "a $ref is not a string"),
    "wrong-kind-ref": CodeInfo("warning", "a $ref points to another kind of object"),
    "ref-siblings": CodeInfo("note", "keywords beside a $ref are ignored"),
    "dynamic-ref": CodeInfo("note", "a dynamic reference is read as a plain one"),
    # Overlays
    "overlay-no-match": CodeInfo("warning", "an overlay action changes nothing"),
    "invalid-pagination": CodeInfo("warning", "x-pagination cannot be followed"),
    "invalid-overlay": CodeInfo("error", "an overlay cannot be applied"),
    "overlay-extends": CodeInfo("note", "an overlay names another document"),
    # Repairs
    "duplicate-operation-id": CodeInfo("warning", "an operationId is used twice"),
    "undeclared-path-parameter": CodeInfo(
        "warning", "a path names a parameter that is not declared"
    ),
    "optional-path-parameter": CodeInfo(
        "warning", "a path parameter is not marked as required"
    ),
    "misplaced-keyword": CodeInfo(
        "warning", "a keyword of schemas stands beside the schema"
    ),
    "unused-path-parameter": CodeInfo(
        "warning", "a path parameter does not occur in its path"
    ),
    "boolean-as-text": CodeInfo("warning", "a text stands where a boolean belongs"),
    "number-as-text": CodeInfo("warning", "a text stands where a number belongs"),
    "unquoted-text": CodeInfo(
        "warning", "a number, boolean or null stands where a text belongs"
    ),
    "wrong-type": CodeInfo("warning", "a value has the wrong type and is left out"),
    "missing-member": CodeInfo("warning", "a required member is missing"),
    "invalid-schema": CodeInfo("warning", "a schema is not a mapping or boolean"),
    "lossy-conversion": CodeInfo("note", "a Swagger 2.0 construct has no equal"),
    "unsupported-dialect": CodeInfo("warning", "an unknown JSON Schema dialect"),
    # Validation
    "invalid-document": CodeInfo("warning", "openapi-spec-validator objects"),
    "invalid-default": CodeInfo("warning", "a default does not match its schema"),
    "validation-incomplete": CodeInfo("note", "the validator did not finish"),
    # Selection
    "nothing-selected": CodeInfo("error", "no operation is left by the options"),
    "selection-no-match": CodeInfo("warning", "an option matches no operation"),
    # Lowering
    "undefined-security-scheme": CodeInfo(
        "warning", "a security requirement names an undefined scheme"
    ),
    "alternative-media-type": CodeInfo(
        "note", "a response is documented in other forms besides JSON"
    ),
    "overlapping-one-of": CodeInfo("warning", "variants of a oneOf overlap"),
    "unsupported-form": CodeInfo("warning", "the schema of a form is no object"),
    "unsupported-keyword": CodeInfo("warning", "a keyword has no effect here"),
    "unsupported-payload": CodeInfo("warning", "the payload of an event is not JSON"),
    "conflicting-all-of": CodeInfo("warning", "parts of an allOf contradict"),
    "contradictory-schema": CodeInfo("warning", "keywords of a schema contradict"),
    "idle-keyword": CodeInfo("note", "a keyword is for another type"),
    "invalid-parameter": CodeInfo("warning", "a parameter cannot be sent"),
    "invalid-security-scheme": CodeInfo("warning", "a security scheme is unusable"),
    "invalid-status": CodeInfo("warning", "a response has no valid status"),
    "reserved-header": CodeInfo("warning", "a header parameter has no effect"),
    "unenforced-keyword": CodeInfo("note", "a constraint is documented only"),
    "unknown-keyword": CodeInfo("note", "a keyword is not one of JSON Schema"),
    "unusable-discriminator": CodeInfo("warning", "a discriminator cannot be used"),
}
