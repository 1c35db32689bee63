"""The views of a list that an agent keeps: each one's own."""

from django.db import transaction
from django.http import QueryDict

from famille.models import Utilisateur, VueDeListe
from famille.socle.erreurs import Refus

from .lecture import COCHER

VUES_MAX = 12  # of one list and one agent
# what was sought may be somebody's name
_PAS_GARDES = ("q", "p", "de", COCHER, "csrfmiddlewaretoken")


def garder_la_vue(liste: str, nom: str, adresse: str, *, par: Utilisateur) -> VueDeListe:
    """Keep the tab, filters and order of this address of `liste`, under a name: it replaces."""
    nom = " ".join(nom.split())[:40]
    parametres = QueryDict(adresse, mutable=True)
    for cle in _PAS_GARDES:
        parametres.pop(cle, None)
    gardee = parametres.urlencode()
    if not nom:
        raise Refus("Donnez un nom à cette vue, puis enregistrez-la.")
    if not gardee:
        raise Refus("Choisissez d’abord un onglet, un filtre ou un ordre à garder.")
    if len(gardee) > 300:
        raise Refus("Cette vue a trop de critères pour être gardée : retirez-en.")
    with transaction.atomic():
        siennes = VueDeListe.objects.select_for_update().filter(par=par, liste=liste)
        if siennes.exclude(nom=nom).count() >= VUES_MAX:
            raise Refus(f"Vous avez déjà {VUES_MAX} vues de cette liste : retirez-en une d’abord.")
        return VueDeListe.objects.update_or_create(
            par=par, liste=liste, nom=nom, defaults={"adresse": gardee}
        )[0]


def oublier_la_vue(vue: VueDeListe, *, par: Utilisateur) -> None:
    """Its own agent's only."""
    VueDeListe.objects.filter(pk=vue.pk, par=par).delete()
