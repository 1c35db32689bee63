"""What happens to a household: it becomes two."""
