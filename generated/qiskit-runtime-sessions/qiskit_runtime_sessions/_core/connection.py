"""Where a client connects to, and the TLS contexts it connects with."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import httpx2

from .redirects import addressable
from .security import ClientCertificate

if TYPE_CHECKING:
    import ssl

__all__ = ["checked_base_url", "context_for", "ssl_context"]


def checked_base_url(text: str) -> str:
    """A base URL without a slash at its end; ValueError where it is none."""
    try:
        url = httpx2.URL(text)
    except httpx2.InvalidURL:
        raise ValueError("base_url: not a URL") from None
    if not addressable(url):
        raise ValueError("base_url: expected an absolute http or https URL")
    if url.userinfo or url.query or url.fragment:
        raise ValueError("base_url: no credentials, query or fragment may be in it")
    return text.rstrip("/")


@functools.cache
def ssl_context() -> ssl.SSLContext:
    """The context all clients share; building one takes some 25 ms."""
    return httpx2.create_ssl_context()


def context_for(certificate: ClientCertificate | None) -> ssl.SSLContext:
    """The shared context, or one of its own for a client certificate."""
    if certificate is None:
        return ssl_context()
    if not isinstance(certificate, str | tuple):
        return certificate
    context = httpx2.create_ssl_context()
    files = (certificate, None) if isinstance(certificate, str) else certificate
    context.load_cert_chain(*files)
    return context
