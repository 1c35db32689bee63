"""A sentence becomes a basket to check."""
