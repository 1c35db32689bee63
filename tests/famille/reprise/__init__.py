"""Families that come from another software: read, judged, written by batches, undone."""
