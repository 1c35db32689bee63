"""Openings of a period: what is said before, and the agents' settings."""
