"""The pages of the démarche "Quotient familial" and what its validation writes (G17; docs/quotient_familial.md)."""
