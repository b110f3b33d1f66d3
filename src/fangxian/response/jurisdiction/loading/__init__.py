"""Bringing reference data into a workspace's database, as its owner: quickly, once, and as a whole."""
