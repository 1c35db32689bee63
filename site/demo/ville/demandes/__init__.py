"""What its families ask and write: démarches, messages, the small things of a year."""
