"""Commands on rulebooks."""
