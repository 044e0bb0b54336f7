"""Workbooks: what a spreadsheet program would show of them."""
