"""The static files that are put together from several."""
