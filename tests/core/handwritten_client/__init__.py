"""A client package in the form of the generated ones, written by hand."""

from .client import AsyncClient, Client

__all__ = ["AsyncClient", "Client"]
