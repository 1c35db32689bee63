"""Pictures of the real screens, for the guide and for the README: `make images`."""
