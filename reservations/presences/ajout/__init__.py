"""A child who came without a booking, added to the list with the reason
(docs/comprendre/presences.md)."""
