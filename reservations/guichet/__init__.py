"""The counter: an agent books for a family, past a deadline with a reason."""
