"""A little package in the shape of the generated ones, written by hand."""

from .client import AsyncClient, Client

__all__ = ["AsyncClient", "Client"]
