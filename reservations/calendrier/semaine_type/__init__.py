"""A week kept all year, its year at a glance, and what of it is still to be asked for."""
