"""Reads of mass testing."""
