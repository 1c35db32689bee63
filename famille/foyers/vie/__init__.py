"""What happens to a household: it becomes two, takes in a child of the ASE."""
