"""Turn an OpenAPI document into a typed Python client package."""

__all__ = ["__version__"]

__version__ = "0.2.0"
