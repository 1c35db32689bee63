"""What follows the last reminder, on the régie's screens: the Trésor public, what it has collected,
the aged balance."""
