"""Reads: editions, coverage of clauses, and what a change of rulebook would change."""
