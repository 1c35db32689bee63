"""The agents' desk for bookings, in the Wagtail admin: fill screen, counter, events (docs/remplissage.md)."""

ESPACE = "reservations_bureau"  # namespace of its addresses
