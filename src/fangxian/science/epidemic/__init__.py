"""The transmission engine: who infects whom, where and when, in a city whose every visit is known."""
