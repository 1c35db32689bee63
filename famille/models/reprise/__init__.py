"""Families that come from another software: the file, its lines, what was made of them."""
