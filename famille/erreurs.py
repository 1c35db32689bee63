"""The refusals of the household's rooms."""


class Refus(Exception):
    """A wish that cannot be granted. Its message is the French sentence shown: why, and what to do next."""
