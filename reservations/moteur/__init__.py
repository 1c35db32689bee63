"""The booking engine: judging, locking, writing, the receipt."""
