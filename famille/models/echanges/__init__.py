"""What the town's other software is given: keys to read, facts told as they happen."""
