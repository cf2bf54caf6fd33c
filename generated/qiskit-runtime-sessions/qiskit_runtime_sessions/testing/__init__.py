"""Testing against the document of the API."""
