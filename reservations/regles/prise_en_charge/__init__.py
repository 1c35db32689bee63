"""Who pays what of a price, in which order and up to which ceilings."""
