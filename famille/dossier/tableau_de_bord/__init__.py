"""The dashboard, and the panels that the rooms offer."""
