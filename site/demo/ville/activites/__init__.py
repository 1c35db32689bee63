"""Its centres, who is registered there, a school year of bookings."""
