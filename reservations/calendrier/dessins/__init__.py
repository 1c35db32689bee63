"""What of the pages is drawn in Python."""
