"""What any tool for Japanese official text needs; knows nothing of reports or rules."""
