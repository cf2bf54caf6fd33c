"""Client certificates, which belong to the connection, not to the request."""

import ssl
from typing import Any, TypeAlias

import httpx2

from .redaction import Signature
from .security import HTTPBearer

ClientCertificate: TypeAlias = str | tuple[str, str] | ssl.SSLContext
"""Path of a PEM file, paths of certificate and key, or an SSL context with both."""


class MutualTLS(HTTPBearer):
    """A client certificate; an ``http_client`` of the caller may have its own."""

    def credential(self, given: Any, text: str, has_http_client: bool) -> Any:
        found = super().credential(given, text, has_http_client)
        return "" if found is None and has_http_client else found

    def __post_init__(self) -> None:
        self.place = ("", "")

    def accepts(self, secret: object) -> bool:
        return True

    def sign(self, secret: Any, signature: Signature) -> None:
        pass

    def ssl_context(self, secret: Any) -> ssl.SSLContext:
        if isinstance(secret, ssl.SSLContext):
            return secret
        context = httpx2.create_ssl_context()
        files = (secret, None) if isinstance(secret, str) else secret
        context.load_cert_chain(*files)
        return context
