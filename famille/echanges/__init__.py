"""What speaks with other software."""
