"""The régie's screens, in the Wagtail admin. A view fetches, checks, and calls one action."""
