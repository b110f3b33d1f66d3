"""Investigation forms 调查表: filled in for a case, kept with every version, changed by a city."""
