"""Counts that come in a file (CSV or XLSX): read, judged line by line, never half written
(docs/comprendre/consommation.md)."""
