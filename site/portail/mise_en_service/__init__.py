"""« Mettre en service »: what a new town has still to say, ticked by looking at its
data."""
