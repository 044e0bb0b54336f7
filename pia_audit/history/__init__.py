"""The past of a report, rebuilt from its own change rows: replay, the as-of view, blame and the log."""
