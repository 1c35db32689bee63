"""What a kitchen is asked for a day: at the deadline, then what changed
(docs/comprendre/presences.md)."""
