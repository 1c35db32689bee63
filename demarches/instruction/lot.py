"""Validating several demandes in a row: only those of which the machine has verified everything."""

from django.db import transaction

from demarches.declaration.laissees import a_dire
from demarches.declaration.verifications import saine_ou_admise
from demarches.models import Demande, Passage
from famille.models import Document, Utilisateur

from .decider import valider
from .passage import PassageImpossible
from .sante_declaree import retraits

Statut = Demande.Statut


@transaction.atomic
def valider_si_tout_est_verifie(
    demande: Demande, *, par: Utilisateur, vu: int | None = None
) -> Passage:
    """`valider`, where nothing is left to a person's eyes; looked at again under lock. Passage.
    PassageImpossible."""
    demande = (
        Demande.objects.select_for_update(of=("self",))
        .select_related("foyer", "enfant")
        .get(pk=demande.pk)
    )
    if raison := reste_a_voir(demande):
        raise PassageImpossible(raison)
    return valider(demande, par=par, vu=vu)


def reste_a_voir(demande: Demande) -> str:
    """Why a person must look at this demande before it is validated; "" when everything is
    verified."""
    if not demande.attend_une_decision:
        return "C’est un message : ouvrez-le pour y répondre."
    if demande.demarche is None or not demande.peut_devenir(Statut.VALIDEE):
        return f"Elle n’est pas à valider : {demande.get_statut_display().lower()}."
    if retraits(demande):
        return "Elle retire quelque chose de la santé : ouvrez-la."
    verifications = [*a_dire(demande), *demande.demarche.verifications(demande)]
    if not verifications:
        return "Rien n’y est vérifié par le portail : ouvrez-la pour la lire."
    restes = [
        verification
        for verification in verifications
        if verification["ok"] is not True and not verification.get("sans_antivirus")
    ]
    dites = [verification["texte"] for verification in restes if not verification.get("sensible")]
    if restes:
        return dites[0] if dites else "Une vérification demande un regard : ouvrez-la."
    if not all(
        map(saine_ou_admise, Document.objects.filter(pk__in=demande.pieces.values("document")))
    ):
        return "Une pièce n’a pas été déclarée saine par l’antivirus : ouvrez-la."
    return ""
