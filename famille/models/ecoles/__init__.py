"""Where children go to school."""
