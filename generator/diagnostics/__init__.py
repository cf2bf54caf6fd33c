"""Problems of a document: their codes, their model and their rendering; progress."""

__all__: list[str] = []
