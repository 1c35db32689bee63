"""Files: received, scanned, kept private, served; the family's vault."""
