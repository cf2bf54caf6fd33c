"""Judges what users of an old package get from a server of a new document."""
