"""What the command screen, the area page and bulletins say, computed from the record as of a moment."""
