"""What an exercise was worth: figures from the facts, against the hidden truth and against other responses."""
