"""Searching the public pages and the help."""
