"""The counter of bookings."""
