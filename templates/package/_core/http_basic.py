"""User name and password (RFC 7617)."""

import base64
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias, cast

from .redaction import Signature
from .security import HTTPBearer

_UserPassword: TypeAlias = tuple[str, str]
BasicCredential: TypeAlias = _UserPassword | Callable[[], _UserPassword]
AsyncBasicCredential: TypeAlias = (
    _UserPassword | Callable[[], _UserPassword | Awaitable[_UserPassword]]
)


class HTTPBasic(HTTPBearer):
    """User name and password (RFC 7617); ``user:password`` in the environment."""

    expected = "a pair of user name and password"

    def accepts(self, secret: object) -> bool:
        pair = cast("tuple[object, ...]", secret) if isinstance(secret, tuple) else ()
        return len(pair) == 2 and all(isinstance(part, str) for part in pair)

    def sign(self, secret: Any, signature: Signature) -> None:
        text = base64.b64encode(":".join(secret).encode()).decode()
        signature.headers["Authorization"] = f"Basic {text}"
        signature.hidden.append(secret[1])

    def credential(self, given: Any, text: str, has_http_client: bool) -> Any:
        return text.partition(":")[::2] if given is None and text else given
