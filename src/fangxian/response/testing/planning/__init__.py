"""Planning a round: what the rulebook asks and what is there, as the kernel reads it; and its answer, kept as JSON."""
