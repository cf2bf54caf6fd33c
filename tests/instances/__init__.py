"""Instances of schemas, made independently of the generator and its contract tests."""

from .minimal import MinimalInstances, matching_text
from .varied import varied_instances

__all__ = ["MinimalInstances", "matching_text", "varied_instances"]
