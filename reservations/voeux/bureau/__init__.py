"""The agents' screens of wishes: criteria, declared priorities, preview, publication."""
