"""A year's work out of one folder: the editions in order, reports ranked, and a folder of what an office sends on."""
