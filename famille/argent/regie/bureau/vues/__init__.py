"""What agents of the régie open and press, a subject each."""
