"""Papers that check themselves."""
