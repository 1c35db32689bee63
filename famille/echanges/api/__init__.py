"""What other software may read: each room adds its resources (docs/comprendre/api.md)."""
