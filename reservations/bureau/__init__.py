"""The agents' desk for bookings, in the Wagtail admin: fill screen, counter, waiting list
(docs/comprendre/planning.md)."""

ESPACE = "reservations_bureau"  # namespace of its addresses
