"""The households of the demo town: a crowd drawn at random, and those that have a story."""
