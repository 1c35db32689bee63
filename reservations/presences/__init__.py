"""Presence lists (`pointer`): a light page for the director's tablet, the sheet on paper
(docs/comprendre/presences.md)."""
