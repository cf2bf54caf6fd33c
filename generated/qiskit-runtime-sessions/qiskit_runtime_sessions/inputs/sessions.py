"""Typed dicts of sessions."""

from __future__ import annotations

from typing import NotRequired, TypeAlias, TypedDict

from .. import models


class CreateSessionRequestChannelPartnerDict(TypedDict):
    max_ttl: NotRequired[int]
    mode: models.ExecutionMode
    backend: NotRequired[str]
    backend_name: NotRequired[str]
    interactive_ttl: int
    active_ttl: NotRequired[int]


class CreateSessionRequestCloudDict(TypedDict):
    max_ttl: NotRequired[int]
    mode: models.ExecutionMode
    backend: NotRequired[str]
    backend_name: NotRequired[str]


class UpdateSessionRequestDict(TypedDict):
    accepting_jobs: bool


CreateSessionRequestDict: TypeAlias = (
    CreateSessionRequestCloudDict | CreateSessionRequestChannelPartnerDict
)
