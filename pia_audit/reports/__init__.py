"""What people and machines are shown: one frozen report model, one renderer per format."""
