"""The runtime of the client; it does not depend on the API."""
