"""Tests of the rulebooks: pure, without a database."""
