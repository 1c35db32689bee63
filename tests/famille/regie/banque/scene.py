"""A remise that goes to the bank, and files that come back from it."""

from datetime import date

from famille.argent.prelevement.remises import (
    preparer_remise,
    telecharger_remise,
    transmettre_remise,
)
from famille.argent.regie.banque.actions import appliquer, deposer
from famille.models import LigneBancaire

EtatLigne = LigneBancaire.Etat
JOUR = date(2026, 12, 28)


def transmettre(agent, jour=JOUR):
    remise = preparer_remise(jour, par=agent)
    telecharger_remise(remise, par=agent)
    transmettre_remise(remise, par=agent)
    return remise


def lire(contenu, agent, nom="retour.xml"):
    """Its lines, once brought."""
    depot = deposer(contenu, nom, par=agent)
    return list(LigneBancaire.objects.filter(retour__in=depot.nouveaux).order_by("pk"))


def applique(contenu, agent):
    """(lines that were applied, lines that wait)."""
    depot = deposer(contenu, "retour.xml", par=agent)
    for retour in depot.nouveaux:
        appliquer(retour, par=agent)
    lignes = LigneBancaire.objects.filter(retour__in=depot.nouveaux)
    return lignes.filter(etat=EtatLigne.FAITE).count(), lignes.a_rapprocher().count()
