"""Accepting the règlement intérieur of an activity (G21)."""

from datetime import date

from django.db import transaction

from famille.actions import noter_modification
from famille.models import Enfant, Foyer, Utilisateur
from famille.socle.dire import en_lettres
from reservations.models import AcceptationReglement, Activite, ReglementInterieur


def reglement_au(activite: Activite, jour: date) -> ReglementInterieur | None:
    """The version in force for this activity (or its key) on `jour`."""
    return ReglementInterieur.objects.au(jour).filter(activite=activite).first()


@transaction.atomic
def accepter_reglement(
    reglement: ReglementInterieur,
    *,
    foyer: Foyer,
    enfant: Enfant | None,
    par: Utilisateur,
    origine: str = "",
) -> AcceptationReglement:
    """Keep that `par` has accepted this version for the child; once for one `origine`, whatever is
    sent again."""
    acceptation, nouvelle = AcceptationReglement.objects.get_or_create(
        reglement=reglement, foyer=foyer, enfant=enfant, origine=origine, defaults={"par": par}
    )
    if nouvelle:
        apres = {"Version": f"en vigueur à partir du {en_lettres(reglement.depuis)}"}
        objet = f"règlement intérieur de {reglement.activite} accepté"
        noter_modification(foyer, objet, par=par, apres=apres, origine=origine)
    return acceptation
