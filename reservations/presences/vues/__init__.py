"""What the people of a centre open and press, a subject each."""
