"""The list of those who ask for a place (demarches.models.places): joined on sending, ranked by
agents (G21)."""

from django.db import transaction
from django.db.models import Max, Q

from demarches.models import Demande, MouvementDeListe, PlaceDemandee
from famille.models import Utilisateur
from famille.socle.erreurs import Refus
from reservations.actions import places_d_inscription, verrouiller_activite
from reservations.models import Activite

MONTER, DESCENDRE = "monter", "descendre"


@transaction.atomic
def prendre_rang(demande: Demande, activite: Activite, saison: int) -> PlaceDemandee:
    """The last of the list of this activity and season; kept when it is already there."""
    verrouiller_activite(activite)
    place = PlaceDemandee.objects.filter(demande=demande).first()
    if place and (place.activite_id, place.saison) == (activite.pk, saison):
        return place
    dernier = (
        PlaceDemandee.objects.filter(activite=activite, saison=saison).aggregate(n=Max("ordre"))[
            "n"
        ]
        or 0
    )
    place = place or PlaceDemandee(demande=demande)
    place.activite, place.saison, place.ordre = activite, saison, dernier + 1
    place.save()
    return place


@transaction.atomic
def deplacer(place: PlaceDemandee, *, sens: int, motif: str, par: Utilisateur) -> MouvementDeListe:
    """One rank up or down, with its reason. Refus: no reason, first or last already, or decided."""
    if not motif.strip():
        raise Refus(
            "Dites pourquoi ce rang change : la raison est gardée dans l’historique.", champ="motif"
        )
    verrouiller_activite(place.activite)
    liste = list(
        PlaceDemandee.objects.en_jeu().filter(activite=place.activite_id, saison=place.saison)
    )
    rangs = {une.pk: rang for rang, une in enumerate(liste)}
    if place.pk not in rangs:
        raise Refus("Cette demande est déjà décidée : elle n’est plus dans la liste.")
    rang = rangs[place.pk]
    nouveau = rang - 1 if sens == MONTER else rang + 1
    if not 0 <= nouveau < len(liste):
        raise Refus(
            f"Cette demande est déjà la {'première' if sens == MONTER else 'dernière'} de la liste."
        )
    actuelle, voisine = liste[rang], liste[nouveau]
    actuelle.ordre, voisine.ordre = voisine.ordre, actuelle.ordre
    PlaceDemandee.objects.bulk_update([actuelle, voisine], ["ordre"])
    return MouvementDeListe.objects.create(
        place=actuelle, de=rang + 1, vers=nouveau + 1, motif=motif.strip(), par=par
    )


def rang_de(place: PlaceDemandee) -> tuple[int, int | None]:
    """(rank from 1, places left or None) of one that waits."""
    return devant(place) + 1, places_d_inscription(place.activite, place.saison)


def devant(place: PlaceDemandee) -> int:
    """How many come before it in its list."""
    siennes = PlaceDemandee.objects.en_jeu().filter(activite=place.activite_id, saison=place.saison)
    meme_ordre = Q(ordre=place.ordre, pk__lt=place.pk)
    return siennes.filter(Q(ordre__lt=place.ordre) | meme_ordre).count()
