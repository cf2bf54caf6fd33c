"""Compare security: what an operation requires, and how each credential is sent."""

from __future__ import annotations

from generator.evolve.compare.diff import ChangeSite, Diff, client_site, paired
from generator.evolve.compare.package_version import PackageVersion
from generator.ir import Api, Operation, SecurityScheme

__all__ = ["compare_requirements", "compare_schemes", "renamed_schemes"]

Alternatives = set[frozenset[str]]
"""Sets of security schemes (OpenAPI 3.2, Security Requirement Object)."""


def compare_requirements(
    diff: Diff, old: Operation, new: Operation, site: ChangeSite
) -> None:
    """Record how the credentials that an operation requires changed."""
    here = site.inner(site.symbol, f"{site.old}/security", f"{site.new}/security")
    if old.security is None or new.security is None:
        if old.security != new.security:
            diff.add("security-unknown", here)
        return
    renamed = renamed_schemes(diff.old.api, diff.new.api)
    before = {frozenset(renamed.get(k, k) for k in each) for each in old.security}
    after = {frozenset(each) for each in new.security}
    if before == after:
        return
    # An alternative without any scheme means that no credential is required.
    was_optional = not before or frozenset() in before
    is_optional = not after or frozenset() in after
    if is_optional and not was_optional:
        diff.add("security-lifted", here, old=_credentials(diff.old, before))
    elif was_optional and not is_optional:
        diff.add("security-required", here, new=_credentials(diff.new, after))
    elif not is_optional:
        _compare_alternatives(diff, before, after, here)


def _compare_alternatives(
    diff: Diff, before: Alternatives, after: Alternatives, site: ChangeSite
) -> None:
    removed = {each for each in before if not any(kept <= each for kept in after)}
    added = {each for each in after if not any(known <= each for known in before)}
    for each in sorted(removed, key=sorted):
        stricter = [other for other in after if each < other]
        if stricter:
            required = _credentials(diff.new, {min(stricter, key=sorted) - each})
            diff.add("security-required", site, new=required)
            added -= set(stricter)
        else:
            text = _credentials(diff.old, {each})
            diff.add("security-alternative-removed", site, old=text)
    for each in sorted(added, key=sorted):
        text = _credentials(diff.new, {each})
        diff.add("security-alternative-added", site, new=text)


def _credentials(version: PackageVersion, alternatives: Alternatives) -> str:
    """Return alternatives as the names of the constructor's arguments."""
    names = version.names.credentials
    found = sorted(
        " and ".join(sorted(names.get(key, key) for key in each))
        for each in alternatives
    )
    return " or ".join(text for text in found if text)


def renamed_schemes(old: Api, new: Api) -> dict[str, str]:
    """Return the new key of each scheme of which only the key changed."""
    before = {scheme.key: scheme for scheme in old.schemes}
    after = {scheme.key: scheme for scheme in new.schemes}
    added = {_identity(s): key for key, s in after.items() if key not in before}
    return {
        key: added[_identity(scheme)]
        for key, scheme in before.items()
        if key not in after and _identity(scheme) in added
    }


def _identity(scheme: SecurityScheme) -> tuple[str, ...]:
    return scheme.kind, scheme.location, scheme.name.lower(), scheme.token_url


def compare_schemes(diff: Diff) -> None:
    """Record how the credentials changed that the client's constructor takes."""
    renamed = renamed_schemes(diff.old.api, diff.new.api)
    before = {renamed.get(each.key, each.key): each for each in diff.old.api.schemes}
    after = {scheme.key: scheme for scheme in diff.new.api.schemes}
    for _, old, new in paired(before, after):
        if old is not None and new is not None:
            _compare_scheme(diff, old, new)
        elif old is not None:
            diff.add("scheme-removed", client_site(_symbol(diff.old, old), old.pointer))
        elif new is not None:
            diff.add("scheme-added", client_site(_symbol(diff.new, new), new.pointer))


def _is_required(api: Api, scheme: SecurityScheme) -> bool:
    """Return whether some operation accepts the credential and cannot do without any."""
    alternatives = [o.security for o in api.operations if o.security is not None]
    has_unknown = len(alternatives) < len(api.operations)
    return has_unknown or any(
        all(each) and any(scheme.key in keys for keys in each) for each in alternatives
    )


def _symbol(version: PackageVersion, scheme: SecurityScheme) -> str:
    return f"Client({version.names.credentials[scheme.key]}=)"


def _compare_scheme(diff: Diff, old: SecurityScheme, new: SecurityScheme) -> None:
    before, after = _symbol(diff.old, old), _symbol(diff.new, new)
    site = client_site(after, old.pointer, new.pointer)
    diff.add_difference("credential-renamed", site, before, after)
    diff.outside_calls = not _is_required(diff.old.api, old)
    if old.kind != new.kind:
        diff.add("scheme-kind-changed", site, old.kind, new.kind)
    else:
        places = [f"{each.location} {each.name}".strip() for each in (old, new)]
        diff.add_difference("scheme-place-changed", site, *places)
    diff.outside_calls = False
    urls = old.token_url, new.token_url
    diff.add_difference("scheme-token-url-changed", site, *urls)
    if set(old.scopes) != set(new.scopes):
        scopes = ", ".join(old.scopes), ", ".join(new.scopes)
        diff.add("scheme-scopes-changed", site, *scopes)
    if old.description != new.description:
        diff.add("scheme-described", site)
