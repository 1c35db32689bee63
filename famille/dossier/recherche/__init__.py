"""One search over the families and all that bears a number, for agents."""
