"""The hidden city of a drill, and the little of it that a response can see."""
