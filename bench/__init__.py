"""Measures the application against a floor served beside it: `make bench`."""
