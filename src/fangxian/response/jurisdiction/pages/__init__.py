"""Pages of accounts, offices and posts."""
