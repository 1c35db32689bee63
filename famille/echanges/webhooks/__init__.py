"""Telling other software what happens, by a signed POST (docs/comprendre/webhooks.md)."""
