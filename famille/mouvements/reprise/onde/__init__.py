"""The two lists that the head of a school takes out of ONDE, compared with our files: pupils with
their classes, and the adults who answer for them. Never their number (INE)."""
