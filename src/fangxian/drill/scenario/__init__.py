"""A scenario package: everything an exercise is made of, as files that are checked before anything is played."""
