"""Pages of isolation at home."""
