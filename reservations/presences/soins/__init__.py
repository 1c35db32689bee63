"""The register of care: what was done for a child at the centre, and how his family reads it
(docs/comprendre/presences.md)."""
