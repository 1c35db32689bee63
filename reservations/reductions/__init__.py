"""Reductions that the régie grants to a household, a centre or an activity, between two days
(docs/comprendre/tarifs.md)."""
