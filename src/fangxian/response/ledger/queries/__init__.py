"""Reads of the ledger. Everything here sees only what the area in scope lets it see."""
