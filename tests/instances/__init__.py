"""Instances of schemas, made independently of the generator and its contract tests."""

from .minimal import MinimalInstances
from .varied import varied_instances

__all__ = ["MinimalInstances", "varied_instances"]
