"""Pages of quarantine sites."""
