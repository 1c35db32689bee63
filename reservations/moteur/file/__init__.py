"""The queue as the engine lives with it, in the transaction of a booking: entered, left, served.

What families and agents do with it is in reservations/attente/.
"""
