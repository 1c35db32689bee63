"""A season made from the one before, and the one that ends: what is left of it, then its close."""
