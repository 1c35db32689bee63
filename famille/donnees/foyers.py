"""The household's file among what the rooms say: who is active, what is held, what stands in the
way of erasing."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from famille.models import (
    Consultation,
    Document,
    Echeancier,
    Facture,
    Fil,
    Foyer,
    MandatSEPA,
    Modification,
    Paiement,
    Rattachement,
    Responsable,
)
from famille.socle.erreurs import Refus
from famille.socle.requetes.jours import minuit

from .effacement import foyers_partis, obstacles_de_la_compta
from .effacer_le_dossier import effacer_du_dossier, effacer_foyer

obstacles = obstacles_de_la_compta
effacer = effacer_du_dossier


def actifs(limite: date) -> list[Any]:
    """list of QuerySet of household keys: something has happened since `limite`, or money is
    owed."""
    depuis = minuit(limite)
    factures = Facture.objects.filter(Q(cree_le__gte=depuis) | Q(etat=Facture.Etat.BROUILLON))
    vifs = Q(etat__in=[Paiement.Etat.OUVERT, Paiement.Etat.A_VERIFIER])
    return [
        Foyer.objects.filter(cree_le__gte=depuis).values("pk"),
        Responsable.objects.filter(utilisateur__last_login__gte=depuis).values("foyer"),
        Rattachement.objects.filter(Q(debut__gte=limite) | Q(fin__gte=limite)).values("foyer"),
        Document.objects.filter(depose_le__gte=depuis, foyer__isnull=False).values("foyer"),
        Modification.objects.filter(le__gte=depuis).values("foyer"),
        Fil.objects.filter(Q(dernier_le__gte=depuis) | Q(etat=Fil.Etat.A_TRAITER)).values("foyer"),
        factures.values("foyer"),
        Facture.objects.dues().values("foyer"),
        Facture.objects.trop_percues().values("foyer"),
        Paiement.objects.filter(Q(ouvert_le__gte=depuis) | vifs).values("foyer"),
    ]


def retenus() -> list[Any]:
    """list of QuerySet of household keys: those of which something must still be kept."""
    return [
        modele.objects.values("foyer")
        for modele in (Facture, Paiement, MandatSEPA, Echeancier, Consultation)
    ]


def effacer_les_partis(cles: Iterable[int], limite: date) -> int:
    """How many households, silent since `limite`, were erased; each by itself. One that has moved
    meanwhile, or that something forbids, stays."""
    effaces = 0
    for foyer in foyers_partis(limite).filter(pk__in=cles):
        try:
            effacer_foyer(foyer, par=None, origine="durée de conservation échue")
            effaces += 1
        except Refus:
            continue
    return effaces
