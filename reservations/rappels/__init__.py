"""Reminders before a deadline, and the page behind their link."""
