"""Files of every format as neutral blocks: rows of cells with their places, what is visible and what is not."""
