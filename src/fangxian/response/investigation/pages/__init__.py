"""Pages of investigation forms."""
