"""Families that come from another software: a file is read, its columns recognised, everything
judged before anything is written (dry run), then written by batches, and undone as a whole
(docs/etendre/une_reprise.md)."""
