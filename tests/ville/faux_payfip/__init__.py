"""A fake PayFiP for the tests: the real WSDL, the real codes, a page of payment, no money. It
listens on this machine only; production refuses its address (portail.settings).

`serveur.FauxPayFiP` is the whole of it, with its controls (docs/comprendre/paiement.md).
"""
