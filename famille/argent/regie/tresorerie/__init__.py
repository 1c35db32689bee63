"""Titres for the Treasury (PES v2) and its answers (docs/comprendre/tresorerie.md)."""
