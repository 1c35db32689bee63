"""Help pages tied to screens: which page helps where, and what readers think of it."""
