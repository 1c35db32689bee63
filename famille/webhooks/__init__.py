"""Telling the town's other software what happens, as it happens: a signed POST for each fact
(docs/comprendre/webhooks.md)."""
