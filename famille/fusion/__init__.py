"""Two files made one: households, adults, children; taken back for thirty days.

Each room says what becomes of its rows (`registre.Salle`), which no other room knows.
"""
