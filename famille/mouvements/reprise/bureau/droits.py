"""Who may take families over: the whole town's file, health included, goes through these hands."""

REPRENDRE = "famille.reprendre_familles"
