"""Views of the schemas of a document: by direction, by what the client checks, by type."""

__all__: list[str] = []
