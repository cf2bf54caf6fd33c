"""Tests of the formatter: black is the judge."""
