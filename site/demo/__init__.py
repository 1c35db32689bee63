"""The demonstration: a town (`ville`), a pretend PayFiP (`payfip`), and their pages."""
