"""The quotient asked of the CAF or the MSA instead of a paper: by a parent, in one press; by
agents, for the whole town (docs/comprendre/quotient_transmis.md)."""
