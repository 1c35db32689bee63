"""Outings and stays: made, changed, read."""
