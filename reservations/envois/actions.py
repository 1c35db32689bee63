"""A message to many households, sent by the worker: each has it once, even when it is killed in the
middle."""

from itertools import batched

from django.db import transaction

from famille.actions import figer_envoi, finir_envoi, remettre_envoi
from famille.courriels.destinataires import adultes_de
from famille.models import EnvoiGroupe, Fil, Foyer, Travail, Utilisateur
from famille.socle.erreurs import Refus
from famille.travaux.actions import Avancement, lancer

from .cible import Cible, empreinte

GENRE = "envoi"
CHANGE = "Les destinataires ont changé depuis que vous les avez vus : vérifiez-les, puis envoyez."
_FOYERS = 50  # read together; each is written in a transaction of its own


@transaction.atomic
def envoyer(envoi: EnvoiGroupe, *, vus: str, par: Utilisateur) -> Travail:
    """The job that sends it. `vus`: the print of the households that the agent has seen. Refus:
    nothing leaves."""
    foyers = list(Cible.de(envoi.cible).foyers().values_list("pk", flat=True))
    if envoi.envoye_le is None and foyers and empreinte(foyers) != vus:
        raise Refus(CHANGE)
    envoi = figer_envoi(envoi, foyers)
    return lancer(GENRE, f"Message : {envoi.sujet}", {"envoi": envoi.pk}, par=par)


def executer(travail: Travail, avancer: Avancement) -> dict:
    """The job "envoi": parametres dict(envoi: pk)."""
    envoi = EnvoiGroupe.objects.select_related("par").get(pk=travail.parametres["envoi"])
    faits = set(Fil.objects.filter(envoi=envoi).values_list("foyer", flat=True))
    restants, fait, total = (
        [pk for pk in envoi.foyers if pk not in faits],
        len(faits),
        len(envoi.foyers),
    )
    avancer(fait, total)
    for lot in batched(restants, _FOYERS):
        foyers = Foyer.objects.filter(pk__in=lot)  # one that is gone since has nobody to read it
        adultes = adultes_de(foyers)
        for foyer in foyers:
            remettre_envoi(envoi, foyer.pk, adultes.get(foyer.pk, []))
        fait += len(lot)
        avancer(fait, total)
    finir_envoi(envoi)
    nombre = Fil.objects.filter(envoi=envoi).count()
    return {
        "phrase": f"{nombre} famille{'s ont' if nombre > 1 else ' a'} reçu ce message.",
        "envoi": envoi.pk,
    }
