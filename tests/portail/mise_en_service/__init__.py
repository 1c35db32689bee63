"""A new town: what it says of itself, and what is left to set."""
