"""What a day costs, and why."""
