"""Papers that check themselves (2D-Doc): the code printed on a bill or a tax notice is found, read
and its signature checked on the town's own machine. Agents:
famille.dossier.foyers.bureau.cachets."""
