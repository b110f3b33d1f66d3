"""Measured speed: ``python -m bench [NAME …]`` prints tables; nothing here is a test."""
