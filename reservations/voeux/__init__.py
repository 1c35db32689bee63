"""Openings by wishes: what families rank, how it is allocated, and what they are answered
(docs/comprendre/voeux.md)."""
