"""The demonstration: a town (`ville`), pretend payments (`paiement`), and their pages."""
