"""Reads of goods and teams."""
