"""Bourse aux places: a booked day past its deadline, offered to those who wait for it
(docs/comprendre/bourse.md)."""
