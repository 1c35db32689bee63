"""Titres for the Treasury: PES v2 files written, its answers read
(docs/comprendre/tresorerie.md)."""
