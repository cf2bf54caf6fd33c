"""Security schemes and credentials (OpenAPI 3.2, Security Scheme Object).

A credential is a string or a callable that returns one.
Callables are called for each attempt, and once more after a 401. No ``repr`` shows a
secret.
"""

import os
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from .errors import MissingCredentialsError
from .redaction import Signature
from .sync_bridge import maybe_await

if TYPE_CHECKING:
    from .client_core import ClientCore

Credential: TypeAlias = str | Callable[[], str]
AsyncCredential: TypeAlias = str | Callable[[], str | Awaitable[str]]


@dataclass(eq=False, repr=False)
class HTTPBearer:
    """``Authorization: Bearer`` (RFC 6750), and base class of the other schemes.

    Args:
        keyword: Keyword of the client's constructor.
        env: Environment variable that is used if the keyword is not given.
    """

    keyword: str
    env: str | None = None
    prefix: ClassVar[str] = "Bearer "
    expected: ClassVar[str] = "text"

    def __post_init__(self) -> None:
        # Location and name of the credential in a request; headers in lower case.
        self.place = ("header", "authorization")

    def accepts(self, secret: object) -> bool:
        """Return whether the credential has the expected type."""
        return isinstance(secret, str)

    def sign(self, secret: Any, signature: Signature) -> None:
        """Add the credential to the headers, the query or the cookies."""
        signature.headers["Authorization"] = self.prefix + secret

    def credential(self, given: Any, text: str, has_http_client: bool) -> Any:
        """Return what was given, or else the text of ``env``; None if that is empty."""
        return text or None if given is None else given

    def ask(self, source: Any, client: "ClientCore", refused: Signature | None) -> Any:
        """Return the credential of a callable, as for :meth:`Credentials.sign`."""
        return source()

    def ssl_context(self, secret: Any) -> ssl.SSLContext | None:
        """Return an SSL context with the credential, if it is for the connection."""
        return None


@dataclass(eq=False, repr=False)
class HeaderKey(HTTPBearer):
    """An API key in a header."""

    name: str = ""

    def __post_init__(self) -> None:
        self.place = ("header", self.name.lower())

    def sign(self, secret: Any, signature: Signature) -> None:
        signature.headers[self.name] = secret


class Credentials:
    """The credentials of one client: those given by keyword, or else from the environment."""

    def __init__(
        self,
        schemes: Mapping[str, HTTPBearer],
        given: Mapping[str, Any],
        has_http_client: bool,
    ) -> None:
        self._schemes = schemes
        self._values: dict[str, Any] = {}
        self._lasting: dict[tuple[HTTPBearer, ...], Signature] = {}
        self.unsigned = Signature(frozenset(s.place for s in schemes.values()))
        for scheme in schemes.values():
            text = os.environ.get(scheme.env, "") if scheme.env else ""
            value = given.get(scheme.keyword)
            value = scheme.credential(value, text, has_http_client)
            if value is not None:
                self._values[scheme.keyword] = value

    def ssl_context(self) -> ssl.SSLContext | None:
        """Return the SSL context that a credential needs, if any."""
        pairs = [(s, self._values.get(s.keyword)) for s in self._schemes.values()]
        contexts = [s.ssl_context(value) for s, value in pairs if value is not None]
        return next(filter(None, contexts), None)

    def choose(
        self,
        operation: str,
        security: Sequence[Sequence[str]] | None,
        gives: Callable[[HTTPBearer], bool],
    ) -> list[HTTPBearer]:
        """Return the schemes of the first alternative with all credentials given.

        ``gives`` tells whether the call has an argument in the place of a credential.

        Raises:
            MissingCredentialsError: No alternative is complete, and none is empty.
        """
        every, values = self._schemes.values(), self._values
        if security is None:
            return [s for s in every if s.keyword in values or gives(s)]
        alternatives: list[str] = []
        for alternative in filter(None, security):
            known = [self._schemes[key] for key in alternative if key in self._schemes]
            missing = [s for s in known if s.keyword not in values and not gives(s)]
            if not missing and len(known) == len(alternative):
                return known
            names = (
                f"{s.keyword} (or {s.env})" if s.env else s.keyword for s in missing
            )
            alternatives.append(" and ".join(names))
        if alternatives and all(security):
            choice = "; or ".join(filter(None, alternatives))
            message = f"{operation} needs credentials; pass to the client: {choice}"
            raise MissingCredentialsError(message)
        return []

    async def sign(
        self,
        schemes: Sequence[HTTPBearer],
        client: "ClientCore",
        refused: Signature | None,
    ) -> Signature:
        """Return what the credentials of the schemes add to a request.

        Tokens that the server has refused (401) with a signature are renewed.

        Raises:
            MissingCredentialsError: A credential has the wrong type.
        """
        lasting = self._lasting.get(tuple(schemes))
        if lasting is not None:
            return lasting
        signature = Signature(self.unsigned.places)
        for scheme in schemes:
            secret = self._values[scheme.keyword]
            if callable(secret):
                signature.can_renew = True
                secret = await maybe_await(scheme.ask(secret, client, refused))
            if not scheme.accepts(secret):
                message = f"{scheme.keyword}: expected {scheme.expected}"
                raise MissingCredentialsError(message)
            scheme.sign(secret, signature)
        if not signature.can_renew:
            self._lasting[tuple(schemes)] = signature
        return signature
