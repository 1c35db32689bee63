"""What an administrator does to staff accounts."""
