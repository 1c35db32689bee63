"""What the town's other software may read: one interface, to which each room adds its own
resources (docs/comprendre/api.md)."""
