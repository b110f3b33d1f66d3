"""What is read of isolation at home."""
