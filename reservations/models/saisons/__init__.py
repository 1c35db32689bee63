"""Seasons: made from the one before, and closed."""
