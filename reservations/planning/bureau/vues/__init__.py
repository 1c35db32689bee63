"""What agents open and press to say what can be booked, a subject each."""
