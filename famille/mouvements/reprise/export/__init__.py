"""All that the Reprise reads, written back: a town can always leave, or move."""
