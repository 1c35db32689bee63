"""Two files made one, taken back for thirty days: each room rules its rows (`registre.Salle`)."""
