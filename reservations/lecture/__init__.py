"""Questions to the database that several subjects ask."""
