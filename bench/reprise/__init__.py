"""How long a town's families take to come in, and what of the machine."""
