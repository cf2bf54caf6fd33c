"""Problems of a document: what they are, and how they are shown."""

__all__: list[str] = []
