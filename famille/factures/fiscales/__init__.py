"""The yearly tax certificate: what was paid for care, and its letters."""
