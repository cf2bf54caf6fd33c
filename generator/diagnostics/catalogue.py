"""The catalogue of problem codes; docs/problem-codes.md is generated from it.

To add a code, add it here and run `python -m tests.diagnostics.problem_codes`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast

__all__ = ["CODES", "CodeInfo", "Severity", "code_severity", "code_title"]

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class CodeInfo:
    """The severity of a code, its title, and a paragraph of Markdown that explains it."""

    severity: Severity
    title: str
    explanation: str


def code_severity(code: str) -> Severity:
    """Return the severity of a code, "warning" for one that is not in the catalogue."""
    info = CODES.get(code)
    return info.severity if info else "warning"


def code_title(code: str) -> str:
    """Return the title of a code, or the code where it is not in the catalogue."""
    info = CODES.get(code)
    return info.title if info else code


# For each code a line "severity code: title", then the explanation, indented.
_CATALOGUE = """\
# Reading
error unreadable-document: the document cannot be read
    The file does not exist, is not a regular file, or cannot be opened.
error not-text: the file is binary or in an unknown encoding
    Documents are text in UTF-8, UTF-16 or UTF-32, and are not compressed.
error syntax-error: the text is neither valid YAML nor valid JSON
    The message and the place are those of the parser. The mistake can be before
    that place.
error several-documents: the file contains several YAML documents
    A line `---` begins a second document. Put each document into its own file.
error not-a-mapping: the document is not a mapping
    The root of a document or an overlay is an object, not an array or a scalar.
error not-openapi: the document is not an OpenAPI document
    It has no member `openapi` or `swagger`. AsyncAPI documents, JSON
    Schemas and Postman collections have to be converted first.
error unsupported-version: the version of OpenAPI is not supported
    Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2 are supported.
error limit-exceeded: the document exceeds a safety limit
    Size, depth, number of values, length of reference chains and others are
    limited, so that a document cannot exhaust memory or time. The limits are far
    above the largest published documents.
error duplicate-key: a mapping has the same key twice
    Parsers disagree on which of the two values to use.
warning unknown-tag: a YAML tag is not in the core schema
    The value is read as if it had no tag.
warning non-finite-number: a number cannot be represented in JSON
    NaN, infinities and numbers beyond double precision are read as text.
warning lone-surrogate: a string contains half of a surrogate pair
    No encoding of Unicode can represent it, so it is replaced by U+FFFD.

# References
warning unresolved-ref: the target of a $ref does not exist
    Operations that use the reference are generated without its target: a schema
    accepts any value, a parameter has no argument. Define the target in an overlay
    if you cannot change the document.
warning circular-ref: a chain of $ref does not end at a value
    The references form a cycle, or the chain has more than 100 references. A
    schema may refer to itself in a property, but not consist of a reference to
    itself.
warning forbidden-ref: a $ref leads out of the document's folder
    Files elsewhere and addresses on the network are read only if `--allow-ref`
    allows them.
warning unreadable-ref: the file of a $ref cannot be read
    It does not exist, is not valid, or could not be fetched in time.
warning misplaced-ref: the specification does not allow a $ref here
    It is replaced by its target. Other tools may ignore it.
warning invalid-ref: the value of $ref is not a string
    The member is ignored.
warning wrong-kind-ref: the target of a $ref is an object of another kind
    For instance, a parameter refers to a schema. The reference is treated as
    unresolved.
note ref-siblings: keywords beside a $ref are ignored
    Before OpenAPI 3.1 they have no effect. `allOf` with the reference and the
    keywords has the intended effect in every version.
note nullable-ref: nullable beside a $ref is honoured
    Before OpenAPI 3.1 keywords beside a `$ref` have no effect. This one is read as in
    3.1, where null is allowed. `allOf` with the reference, and `nullable` beside it,
    means the same in every version.
note dynamic-ref: a dynamic reference is read as a plain $ref
    The target of `$dynamicRef` and `$recursiveRef` depends on the schemas through
    which a schema is reached, which a type cannot express.

# Overlays
warning overlay-no-match: an overlay action selects nothing
    The action changes nothing: its target is misspelled, or the document has
    changed.
warning invalid-pagination: an x-pagination extension is not valid
    It does not fit its operation, so that the method returns one page instead of an
    iterator over all items; or it has unknown members, which have no effect.
warning invalid-unwrap: an x-unwrap extension is not valid
    It is no JSON pointer of a value in the JSON of a result, so that the method returns
    the whole response.
note undeclared-pagination: an operation seems to have pages, but does not declare them
    Its parameters and its response look as if pages followed each other. gen-client never
    guesses, so the method returns a single page. `gen-client doctor` proposes a value of
    `x-pagination` for an overlay.
note undeclared-envelope: results seem to be in envelopes, but do not declare it
    Nearly all responses of the API are objects with one property that has the result,
    and others that only tell how the request went. The method returns the whole object.
    `gen-client doctor` proposes `x-unwrap` for an overlay.
warning invalid-method: the name of an HTTP method is not a token
    The operation is ignored, because no request can have such a method.
warning invalid-path: a path does not begin with a slash
    It is read as if it did, so that it never becomes a part of the server's host.
warning invalid-idempotent: an x-idempotent extension is not a boolean
    The client retries the operation as its HTTP method allows.
warning invalid-stream-flag: an x-stream extension cannot be used
    The operation has a method for the value and one for the stream, as without it.
