"""What a family is asked for and pays."""
