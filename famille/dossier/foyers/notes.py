"""The notes that agents leave each other on a household's page."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from famille.models import Foyer, NoteDuFoyer, Utilisateur
from famille.socle.erreurs import Refus

EN_COURS_MAX = 50
FINIE = "Cette date est passée : choisissez un dernier jour à venir, ou aucun."
TROP = (
    f"Ce dossier a déjà {EN_COURS_MAX} notes en cours : retirez celles qui ne servent plus, puis"
    " recommencez."
)


@transaction.atomic
def ajouter_note(
    foyer: Foyer,
    *,
    texte: str,
    par: Utilisateur,
    a_savoir: bool = False,
    jusqu_au: date | None = None,
) -> NoteDuFoyer:
    """NoteDuFoyer. Refus: it is empty, it would already be over, or there are too many."""
    texte = texte.strip()
    if not texte:
        raise Refus("Votre note est vide : écrivez-la, puis enregistrez.", champ="texte")
    if jusqu_au and jusqu_au < timezone.localdate():
        raise Refus(FINIE, champ="jusqu_au")
    Foyer.objects.select_for_update(no_key=True).get(pk=foyer.pk)  # two agents at once are counted
    if foyer.notes.en_cours().count() >= EN_COURS_MAX:
        raise Refus(TROP)
    return NoteDuFoyer.objects.create(
        foyer=foyer, texte=texte, a_savoir=a_savoir, jusqu_au=jusqu_au, par=par
    )


def retirer_note(note: NoteDuFoyer) -> None:
    """Safe to repeat: a colleague may have taken it away."""
    NoteDuFoyer.objects.filter(pk=note.pk).delete()


def purger_les_finies() -> int:
    """How many notes were past their last day, and are no longer kept."""
    return NoteDuFoyer.objects.filter(jusqu_au__lt=timezone.localdate()).delete()[0]
