"""What was used, day by day, and what it costs."""
