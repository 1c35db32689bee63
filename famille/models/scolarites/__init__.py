"""Where children were at school before, and the moves of many at once."""
