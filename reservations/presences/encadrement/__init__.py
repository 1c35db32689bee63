"""How many animators a day asks for, and how many the centre has planned
(docs/comprendre/presences.md)."""
