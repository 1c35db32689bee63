"""Booking several weeks at once."""
