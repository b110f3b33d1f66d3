"""Pages of casework: they read, and hand what people fill in to the commands."""
