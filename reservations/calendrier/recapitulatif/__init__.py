"""The summary before "Soumettre" (docs/comprendre/calendrier.md)."""
