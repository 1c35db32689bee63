"""Public pages as they are read and arranged: plan, panel, shared caches, who may move them."""
