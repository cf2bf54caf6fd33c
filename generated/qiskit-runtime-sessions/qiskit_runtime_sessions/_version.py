"""The version of this package, and of the API that it is generated for."""

__all__ = ["API_VERSION", "__version__"]

__version__ = "0.45.3"
API_VERSION = "0.45.3"
