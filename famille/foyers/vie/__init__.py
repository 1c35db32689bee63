"""What happens to a household: it becomes two, an adult leaves it."""
