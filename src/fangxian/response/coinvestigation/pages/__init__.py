"""Pages of co-investigation."""
