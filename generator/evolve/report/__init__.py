"""Reports on the changes between two versions: text, Markdown, JSON, HTML, changelog."""

__all__: list[str] = []
