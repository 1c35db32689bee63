"""An adult leaves a household: what it changes, and its screen."""
