"""The rules: every kind of change, and whom it breaks.

What a client sends may be generalised and what it receives may be specialised; the
reverse breaks. Everything but path parameters is a keyword and everything received is
open, which turns many breaks into additions.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.evolve.change import Direction, Kind, Level, Rule

__all__ = ["LIMITS", "RULES"]

_Row = tuple[str, Level, Level, Kind, str]

_BOTH: tuple[_Row, ...] = (
    # Operations
    ("operation-removed", "break", "break", "removed", "{at} was removed"),
    ("operation-added", "ok", "ok", "added", "{at} was added"),
    ("operation-path-changed", "ok", "break", "changed",
     "{at} calls {new} instead of {old}"),
    ("operation-renamed", "ok", "ok", "deprecated",
     "{old} is called {new} now; the old name is deprecated"),
    ("operation-rename-lost", "break", "ok", "removed",
     "{old} is called {new} now"),
    ("operation-deprecated", "ok", "ok", "deprecated", "{at} is deprecated"),
    ("operation-reinstated", "ok", "ok", "relaxed", "{at} is not deprecated any more"),
    ("operation-described", "ok", "ok", "documented", "the description of {at} changed"),
    ("operation-server-changed", "ok", "warn", "changed",
     "{at} talks to {new} instead of {old}"),
    ("resource-described", "ok", "ok", "documented", "the description of {at} changed"),
    ("operation-paging-added", "break", "ok", "changed",
     "{at} gives the items of all pages instead of one page"),
    ("operation-paging-removed", "break", "ok", "changed",
     "{at} gives one page instead of the items of all pages"),
    ("operation-paging-changed", "ok", "warn", "changed",
     "the pages of {at} follow each other in another way"),
    ("operation-stream-added", "ok", "ok", "added", "{at} can stream its result"),
    ("operation-stream-removed", "break", "break", "removed",
     "{at} cannot stream its result any more"),
    ("idempotency-header-changed", "ok", "warn", "changed",
     "{at} marks repeated calls by the header {new} instead of {old}"),
    # Security
    ("security-required", "break", "break", "changed",
     "{at} requires the credential {new} now"),
    ("security-alternative-removed", "break", "break", "removed",
     "{at} does not accept the credential {old} alone any more"),
    ("security-alternative-added", "ok", "ok", "relaxed",
     "{at} accepts the credential {new} as well"),
    ("security-lifted", "ok", "ok", "relaxed", "{at} requires no credential any more"),
    ("security-unknown", "ok", "warn", "changed",
     "the credentials that {at} requires are told in another way"),
    ("scheme-removed", "break", "warn", "removed", "{at} was removed"),
    ("scheme-added", "ok", "ok", "added", "{at} was added"),
    ("scheme-kind-changed", "break", "break", "changed",
     "{at} is of the kind {new} instead of {old}"),
    ("scheme-place-changed", "ok", "break", "changed",
     "{at} is sent as {new} instead of {old}"),
    ("scheme-token-url-changed", "ok", "warn", "changed",
     "{at} gets its token from {new} instead of {old}"),
    ("scheme-scopes-changed", "ok", "warn", "changed",
     "{at} asks for the scopes {new} instead of {old}"),
    ("scheme-described", "ok", "ok", "documented", "the description of {at} changed"),
    ("credential-renamed", "break", "ok", "removed", "{old} is called {new} now"),
    # Servers
    ("server-removed", "break", "warn", "removed", "{at} was removed"),
    ("server-added", "ok", "ok", "added", "{at} was added"),
    ("server-url-changed", "ok", "warn", "changed",
     "the URL of {at} is {new} instead of {old}"),
    ("server-default-changed", "ok", "warn", "changed",
     "calls go to {new} instead of {old} where no server is given"),
    ("server-variable-removed", "break", "warn", "removed", "{at} was removed"),
    ("server-variable-added", "ok", "ok", "added", "{at} was added"),
    ("server-variable-default-changed", "ok", "warn", "changed",
     "{at} is {new} instead of {old} where it is not given"),
    ("server-variable-value-removed", "break", "warn", "removed",
     "{at} does not take {old} any more"),
    ("server-variable-value-added", "ok", "ok", "added", "{at} takes {new} as well"),
    ("server-described", "ok", "ok", "documented", "the description of {at} changed"),
    # Models
    ("model-removed", "break", "ok", "removed", "{at} was removed"),
    ("model-added", "ok", "ok", "added", "{at} was added"),
    ("model-renamed", "ok", "ok", "deprecated",
     "{old} is called {new} now; the old name is deprecated"),
    ("model-rename-lost", "break", "ok", "removed", "{old} is called {new} now"),
    ("model-deprecated", "ok", "ok", "deprecated", "{at} is deprecated"),
    ("model-reinstated", "ok", "ok", "relaxed", "{at} is not deprecated any more"),
    ("model-described", "ok", "ok", "documented", "the description of {at} changed"),
    ("property-renamed", "break", "ok", "removed", "{old} is called {new} now"),
    ("property-deprecated", "ok", "ok", "deprecated", "{at} is deprecated"),
    ("property-reinstated", "ok", "ok", "relaxed", "{at} is not deprecated any more"),
    ("property-described", "ok", "ok", "documented", "the description of {at} changed"),
    # The document
    ("package-title-changed", "ok", "ok", "documented",
     "the title changed; without `--name` the package is {new} now, not {old}"),
    ("api-described", "ok", "ok", "documented", "the description of the API changed"),
)  # fmt: skip

_REQUEST: tuple[_Row, ...] = (
    # Parameters
    ("parameter-required-added", "break", "break", "changed",
     "{at} was added and is required"),
    ("parameter-defaulted-added", "break", "warn", "changed",
     "{at} was added and is required; a server may assume {new}"),
    ("parameter-optional-added", "ok", "ok", "added", "{at} was added"),
    ("parameter-removed", "break", "warn", "removed", "{at} was removed"),
    ("parameter-became-required", "break", "break", "changed", "{at} is required now"),
    ("parameter-became-optional", "ok", "ok", "relaxed", "{at} may be left out"),
    ("parameter-moved", "ok", "break", "changed",
     "{at} is sent in the {new} instead of the {old}"),
    ("parameter-moved-position", "break", "break", "changed",
     "{at} is sent in the {new} instead of the {old}, so it is given in another way"),
    ("parameter-wire-name-changed", "ok", "break", "changed",
     "{at} is sent as {new} instead of {old}"),
    ("parameter-order-changed", "break", "break", "changed",
     "the positional arguments of {at} are {new} instead of {old}"),
    ("parameter-renamed", "break", "ok", "removed", "{old} is called {new} now"),
    ("parameter-style-changed", "ok", "break", "changed",
     "{at} is written in the style {new} instead of {old}"),
    ("parameter-explode-changed", "ok", "break", "changed",
     "{at} is written with explode {new} instead of {old}"),
    ("parameter-reserved-changed", "ok", "warn", "changed",
     "{at} is written with other characters left as they are"),
    ("parameter-content-changed", "ok", "break", "changed",
     "{at} is written as {new} instead of {old}"),
    ("parameter-default-changed", "ok", "warn", "changed",
     "a server assumes {new} instead of {old} where {at} is not given"),
    ("parameter-deprecated", "ok", "ok", "deprecated", "{at} is deprecated"),
    ("parameter-reinstated", "ok", "ok", "relaxed", "{at} is not deprecated any more"),
    ("parameter-described", "ok", "ok", "documented", "the description of {at} changed"),
    # Bodies
    ("body-required-added", "break", "break", "changed",
     "{at} takes a body now, which is required"),
    ("body-optional-added", "ok", "ok", "added", "{at} takes a body as well"),
    ("body-removed", "break", "warn", "removed", "{at} does not take a body any more"),
    ("body-became-required", "break", "break", "changed",
     "the body of {at} is required now"),
    ("body-must-be-sent", "ok", "break", "changed",
     "{at} has to send a body, even where no argument for it is given"),
    ("body-became-optional", "ok", "ok", "relaxed",
     "the body of {at} may be left out"),
    ("body-arguments-changed", "break", "ok", "changed",
     "the body of {at} is given in another way: {new} instead of {old}"),
    ("body-described", "ok", "ok", "documented",
     "the description of the body of {at} changed"),
    ("request-media-type-added", "ok", "ok", "added", "{at} can send {new} as well"),
    ("request-media-type-removed", "break", "break", "removed",
     "{at} cannot send {old} any more"),
    ("request-media-type-replaced", "ok", "break", "changed",
     "{at} sends {new} instead of {old}"),
    ("request-media-type-default-changed", "ok", "ok", "changed",
     "{at} sends {new} instead of {old} where no `content_type` is given"),
    ("request-encoding-changed", "ok", "break", "changed",
     "{at} writes a part of the form in another way"),
    # Properties and types that are sent
    ("request-property-required-added", "break", "break", "changed",
     "{at} was added and is required"),
    ("request-property-defaulted-added", "break", "warn", "changed",
     "{at} was added and is required; a server may assume {new}"),
    ("request-property-optional-added", "ok", "ok", "added", "{at} was added"),
    ("request-property-removed", "break", "warn", "removed", "{at} was removed"),
    ("request-property-wire-name-changed", "ok", "break", "changed",
     "{at} is sent as {new} instead of {old}"),
    ("request-optional-property-wire-name-changed", "ok", "warn", "changed",
     "{at} is sent as {new} instead of {old}"),
    ("request-property-refused", "break", "break", "removed",
     "{at} was removed, and a server refuses what it does not know"),
    ("request-property-became-required", "break", "break", "changed",
     "{at} is required now"),
    ("request-property-became-optional", "ok", "ok", "relaxed", "{at} may be left out"),
    ("request-property-became-read-only", "break", "warn", "removed",
     "{at} is not sent any more: it is read-only"),
    ("request-property-became-writable", "ok", "ok", "added", "{at} can be sent now"),
    ("request-became-nullable", "ok", "ok", "relaxed", "{at} may be `None`"),
    ("request-not-nullable", "break", "break", "changed",
     "{at} may not be `None` any more"),
    ("request-optional-not-nullable", "ok", "break", "changed",
     "{at} cannot be sent as null any more: `None` leaves it out"),
    ("request-type-changed", "break", "break", "changed", "{at} is {new} instead of {old}"),
    ("request-type-widened", "ok", "ok", "relaxed", "{at} takes {new} instead of {old}"),
    ("request-type-narrowed", "break", "break", "changed",
     "{at} takes only {new} instead of {old}"),
    ("request-format-changed", "break", "break", "changed",
     "{at} is {new} instead of {old}"),
    ("request-format-lifted", "break", "ok", "changed", "{at} is {new} instead of {old}"),
    ("request-model-changed", "break", "ok", "changed", "{at} takes {new} instead of {old}"),
    ("request-enum-member-added", "ok", "ok", "added", "{at} takes {new} as well"),
    ("request-enum-member-removed", "break", "break", "removed",
     "{at} does not take {old} any more"),
    ("request-enum-introduced", "break", "break", "changed",
     "{at} takes only {new} now"),
    ("request-enum-lifted", "ok", "ok", "relaxed", "{at} takes any value now"),
    ("request-variant-added", "ok", "ok", "added", "{at} takes {new} as well"),
    ("request-variant-removed", "break", "break", "removed",
     "{at} does not take {old} any more"),
    ("request-discriminator-changed", "break", "break", "changed",
     "the variants of {at} are told apart by {new} instead of {old}"),
    ("request-mapping-removed", "break", "break", "removed",
     "{at} has no variant marked {old} any more"),
    ("request-mapping-added", "ok", "ok", "added", "{at} has a variant marked {new}"),
    ("request-extra-forbidden", "ok", "break", "changed",
     "{at} may not have further properties any more"),
    ("request-extra-removed", "break", "warn", "removed",
     "further properties of {at} are not spoken of any more"),
    ("request-extra-allowed", "ok", "ok", "relaxed", "{at} may have further properties"),
    ("request-default-changed", "ok", "warn", "changed",
     "a server assumes {new} instead of {old} where {at} is not given"),
)  # fmt: skip

_RESPONSE: tuple[_Row, ...] = (
    # Responses
    ("result-changed", "break", "warn", "changed", "{at} returns {new} instead of {old}"),
    ("result-removed", "break", "break", "removed",
     "{at} returns nothing any more instead of {old}"),
    ("result-added", "break", "warn", "changed", "{at} returns {new} instead of nothing"),
    ("success-status-added", "ok", "ok", "added", "{at} may answer {new} as well"),
    ("success-status-removed", "ok", "ok", "changed", "{at} does not answer {old} any more"),
    ("error-added", "ok", "ok", "added", "{at} may fail with {new}"),
    ("error-removed", "ok", "ok", "changed",
     "{at} does not speak of failing with {old} any more"),
    ("error-body-changed", "ok", "ok", "changed",
     "the body of {at} failing with {new} is another one"),
    ("response-media-type-added", "ok", "ok", "added", "{at} may answer with {new} as well"),
    ("response-media-type-removed", "ok", "warn", "removed",
     "{at} does not answer with {old} any more"),
    ("response-media-type-replaced", "ok", "warn", "changed",
     "{at} answers with {new} instead of {old}"),
    ("response-header-added", "ok", "ok", "added", "{at} answers with the header {new}"),
    ("response-header-removed", "ok", "ok", "removed",
     "{at} does not answer with the header {old} any more"),
    ("response-header-became-optional", "ok", "ok", "changed",
     "{at} may answer without the header {new}"),
    ("response-header-became-required", "ok", "ok", "relaxed",
     "{at} always answers with the header {new}"),
    ("response-header-type-changed", "ok", "ok", "changed",
     "the header {new} of {at} has another type"),
    ("response-described", "ok", "ok", "documented",
     "the description of what {at} answers changed"),
    # Properties and types that are received
    ("response-property-removed", "break", "break", "removed", "{at} was removed"),
    ("response-optional-property-removed", "break", "warn", "removed",
     "{at} was removed"),
    ("response-property-wire-name-changed", "ok", "break", "changed",
     "{at} comes as {new} instead of {old}"),
    ("response-optional-property-wire-name-changed", "ok", "warn", "changed",
     "{at} comes as {new} instead of {old}"),
    ("response-property-added", "ok", "ok", "added", "{at} was added"),
    ("response-property-became-optional", "break", "break", "changed",
     "{at} may be missing, which reads as `None`"),
    ("response-property-became-required", "ok", "ok", "relaxed", "{at} is always there"),
    ("response-property-became-write-only", "break", "warn", "changed",
     "{at} does not come back any more: it is write-only"),
    ("response-property-became-readable", "ok", "ok", "relaxed", "{at} comes back now"),
    ("response-nullable-became-optional", "ok", "break", "changed",
     "{at} may be missing, which reads as `None`"),
    ("response-optional-became-nullable", "ok", "break", "changed",
     "{at} may be null and not only missing"),
    ("response-became-nullable", "break", "break", "changed", "{at} may be `None`"),
    ("response-not-nullable", "ok", "ok", "relaxed", "{at} is never `None`"),
    ("response-type-changed", "break", "warn", "changed", "{at} is {new} instead of {old}"),
    ("response-type-widened", "break", "warn", "changed", "{at} is {new} instead of {old}"),
    ("response-type-narrowed", "ok", "ok", "relaxed", "{at} is {new} instead of {old}"),
    ("response-format-changed", "break", "warn", "changed",
     "{at} is {new} instead of {old}"),
    ("response-model-changed", "break", "ok", "changed", "{at} is {new} instead of {old}"),
    ("response-enum-member-added", "ok", "ok", "added", "{at} may be {new}"),
    ("response-enum-member-removed", "break", "ok", "removed",
     "{at} is never {old} any more"),
    ("response-enum-introduced", "ok", "ok", "relaxed", "{at} is one of {new}"),
    ("response-enum-lifted", "ok", "ok", "changed", "{at} may be any value"),
    ("response-variant-added", "ok", "ok", "added", "{at} may be {new}"),
    ("response-variant-removed", "break", "ok", "removed", "{at} is never {old} any more"),
    ("response-discriminator-changed", "break", "break", "changed",
     "the variants of {at} are told apart by {new} instead of {old}"),
    ("response-mapping-removed", "break", "ok", "removed",
     "{at} has no variant marked {old} any more"),
    ("response-mapping-added", "ok", "ok", "added", "{at} has a variant marked {new}"),
    ("response-default-changed", "ok", "ok", "changed",
     "{at} is {new} instead of {old} where it is not said"),
    # Events
    ("event-removed", "break", "warn", "removed", "{at} was removed"),
    ("event-added", "ok", "ok", "added", "{at} was added"),
    ("event-described", "ok", "ok", "documented", "the description of {at} changed"),
)  # fmt: skip

LIMITS = {
    "minimum": "the least value",
    "maximum": "the greatest value",
    "multiple-of": "the step of the values",
    "min-length": "the least length",
    "max-length": "the greatest length",
    "pattern": "the pattern",
    "min-items": "the least number of items",
    "max-items": "the greatest number of items",
    "unique-items": "the uniqueness of the items",
    "min-properties": "the least number of properties",
    "max-properties": "the greatest number of properties",
}
"""What restricts values beyond their type, in words."""


def _rules() -> Iterator[Rule]:
    for rows, direction in _TABLES:
        for name, source, wire, kind, text in rows:
            yield Rule(name, direction, source, wire, kind, text)
    for limit, words in LIMITS.items():
        text = f"{words} of {{at}} is {{new}} instead of {{old}}"
        yield Rule(
            f"request-{limit}-tightened", "request", "ok", "break", "changed", text
        )
        yield Rule(f"request-{limit}-loosened", "request", "ok", "ok", "relaxed", text)
        yield Rule(
            f"response-{limit}-tightened", "response", "ok", "ok", "relaxed", text
        )
        yield Rule(
            f"response-{limit}-loosened", "response", "ok", "warn", "changed", text
        )


_TABLES: tuple[tuple[tuple[_Row, ...], Direction], ...] = (
    (_BOTH, "both"),
    (_REQUEST, "request"),
    (_RESPONSE, "response"),
)

RULES = {rule.id: rule for rule in _rules()}
"""Every rule by its id."""
