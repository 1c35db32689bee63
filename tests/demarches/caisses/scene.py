"""Who is known of the State, and a batch made to its end."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from demarches.caisses import accords, lot
from famille.actions import ajouter_quotient
from famille.dossier.identites.actions import dire_l_identite
from famille.models import Foyer, IdentitePivot, QuotientFamilial, Responsable, Travail
from famille.regles.identite import FEMININ, EtatCivil
from famille.travaux import actions as travaux
from tests.conftest import creer_foyer

NOVEMBRE = date(2026, 11, 1)
NAISSANCE, LIEU, FRANCE = "1988-03-09", "36044", "99100"


def identifier(foyer, nom="", prenoms=("Camille",), **autres):
    """The first adult of the household has a civil identity; `nom`: at birth, else his."""
    adulte = Responsable.objects.filter(foyer=foyer).order_by("pk").first()
    dite = {"sexe": FEMININ, "naissance": NAISSANCE, "lieu": LIEU, "pays": FRANCE} | autres
    return dire_l_identite(
        adulte,
        EtatCivil(nom=nom or adulte.nom, prenoms=prenoms, **dite),
        origine=IdentitePivot.Origine.AGENT,
        par=None,
    )


def mois_courant():
    return timezone.localdate().replace(day=1)


def executer(le_lot):
    """The state of its job, run to its end: the queue runs it as soon as it is written."""
    le_lot.refresh_from_db()
    travaux.executer(le_lot.travail_id)
    return Travail.objects.get(pk=le_lot.travail_id)


def commencer(agent, *, accord_seul=False):
    ouvert = lot.commencer(mois_courant(), accord_seul=accord_seul, par=agent)
    executer(ouvert)
    return ouvert


def donner_tous_les_accords(par):
    for foyer in Foyer.objects.all():
        accords.donner(foyer, par=par)


def dormeur(time_machine, dormi):
    """A sleep that moves the clock, and takes no time."""

    def _dormir(secondes):
        dormi.append(secondes)
        time_machine.shift(timedelta(seconds=secondes))

    return _dormir


def foyer(nom, quotient=None, *, identifie=True):
    rang = 500 + QuotientFamilial.objects.count() + len(nom) * 7
    fait, compte = creer_foyer(
        f"26-{rang:05}-{nom[:3]}",
        nom,
        "Claude",
        f"{nom.lower()}@exemple.fr",
        enfants=[("Alix", date(2019, 5, 4))],
    )
    if quotient:
        ajouter_quotient(fait, valeur=Decimal(quotient), debut=date(2026, 1, 1), par=compte)
    if identifie:
        identifier(fait, prenoms=("Claude",))
    return fait


def issues(fait):
    return {une.foyer.nom: une.issue for une in fait.lignes.select_related("foyer")}
