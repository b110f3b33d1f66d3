"""Reads of casework. Everything here sees only what the area in scope lets it see."""
