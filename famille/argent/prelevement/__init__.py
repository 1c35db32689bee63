"""Direct debit: mandates, remises, what comes back, and their screens."""
