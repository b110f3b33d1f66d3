"""Rulebooks at work: browse them, compare them, adopt one, and see whom each clause covers."""
