"""A fake PayFiP for the demo town and the tests: the real WSDL, the real codes, a page of payment,
no money. It listens on this machine only and refuses to start outside of the demo; production
refuses its address (portail.settings).

`serveur.FauxPayFiP` is the whole of it, with its controls; `manage.py lancer` runs it beside the
demo (docs/comprendre/paiement.md).
"""
