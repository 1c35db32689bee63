"""Where children stand at the door, in words, and who may fetch them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from famille.models import Autorisation, ContactFamille, Responsable
from famille.socle.dire import en_duree, en_heure
from reservations.models import Activite, Passage, Reservation
from reservations.presences.securite import a_confirmer
from reservations.regles.accueil.passages import Porte, lire_la_porte, part_finie

SEUL, AUTRE = "seul", "autre"
SANS_ADULTE = "sans adulte, comme ses parents l’autorisent"


@dataclass(frozen=True)
class Venant:
    """Somebody who may fetch a child. `code`: "r12" (an adult of his household), "c3" (a contact
    that it names), SEUL. `nom`: as it is kept, "Odette Martin, grand-mère"."""

    code: str
    nom: str


def lire_les_portes(reservations: Iterable[Reservation]) -> dict[int, Porte]:
    """{reservation.pk: Porte}, in one query."""
    lues = list(reservations)
    notes: dict[tuple[int, int], list[Any]] = defaultdict(list)
    passages = Passage.objects.filter(creneau__in={une.creneau_id for une in lues})
    for passage in passages.filter(enfant__in={une.enfant_id for une in lues}):
        notes[passage.creneau_id, passage.enfant_id].append(passage)
    return {une.pk: lire_la_porte(notes[une.creneau_id, une.enfant_id]) for une in lues}


def portes_ouvertes(
    activite: Activite, passees: Iterable[tuple[str, Porte]], jour: date
) -> list[Porte]:
    """Of (part of the day, door), those that can still say that a child is inside now."""
    maintenant, heures = timezone.now(), (activite.midi_a, activite.reprend_a)
    return [porte for moment, porte in passees if not part_finie(moment, *heures, jour, maintenant)]


def dire_l_arrivee(porte: Porte) -> str:
    """ "Arrivée à 8 h 10", or ""."""
    return f"Arrivée à {en_heure(porte.arrivee)}" if porte.arrivee else ""


def dire_le_depart(porte: Porte) -> str:
    """ "Départ à 17 h 42 : Odette Martin, grand-mère", or ""."""
    if not porte.depart:
        return ""
    motif = f" ({porte.motif})" if porte.motif else ""
    qui = f"\u00a0: {porte.repris_par}{motif}" if porte.repris_par else ""
    return f"Départ à {en_heure(porte.depart)}{qui}"


def dire_le_retard(porte: Porte) -> str:
    """ "12 minutes après la fin de l’accueil (17 h 30)", or ""."""
    if not (porte.retard and porte.attendu_a):
        return ""
    duree = en_duree(porte.retard * 60)
    return f"{duree} après la fin de l’accueil ({en_heure(porte.attendu_a)})"


def fin_attendue(activite: Activite, moments: Iterable[str], jour: date) -> datetime | None:
    """When a child booked for these parts of `jour` is due to leave; None where the town has said
    no hours."""
    heures = activite.heures(moments)
    if heures is None:
        return None
    return timezone.make_aware(datetime.combine(jour, heures[1]))


def qui_peut_venir(reservations: Collection[Reservation], jour: date) -> dict[int, list[Venant]]:
    """{reservation.pk: list[Venant]}, in four queries. The adults of the household whose day it is,
    then the contacts that it lets come; neither who is there by one agent's hand alone, nor whose
    child is (docs/comprendre/acces.md): for them too, somebody writes why."""
    foyers = {une.foyer_id for une in reservations}
    adultes_a_confirmer, rattaches = a_confirmer(foyers)
    venants = _venants(foyers, jour, adultes_a_confirmer)
    seuls = _qui_part_seul({une.enfant_id for une in reservations})
    return {
        une.pk: []
        if (une.enfant_id, une.foyer_id) in rattaches
        else venants[une.foyer_id] + [Venant(SEUL, SANS_ADULTE)] * (une.enfant_id in seuls)
        for une in reservations
    }


def _venants(foyers: set[int], jour: date, a_confirmer: set[int]) -> dict[int, list[Venant]]:
    venants: dict[int, list[Venant]] = defaultdict(list)
    encore = Q(fin=None) | Q(fin__gte=jour)
    adultes = Responsable.objects.filter(encore, foyer__in=foyers).exclude(pk__in=a_confirmer)
    for adulte in adultes:
        nom = f"{adulte}, {adulte.get_lien_display().lower()}"
        venants[adulte.foyer_id].append(Venant(f"r{adulte.pk}", nom))
    for contact in ContactFamille.objects.filter(foyer__in=foyers, peut_recuperer=True):
        nom = f"{contact}, {contact.lien}" if contact.lien else str(contact)
        venants[contact.foyer_id].append(Venant(f"c{contact.pk}", nom))
    return venants


def _qui_part_seul(enfants: set[int]) -> set[int]:
    """The children whose latest authorisation to leave alone is a yes."""
    lignes = Autorisation.objects.filter(
        enfant__in=enfants, genre=Autorisation.Genre.SORTIE_SEUL
    ).order_by("le", "pk")
    accords = dict(lignes.values_list("enfant_id", "accordee"))
    return {enfant for enfant, accordee in accords.items() if accordee}
