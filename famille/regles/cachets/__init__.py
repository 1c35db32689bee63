"""Papers that check themselves (2D-Doc, "cachet électronique visible"): how the code printed on one
is read, and what it says compared with what a household says."""
