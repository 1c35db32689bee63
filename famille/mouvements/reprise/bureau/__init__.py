"""The agents' screens of the Reprise."""
