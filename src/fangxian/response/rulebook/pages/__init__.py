"""Pages: rulebooks, comparison, coverage, adoption."""
