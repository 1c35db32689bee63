"""How long a session lives, and where else one is signed in."""
