"""What the town tells the CAF and the State, and how full its centres were
(docs/comprendre/chiffres.md)."""
