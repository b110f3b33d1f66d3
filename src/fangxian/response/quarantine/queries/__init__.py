"""Reads of quarantine sites."""
