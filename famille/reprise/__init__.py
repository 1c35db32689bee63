"""Families that come from another software: a file is read, judged (dry run), then written by
batches, and undone as a whole (docs/etendre/une_reprise.md)."""
