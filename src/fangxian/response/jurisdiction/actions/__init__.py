"""Commands on offices, posts, accounts and keys: each checks, changes, and records the fact, all or nothing."""
