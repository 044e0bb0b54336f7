"""The self-inspection sheet laid out: as a workbook, Markdown, a web page and JSON, and what was read back."""
