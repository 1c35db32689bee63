"""The agents' screens of billing, a subject each. A view calls one action."""
