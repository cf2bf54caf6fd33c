"""Whole documents."""

from __future__ import annotations

from random import Random

from .choices import Object
from .operations import Operations

__all__ = ["DENSITY", "random_document"]

DENSITY = 0.5
"""How probable compositions and recursive references are, by default."""

_VERSIONS = {"3.0": "3.0.3", "3.1": "3.1.0", "3.2": "3.2.0"}
_TAGS = ("pets", "Orders & more", "class", "Über", "a/b", "internal tools")
_FLOWS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("implicit", ("authorizationUrl",)),
    ("password", ("tokenUrl",)),
    ("clientCredentials", ("tokenUrl",)),
    ("authorizationCode", ("authorizationUrl", "tokenUrl")),
)


def random_document(seed: int, density: float = DENSITY) -> Object:
    """Return the OpenAPI 3.0, 3.1 or 3.2 document of `seed`, valid by the specification.

    `density`, from 0 to 1, is how probable compositions (allOf, oneOf, anyOf) are in a
    schema, and components that depend on each other.
    """
    random = Random(seed)
    version = random.choice(("3.0", "3.0", "3.1", "3.1", "3.2"))
    return _Documents(random, density, version).document()


class _Documents(Operations):
    """The schemas come first, then their uses."""

    def document(self) -> Object:
        """Return a document."""
        self.schemes = self._security_schemes()
        self.tags = self.some(_TAGS, 0, 4)
        components: Object = {"schemas": self.components()}
        document: Object = {
            "openapi": _VERSIONS[self.version],
            "info": self.described(
                {"title": self.one("Pet Store", 'The "X" API', "名前 API"),
                 "version": self.one("1.0.0", "2026-01-31", "v2.1-beta")}
            ),
            "servers": self._servers(),
            "tags": [self.described({"name": tag}) for tag in self.tags],
            "paths": self.paths(),
            "components": components,
        }  # fmt: skip
        if not self.is_30 and self.maybe(0.1):
            document["webhooks"] = self.webhooks()
        components |= self.shared()
        if self.schemes:
            components["securitySchemes"] = self.schemes
            if self.maybe(0.7):
                document["security"] = self.security()
        return document

    def _servers(self) -> list[Object]:
        servers: list[Object] = [{"url": "https://api.example.com/v1"}]
        if self.maybe(0.3):
            variable = {"default": "eu", "enum": ["eu", "us-east"]}
            servers.append(
                {
                    "url": "https://{region}.example.com",
                    "description": self.text(),
                    "variables": {"region": self.described(variable)},
                }
            )
        self.random.shuffle(servers)
        return servers

    def _security_schemes(self) -> Object:
        schemes: Object = {}
        for place in self.some(("header", "query", "cookie"), 0, 2):
            name = self.one("X-API-Key", "api_key", "key")
            schemes[f"{place}Key"] = {"type": "apiKey", "in": place, "name": name}
        for scheme in self.some(("basic", "bearer"), 0, 2):
            schemes[f"http-{scheme}"] = {"type": "http", "scheme": scheme}
        if self.maybe(0.3):
            flow, addresses = self.random.choice(_FLOWS)
            urls = {each: f"https://example.com/{each}" for each in addresses}
            scopes = {"read": self.text(), "write:all": "Write."}
            schemes["OAuth2"] = {
                "type": "oauth2",
                "flows": {flow: {**urls, "scopes": scopes}},
            }
        if self.maybe(0.1):
            url = "https://example.com/.well-known/openid-configuration"
            schemes["openId"] = {"type": "openIdConnect", "openIdConnectUrl": url}
        return {name: self.described(each, 0.3) for name, each in schemes.items()}
