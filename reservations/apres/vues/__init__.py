"""What a family opens of what it has booked, a subject each."""
