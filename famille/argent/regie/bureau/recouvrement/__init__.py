"""After the last reminder, on screen: the Trésor public, the aged balance."""
