"""The quotient that a family has sent and that is looked at, told where what is known is shown."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.timezone import localdate

from demarches.models import Demande
from famille.models import Utilisateur
from famille.socle.dire import en_lettres
from famille.socle.offres import QuotientEtudie

CODE = "quotient-familial"
Statut = Demande.Statut


def quotients_etudies(foyers: Collection[int], compte: Utilisateur) -> dict[int, QuotientEtudie]:
    """See famille.socle.offres. Of several, the latest. One query."""
    en_cours = Demande.objects.de(compte).filter(
        code=CODE, foyer__in=foyers, statut__in=(Statut.EN_ATTENTE, Statut.A_COMPLETER)
    )
    return {une.foyer_id: _dire(une) for une in en_cours.order_by("deposee_le")}


def _dire(demande: Demande) -> QuotientEtudie:
    assert demande.deposee_le is not None
    declare = f"Un quotient déclaré le {en_lettres(localdate(demande.deposee_le))}"
    lien = reverse("demarches:demande", args=[demande.pk])
    if demande.statut == Statut.A_COMPLETER:
        return QuotientEtudie(f"{declare} attend un complément.", lien, "Le compléter")
    return QuotientEtudie(f"{declare} est à l’étude.", lien, "Suivre cette demande")
