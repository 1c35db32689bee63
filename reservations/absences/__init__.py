"""Absences announced, justified, and presences as they are told."""
