"""The rules: every kind of change and its compatibility.

Types of requests may become wider and types of responses narrower; the reverse breaks.
All arguments but path parameters are keyword arguments, and models, enums and unions
that are received accept unknown members, so that additions there do not break.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, cast

from generator.evolve.change import Category, Direction, Level, Rule, RuleDirection

__all__ = ["RULES"]

# The columns of the tables: the level in the source ("typed" where the types of the two
# packages decide), the level on the wire, the category, the rule's id and its sentence.

_BOTH = """
# Operations
break break removed    operation-removed: {symbol} was removed
ok    ok    added      operation-added: {symbol} was added
ok    break changed    operation-path-changed: {symbol} requests {new} instead of {old}
ok    ok    deprecated operation-renamed: use {new} instead of {old}, which is deprecated: it was renamed
break ok    removed    operation-rename-lost: use {new} instead of {old}: it was renamed
break ok    removed    operation-alias-removed: use {new} instead of {symbol}: the deprecated name was removed
ok    ok    deprecated operation-deprecated: {symbol} is deprecated
ok    ok    relaxed    operation-reinstated: {symbol} is no longer deprecated
ok    ok    documented operation-id-changed: the `operationId` of {symbol} is {new} instead of {old}
ok    ok    documented operation-described: the description of {symbol} changed
ok    warn  changed    operation-server-changed: the servers of {symbol} are {new} instead of {old}
ok    ok    documented resource-described: the description of {symbol} changed
typed ok    changed    operation-paging-added: {symbol} returns a page that iterates over the items of all pages
typed ok    added      operation-model-paging-added: {symbol} returns a page that iterates over the items of all pages
typed ok    changed    operation-paging-removed: {symbol} returns a page without those after it
ok    warn  changed    operation-paging-changed: the pagination of {symbol} changed
typed ok    changed    operation-items-changed: the items of {symbol} are {new} instead of {old}
ok    ok    added      operation-stream-added: {symbol} can stream its result
break break removed    operation-stream-removed: {symbol} can no longer stream its result
break ok    changed    stream-flag-added: {symbol} returns a stream
break ok    changed    stream-flag-removed: {symbol} no longer returns a stream
ok    warn  changed    idempotency-header-changed: the idempotency header of {symbol} is {new} instead of {old}
ok    warn  changed    idempotent-changed: {symbol} is {new} instead of {old}, which decides about retries
# Security
ok    break changed    security-required: {symbol} now requires the credential {new}
ok    break removed    security-alternative-removed: {symbol} no longer accepts the credential {old} alone
ok    ok    relaxed    security-alternative-added: {symbol} also accepts the credential {new}
ok    ok    relaxed    security-lifted: {symbol} no longer requires a credential
ok    warn  changed    security-unknown: the security schemes of {symbol} are undefined in one of the two documents
break warn  removed    scheme-removed: {symbol} was removed
ok    ok    added      scheme-added: {symbol} was added
typed break changed    scheme-kind-changed: {symbol} has the kind {new} instead of {old}
ok    break changed    scheme-place-changed: {symbol} is sent as {new} instead of {old}
ok    warn  changed    scheme-token-url-changed: the token URL of {symbol} is {new} instead of {old}
ok    warn  changed    scheme-scopes-changed: the scopes of {symbol} are {new} instead of {old}
ok    ok    documented scheme-described: the description of {symbol} changed
break ok    removed    credential-renamed: use {new} instead of {old}: it was renamed
# Servers
break warn  removed    server-removed: {symbol} was removed
ok    warn  deprecated server-renamed: use {new} instead of {old}, which is deprecated: its URL changed
break ok    removed    server-alias-removed: use {new} instead of {symbol}: the deprecated name was removed
ok    ok    added      server-added: {symbol} was added
ok    warn  changed    server-url-changed: the URL of {symbol} is {new} instead of {old}
ok    warn  changed    server-default-changed: the default server is {new} instead of {old}
break warn  changed    base-url-required: {symbol} is required: no server has an absolute URL
ok    ok    relaxed    base-url-optional: {symbol} is optional: a server has an absolute URL
break warn  removed    server-variable-removed: {symbol} was removed
ok    ok    added      server-variable-added: {symbol} was added
ok    warn  changed    server-variable-default-changed: the default of {symbol} is {new} instead of {old}
break warn  removed    server-variable-value-removed: {symbol} no longer accepts {old}
ok    ok    added      server-variable-value-added: {symbol} also accepts {new}
ok    ok    documented server-described: the description of {symbol} changed
# Models
break ok    removed    model-removed: {symbol} was removed
ok    ok    added      model-added: {symbol} was added
break ok    removed    type-name-removed: the name {symbol} was removed
ok    ok    added      type-name-added: the name {symbol} was added
ok    ok    deprecated model-renamed: use {new} instead of {old}, which is deprecated: it was renamed
break ok    removed    model-alias-removed: use {new} instead of {symbol}: the deprecated name was removed
break ok    removed    model-rename-lost: use {new} instead of {old}: it was renamed
ok    ok    deprecated model-deprecated: {symbol} is deprecated
ok    ok    relaxed    model-reinstated: {symbol} is no longer deprecated
ok    ok    documented model-described: the description of {symbol} changed
break ok    changed    enum-names-added: the members of {symbol} have names: {new}
break ok    removed    enum-names-removed: the members of {symbol} no longer have names
break ok    removed    enum-name-removed: {symbol} no longer has the member {old}
break ok    removed    property-renamed: use {new} instead of {old}: it was renamed
ok    ok    deprecated property-deprecated: {symbol} is deprecated
ok    ok    relaxed    property-reinstated: {symbol} is no longer deprecated
ok    ok    documented property-described: the description of {symbol} changed
# Types of the package that differ without a change of the type in the document
break ok    changed    annotation-changed: {symbol} is annotated as {new} instead of {old}
break ok    changed    build-argument-required: {symbol} must be given where the model is built
break ok    changed    call-changed: {symbol} no longer takes all calls that it took
break ok    removed    attribute-removed: {symbol} was removed
break ok    changed    declaration-kind-changed: {symbol} is no longer a class, or became one
# The document
ok    ok    documented package-title-changed: the title changed; without `--name` the package is now {new} instead of {old}
ok    ok    documented api-described: the description of the API changed
"""

_REQUEST = """
# Parameters
break break changed    parameter-required-added: {symbol} was added and is required
break warn  changed    parameter-defaulted-added: {symbol} was added and is required; its documented default is {new}
ok    break changed    parameter-constant-added: {symbol} was added and is always sent
ok    ok    added      parameter-optional-added: {symbol} was added
break warn  removed    parameter-removed: {symbol} was removed
break typed changed    parameter-became-required: {symbol} is now required
typed break changed    parameter-always-sent: {symbol} is now required, and always sent
break ok    changed    parameter-not-constant: {symbol} is no longer a constant, so that it must be given
ok    ok    relaxed    parameter-became-optional: {symbol} is now optional
ok    break changed    parameter-moved: {symbol} is sent in the {new} instead of the {old}
break break changed    parameter-moved-position: {symbol} is sent in the {new} instead of the {old}; only path parameters are positional arguments
ok    warn  changed    parameter-optional-moved: {symbol} is sent in the {new} instead of the {old}
ok    break changed    parameter-wire-name-changed: {symbol} is sent as {new} instead of {old}
ok    warn  changed    parameter-optional-wire-name-changed: {symbol} is sent as {new} instead of {old}
break break changed    parameter-order-changed: the positional arguments of {symbol} are {new} instead of {old}
break ok    removed    parameter-renamed: use {new} instead of {old}: it was renamed
ok    break changed    parameter-style-changed: {symbol} is serialized in the style {new} instead of {old}
ok    typed changed    parameter-explode-changed: {symbol} is serialized with explode {new} instead of {old}
ok    warn  changed    parameter-reserved-changed: `allowReserved` of {symbol} changed
ok    typed changed    parameter-content-changed: {symbol} is serialized as {new} instead of {old}
typed ok    changed    parameter-became-text: {symbol} is {new} instead of {old}; the same text is sent
typed ok    changed    parameter-became-list: {symbol} is {new} instead of {old}; a list of one item is sent as before
ok    typed changed    parameter-default-changed: the server's default of {symbol} is {new} instead of {old}
ok    ok    deprecated parameter-deprecated: {symbol} is deprecated
ok    ok    relaxed    parameter-reinstated: {symbol} is no longer deprecated
ok    ok    documented parameter-described: the description of {symbol} changed
# Bodies
break break changed    body-required-added: {symbol} now takes a body, which is required
ok    ok    added      body-optional-added: {symbol} now takes an optional body
break warn  removed    body-removed: {symbol} no longer takes a body
break break changed    body-became-required: the body of {symbol} is now required
ok    ok    changed    body-required-anyway: the body of {symbol} is now required; some of its arguments already were
ok    break changed    body-must-be-sent: {symbol} must send a body even if no argument for it is given
ok    ok    relaxed    body-became-optional: the body of {symbol} is now optional
break ok    changed    body-arguments-changed: the body of {symbol} is passed as {new} instead of {old}
ok    ok    documented body-described: the description of the body of {symbol} changed
ok    ok    added      request-media-type-added: {symbol} can also send {new}
break break removed    request-media-type-removed: {symbol} can no longer send {old}
ok    break changed    request-media-type-replaced: {symbol} sends {new} instead of {old}
ok    ok    changed    request-media-type-default-changed: {symbol} sends {new} instead of {old} if no `content_type` is given
ok    break changed    request-encoding-changed: {symbol} serializes a part of its form differently
# Properties and types that are sent
break break changed    request-property-required-added: {symbol} was added and is required
break warn  changed    request-property-defaulted-added: {symbol} was added and is required; its documented default is {new}
ok    break changed    request-property-constant-added: {symbol} was added and is always sent
ok    ok    added      request-property-optional-added: {symbol} was added
break warn  removed    request-property-removed: {symbol} was removed
ok    break changed    request-property-wire-name-changed: {symbol} is sent as {new} instead of {old}
ok    warn  changed    request-optional-property-wire-name-changed: {symbol} is sent as {new} instead of {old}
break break removed    request-property-refused: {symbol} was removed, and the server rejects unknown properties
break typed changed    request-property-became-required: {symbol} is now required
typed break changed    request-property-always-sent: {symbol} is now required, and always sent
break ok    changed    request-property-not-constant: {symbol} is no longer a constant, so that it must be given
ok    ok    relaxed    request-property-became-optional: {symbol} is now optional
break warn  removed    request-property-became-read-only: {symbol} is no longer sent: it is read-only
ok    ok    added      request-property-became-writable: {symbol} can now be sent: it is no longer read-only
typed ok    relaxed    request-became-nullable: {symbol} may be `None`
typed break changed    request-not-nullable: {symbol} may no longer be `None`
typed break changed    request-optional-not-nullable: {symbol} can no longer be sent as null; `None` omits it
typed typed changed    request-type-changed: {symbol} is {new} instead of {old}
typed ok    relaxed    request-type-widened: {symbol} accepts {new} instead of {old}
typed break changed    request-type-narrowed: {symbol} accepts only {new} instead of {old}
typed break changed    request-format-added: {symbol} is {new} instead of {old}
typed break changed    request-format-changed: {symbol} is {new} instead of {old}
typed ok    changed    request-format-lifted: {symbol} is {new} instead of {old}
ok    warn  changed    request-format-noted: {symbol} should have the format {new}
ok    ok    relaxed    request-format-forgotten: {symbol} no longer needs to have the format {old}
typed typed changed    request-model-changed: {symbol} accepts {new} instead of {old}
typed break changed    request-model-replaced: {symbol} accepts {new} instead of {old}, and the two are incompatible
ok    ok    added      request-enum-member-added: {symbol} also accepts {new}
typed break removed    request-enum-member-removed: {symbol} no longer accepts {old}
typed break changed    request-enum-introduced: {symbol} now accepts only {new}
typed ok    relaxed    request-enum-lifted: {symbol} now accepts any value
typed ok    added      request-variant-added: {symbol} also accepts {new}
typed break removed    request-variant-removed: {symbol} no longer accepts {old}
typed break changed    request-discriminator-changed: the discriminator of {symbol} is {new} instead of {old}
typed break removed    request-mapping-removed: {symbol} no longer has a variant for the discriminator {old}
ok    ok    added      request-mapping-added: {symbol} has a variant for the discriminator {new}
ok    break changed    request-extra-forbidden: {symbol} no longer accepts additional properties
break warn  removed    request-extra-removed: {symbol} was removed: additional properties are no longer documented
ok    ok    relaxed    request-extra-allowed: {symbol} now accepts additional properties
ok    warn  changed    request-default-changed: the server's default of {symbol} is {new} instead of {old}
"""

_RESPONSE = """
# Responses
typed typed changed    result-changed: {symbol} returns {new} instead of {old}
ok    warn  changed    result-member-changed: {symbol} returns the member {new} of the response instead of {old}
typed ok    relaxed    result-narrowed: {symbol} returns {new} instead of {old}
typed break removed    result-removed: {symbol} returns `None` instead of {old}
typed ok    changed    result-added: {symbol} returns {new} instead of `None`
ok    warn  changed    success-status-replaced: {symbol} responds with status {new} instead of {old}
ok    warn  added      success-status-added: {symbol} may also respond with status {new}
ok    ok    changed    success-status-removed: {symbol} no longer responds with status {old}
ok    ok    added      error-added: {symbol} may fail with status {new}
ok    ok    changed    error-removed: {symbol} no longer documents the error status {old}
ok    ok    changed    error-body-changed: the body of the error status {new} of {symbol} changed
ok    ok    added      response-media-type-added: {symbol} may also respond with {new}
ok    warn  removed    response-media-type-removed: {symbol} no longer responds with {old}
ok    typed changed    response-media-type-replaced: {symbol} responds with {new} instead of {old}
ok    ok    added      response-header-added: the response of {symbol} has the header {new}
ok    ok    removed    response-header-removed: the response of {symbol} no longer has the header {old}
ok    ok    changed    response-header-became-optional: the response of {symbol} may lack the header {new}
ok    ok    relaxed    response-header-became-required: the response of {symbol} always has the header {new}
ok    ok    changed    response-header-type-changed: the type of the response header {new} of {symbol} changed
ok    ok    documented response-described: the description of a response of {symbol} changed
# Properties and types that are received
break break removed    response-property-removed: {symbol} was removed
break warn  removed    response-optional-property-removed: {symbol} was removed
ok    break changed    response-property-wire-name-changed: {symbol} is received as {new} instead of {old}
ok    warn  changed    response-optional-property-wire-name-changed: {symbol} is received as {new} instead of {old}
ok    ok    added      response-property-added: {symbol} was added
typed break changed    response-property-became-optional: {symbol} may be missing, in which case it is `None`
ok    ok    relaxed    response-property-became-required: {symbol} is always present
break break changed    response-property-became-write-only: {symbol} is no longer returned: it is write-only
ok    warn  changed    response-optional-property-became-write-only: {symbol} is no longer returned: it is write-only
ok    ok    relaxed    response-property-became-readable: {symbol} is now returned: it is no longer write-only
typed warn  changed    response-nullable-became-optional: {symbol} may be missing, in which case it is `None`
typed warn  changed    response-optional-became-nullable: {symbol} may be null as well as missing
typed break changed    response-became-nullable: {symbol} may be `None`
typed ok    relaxed    response-not-nullable: {symbol} is never `None`
typed typed changed    response-type-changed: {symbol} is {new} instead of {old}
typed typed changed    response-type-widened: {symbol} is {new} instead of {old}
typed ok    relaxed    response-type-narrowed: {symbol} is {new} instead of {old}
typed typed changed    response-type-lifted: {symbol} may be anything instead of {old}
typed typed changed    response-format-changed: {symbol} is {new} instead of {old}
typed typed changed    response-model-changed: {symbol} is {new} instead of {old}
typed break changed    response-model-replaced: {symbol} is {new} instead of {old}, and the two are incompatible
ok    ok    changed    response-format-noted: the format of {symbol} is {new} instead of {old}
typed warn  changed    response-constant-changed: {symbol} is {new} instead of {old}
typed ok    changed    response-tag-changed: the discriminator {symbol} is {new} instead of {old}
typed typed added      response-enum-member-added: {symbol} may be {new}
typed ok    removed    response-enum-member-removed: {symbol} is no longer {old}
typed ok    relaxed    response-enum-introduced: {symbol} is one of {new}
typed ok    changed    response-enum-lifted: {symbol} may be any value
typed warn  added      response-variant-added: {symbol} may be {new}
typed ok    removed    response-variant-removed: {symbol} is no longer {old}
typed break changed    response-discriminator-changed: the discriminator of {symbol} is {new} instead of {old}
typed ok    removed    response-mapping-removed: {symbol} no longer has a variant for the discriminator {old}
ok    ok    added      response-mapping-added: {symbol} has a variant for the discriminator {new}
ok    ok    changed    response-default-changed: the default of {symbol} is {new} instead of {old}
# Events
break warn  removed    event-removed: {symbol} was removed
ok    ok    added      event-added: {symbol} was added
ok    ok    documented event-described: the description of {symbol} changed
"""

_CONSTRAINTS = {
    "minimum": "the minimum",
    "maximum": "the maximum",
    "multiple-of": "`multipleOf`",
    "min-length": "the minimum length",
    "max-length": "the maximum length",
    "pattern": "the pattern",
    "min-items": "the minimum number of items",
    "max-items": "the maximum number of items",
    "unique-items": "the uniqueness of the items",
    "min-properties": "the minimum number of properties",
    "max-properties": "the maximum number of properties",
}
"""The constraints on values, as the sentences name them."""

_TRENDS: tuple[tuple[Direction, str, Level, Category], ...] = (
    ("request", "tightened", "break", "changed"),
    ("request", "loosened", "ok", "relaxed"),
    ("response", "tightened", "ok", "relaxed"),
    ("response", "loosened", "warn", "changed"),
)


def _rules(table: str, direction: RuleDirection) -> Iterator[Rule]:
    for line in table.split("\n"):
        if line and not line.startswith("#"):
            source, wire, category, rule = line.split(maxsplit=3)
            levels = cast('Level | Literal["typed"]', source), cast(Level, wire)
            name, _, text = rule.partition(": ")
            yield Rule(name, direction, *levels, cast(Category, category), text)


def _constraint_rules() -> Iterator[Rule]:
    for name, words in _CONSTRAINTS.items():
        text = f"{words} of {{symbol}} is {{new}} instead of {{old}}"
        for direction, trend, wire, category in _TRENDS:
            rule = f"{direction}-{name}-{trend}"
            yield Rule(rule, direction, "ok", wire, category, text)


RULES = {
    rule.id: rule
    for rule in (
        *_rules(_BOTH, "both"),
        *_rules(_REQUEST, "request"),
        *_rules(_RESPONSE, "response"),
        *_constraint_rules(),
    )
}
"""Every rule by its id."""
