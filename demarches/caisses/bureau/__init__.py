"""The agents' screens of the quotients that the CAF and the MSA give."""

LISTE = "quotients_transmis"
GENRE = "quotients-transmis"  # of the job that writes the list's file
