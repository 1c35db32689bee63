"""The agents' screens of the planning. A view calls one action."""
