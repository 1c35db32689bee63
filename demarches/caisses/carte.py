"""What a parent reads of it: on the family's page, and after asking."""

from collections.abc import Collection
from typing import Any

from demarches.models import AccordCaisses, QuotientDemande
from famille.franceconnect.acces import donne_le_quotient, est_lie, jeton_du_quotient
from famille.models import Foyer, IdentitePivot
from famille.socle.connectee import RequeteConnectee

from .accords import par_la_caisse, texte_de_l_accord
from .identites import etat_civil
from .service import api

GABARIT = "demarches/caisses/carte.html"


def cartes(foyers: Collection[Foyer], request: RequeteConnectee) -> dict[int, dict[str, Any]]:
    """key of a household → what its card shows. Four queries, five where FranceConnect gives
    quotients, two more where a leave is given, whatever the households; none where the town may not
    ask."""
    if api() is None:
        return {}
    compte, jeton = request.user, bool(jeton_du_quotient(request))
    cles = [foyer.pk for foyer in foyers]
    identites = {
        une.responsable.foyer_id: une
        for une in IdentitePivot.objects.de(compte).select_related("responsable")
    }
    accords = set(
        AccordCaisses.objects.filter(foyer__in=cles, retire_le=None).values_list("foyer", flat=True)
    )
    promis = par_la_caisse(accords).accord if accords else frozenset()
    dernieres = dernieres_demandes(cles)
    par_franceconnect = donne_le_quotient() and est_lie(compte)
    return {
        cle: {
            "gabarit": GABARIT,
            "foyer": cle,
            "texte": texte_de_l_accord(),
            "complete": jeton or (cle in identites and etat_civil(identites[cle]) is not None),
            "par_franceconnect": par_franceconnect,
            "accord": cle in accords,
            "promis": cle in promis,
            "derniere": dernieres.get(cle),
        }
        for cle in cles
    }


def dernieres_demandes(foyers: Collection[int]) -> dict[int, QuotientDemande]:
    """key of a household → the latest that was asked of it and answered, by anybody. One query."""
    rangees = (
        QuotientDemande.objects.filter(foyer__in=foyers)
        .exclude(issue=QuotientDemande.Issue.A_DEMANDER)
        .order_by("foyer", "-le", "-pk")
        .select_related("quotient")
    )
    lues: dict[int, QuotientDemande] = {}
    for une in rangees:
        lues.setdefault(une.foyer_id, une)
    return lues
