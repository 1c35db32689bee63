"""The administration's screens of the keys: who reads what, make one, revoke it."""
