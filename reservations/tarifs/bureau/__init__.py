"""The agents' screens of tariffs."""
