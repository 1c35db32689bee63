"""Files that may be of one person, and what a merge keeps until it can no longer be taken back."""
