"""Pages for reading the whole record: command screen, task board, area page."""
