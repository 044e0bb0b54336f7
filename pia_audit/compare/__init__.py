"""Where a quotation stands in a text, how two texts differ, and which row accounts for which difference."""
