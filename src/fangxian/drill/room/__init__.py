"""The control room 导调台: clock, injects, questions and evaluation of one exercise, in a workspace of its own."""
