"""Reports on the changes between two versions: text, Markdown, JSON, HTML, changelog."""