error invalid-overlay: an overlay cannot be applied
    It is not a valid OpenAPI Overlay of version 1.0 or 1.1.
note overlay-extends: an overlay names another document
    Its member `extends` is not the document that it is applied to.

# Repairs
warning duplicate-operation-id: an operationId is used more than once
    The methods get unique names. The lock keeps them when operations are added.
warning undeclared-path-parameter: a parameter in a path is not declared
    It becomes a required argument of type `str`.
warning optional-path-parameter: a path parameter is not marked as required
    It is a required argument, because no part of a path is optional.
warning misplaced-keyword: a schema keyword is a member of the parameter
    It is read as part of the schema. Swagger 2.0 has schema keywords in the
    parameter, OpenAPI 3 in its `schema`.
warning unused-path-parameter: a path parameter does not occur in its path
    The parameter is ignored.
warning boolean-as-text: a string is used instead of a boolean
    It is read as the boolean. Remove the quotes.
warning number-as-text: a string is used instead of a number
    It is read as the number. Remove the quotes.
warning unquoted-text: a number, boolean or null is used instead of a string
    It is read as the string. In YAML quote `null`, `true` and numbers that are
    meant as text.
warning wrong-type: a value has the wrong type
    The specification requires another JSON type here. The value is ignored.
warning missing-member: a required member is missing
    The message says what is assumed instead.
warning invalid-schema: a schema is not an object or boolean
    Any JSON value is accepted in its place.
note lossy-conversion: a Swagger 2.0 construct has no equivalent in OpenAPI 3
    Its closest equivalent is used.
warning unsupported-dialect: the JSON Schema dialect is not supported
    The schemas are read as JSON Schema 2020-12.

# Validation
warning invalid-document: openapi-spec-validator reports an error
    The document does not conform to its version of the specification. The client is
    generated, but other tools may reject the document.
warning invalid-default: a default does not match its schema
    The default is documented only: clients never send defaults.
note validation-incomplete: the validator did not finish
    openapi-spec-validator reached its limit of time or memory. Some errors may not
    be reported.

# Selection
error nothing-selected: --include and --exclude leave no operation
    There is no package to write.
warning selection-no-match: an option matches no operation
    A pattern of `--include` or `--exclude` has no effect.

# Names
note taken-package-name: another project on the package index has the name
    `pip install NAME` installs that project, and both cannot be installed together.
    Install the package from its folder (`pip install ./NAME`), or give it another
    name by `--name`.

# Lowering
warning undefined-security-scheme: a security requirement names an undefined scheme
    Operations that require it send every credential that the client was given.
    Define the scheme in an overlay if you cannot change the document.
note alternative-media-type: a response has the same schema in several media types
    The client requests JSON.
note undecoded-content: content with a schema is not encoded or decoded
    JSON, forms, streams and text with one value are. Of anything else, such as an
    object in XML, the client takes and returns the text or the bytes.
warning overlapping-one-of: variants of a oneOf overlap
    A value can match several variants, which `oneOf` forbids. The variant with the
    most matching properties is used, and the contract tests check `anyOf`. Use
    `anyOf`, or add a required property with a different constant to each variant.
warning unsupported-form: the schema of a form is not an object
    The body is one argument that is sent without encoding.
warning unsupported-keyword: a keyword is not supported here
    The message gives the reason. For instance, the media type does not use the
    keyword, no value satisfies it, or a union has too many variants.
warning unsupported-payload: the payload of a webhook or callback is not JSON
    The package has no function that parses it.
warning conflicting-all-of: members of an allOf conflict
    No value satisfies all of them. The value of the outer schema is used.
warning contradictory-schema: keywords of a schema contradict each other
    No value satisfies both, such as `minimum: 5` with `maximum: 3`.
note idle-keyword: a keyword does not apply to the type of the schema
    For instance, `maxLength` beside `type: integer` has no effect.
warning invalid-parameter: a parameter has no usable name or no known location
    The method has no argument for it. The name of a header consists of ASCII letters,
    digits and a few signs; `RequestOptions` can send other parameters. So does the name
    of a cookie, of which other signs are percent-encoded.
warning invalid-security-scheme: a security scheme has no known type or no usable name
    The client has no argument for its credential, if its type is not known, it lacks a
    member, or it names a header that cannot be: operations are then called without it.
    Other signs than those of a token are percent-encoded in the name of a cookie.
warning invalid-status: the key of a response is not a status
    Keys are status codes, ranges such as `4XX`, and `default`. The response is
    ignored.
warning reserved-header: a header parameter has no effect
    Parameters named `Accept`, `Content-Type` and `Authorization` are ignored
    according to the specification: media types and security schemes describe them.
note unenforced-keyword: a constraint is not checked by the client
    Types cannot express it. It is documented, and the server checks it.
note unknown-keyword: a keyword is not in JSON Schema
    It has no effect. Check its spelling; extensions begin with `x-`.
warning unusable-discriminator: a discriminator cannot be used
    The variants are distinguished by their structure instead.
"""

CODES: dict[str, CodeInfo] = {
    code: CodeInfo(cast(Severity, severity), title, " ".join(explanation.split()))
    for severity, code, title, explanation in re.findall(
        r"^(\w+) ([\w-]+): (.+)\n((?: {4}.+\n)+)", _CATALOGUE, re.MULTILINE
    )
}
