"""The pretend FranceConnect of the demo town, as its contract says it (version 2): for tries, never
in production."""
