"""Replays of documented outbreaks: the published record, and the rest reconstructed and marked as such."""
