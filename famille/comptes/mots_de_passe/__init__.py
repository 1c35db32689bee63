"""How passwords are hashed, and which are refused."""
