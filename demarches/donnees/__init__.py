"""What this room knows of a person (D9)."""
