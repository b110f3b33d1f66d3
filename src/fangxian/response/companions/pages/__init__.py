"""Pages of the companion search."""
