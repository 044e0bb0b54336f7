"""The audit: which rules run and count, what was decided and known before, and the run itself."""
