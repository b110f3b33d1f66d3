"""Pages of goods and teams."""
