"""The dashboard's panels: the one place where an app adds something to it."""

from famille.models import Enfant


class Panneau:
    """One card of the dashboard. Listed by dotted path in settings.PANNEAUX, in the order of reading.

    A panel that has nothing to say returns None from `contexte` and is not shown: no empty stub.
    """

    gabarit = ""  # template of the card, which gets contexte()'s dict
    colonne = "large"  # "large" (left), "etroite" (right) or "pleine" (whole width, below)

    def contexte(self, request, foyers):
        """dict for the template, or None. `foyers`: list[Foyer] of the account, adresses prefetched."""
        raise NotImplementedError

    def a_faire(self, request, foyers):
        """list[dict(texte, lien, libelle)]: what the parent should do, shown first on the page."""
        return []


class MaFamille(Panneau):
    gabarit = "famille/panneaux/ma_famille.html"
    colonne = "etroite"

    def contexte(self, request, foyers):
        return {"enfants": list(Enfant.objects.du(foyers)), "foyers": foyers}
