"""What must be so for an adult to be led out of a household by a guided gesture."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from famille.models import ATTENTE_DU_MOT_DE_PASSE, AccesAConfirmer, Foyer, Responsable
from famille.socle.erreurs import Refus

PAS_CONFIRME = (
    "L’accès de cette personne au dossier n’est pas encore confirmé : confirmez-le d’abord, dans"
    " « Accès à confirmer »."
)


def exiger(foyer: Foyer, responsable: Responsable, depuis: date, *, passe: str, seul: str) -> None:
    """Refus: the day is past (`passe`, the sentence), he is the only adult (`seul`), or his coming
    was not confirmed: what he keeps by the gesture would open by it."""
    if depuis < timezone.localdate():
        raise Refus(passe, champ="depuis")
    if not foyer.responsables.actuels(depuis).exclude(pk=responsable.pk).exists():
        raise Refus(seul, champ="responsable")
    attente = AccesAConfirmer.objects.en_attente().filter(responsable=responsable)
    # a new address too: a password chosen by it closes the households that were told of it alone
    recente = Q(ferme=True) | Q(le__gte=timezone.now() - ATTENTE_DU_MOT_DE_PASSE)
    if attente.filter(recente).exists():
        raise Refus(PAS_CONFIRME, champ="responsable")
