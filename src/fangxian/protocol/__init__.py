"""Rulebooks as data: facts, the clauses that read them, and the tasks that follow. Pure: no Django, no clock."""
