"""The agents' screens of the waiting list."""
