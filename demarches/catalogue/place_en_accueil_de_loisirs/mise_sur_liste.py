"""A demande for a place that is not there leaves what is to be dealt with until one frees, by
itself or by an agent who has read it: its family is told its rank."""

from django.db import transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from demarches.instruction.avis import destinataires
from demarches.instruction.decider import tenir
from demarches.instruction.liste_des_places import sur_liste
from demarches.instruction.passage import PassageImpossible
from demarches.models import Demande, MouvementDeListe, NoteInterne, PlaceDemandee
from famille.courriels.boite_d_envoi import adresse_absolue, preparer
from famille.courriels.genres import GenreDeCourriel
from famille.models import Utilisateur
from famille.socle.dire import en_rang
from famille.socle.erreurs import Refus
from reservations.actions import places_d_inscription, verrouiller_activite
from reservations.models import Activite

SUR_LISTE = GenreDeCourriel("sur-liste", "demarches/sur_liste")
IL_Y_A_DE_LA_PLACE = (
    "Une place est libre à son rang : validez cette demande plutôt que de la mettre sur liste."
)
DEJA = "Cette demande est déjà sur liste : la famille le sait."
LIBEREE = "Une place s’est libérée à son rang : cette demande est de nouveau à traiter."


def rang_sur_liste(demande: Demande) -> int | None:
    """Its rank among those for whom there is no place, from 1; None where there is one."""
    place = PlaceDemandee.objects.filter(demande=demande).select_related("activite").first()
    if place is None or demande.statut != Demande.Statut.EN_ATTENTE:
        return None
    libres = places_d_inscription(place.activite, place.saison)
    if libres is None:
        return None
    devant = PlaceDemandee.objects.en_jeu().filter(
        activite=place.activite_id, saison=place.saison, ordre__lt=place.ordre
    )
    rang = devant.count() + 1 - libres
    return rang if rang > 0 else None


@transaction.atomic
def mettre_sur_liste(demande: Demande, *, par: Utilisateur, vu: int | None = None) -> int:
    """Its rank. PassageImpossible: there is a place, it is there already, or as `valider`."""
    demande = tenir(demande, par=par, vu=vu)
    rang = rang_sur_liste(demande)
    if rang is None:
        raise PassageImpossible(IL_Y_A_DE_LA_PLACE)
    if demande.sur_liste_le:
        raise PassageImpossible(DEJA)
    _mettre(demande, rang, par=par)
    return rang


@transaction.atomic
def tenir_la_liste() -> int:
    """How many demandes have joined the list of those for whom there is no place, or left it, with
    nobody's press. Run twice, it finds nothing the second time."""
    return _mettre_les_sans_place() + remettre_a_traiter()


def _mettre_les_sans_place() -> int:
    sans_place = Demande.objects.a_traiter().filter(pk__in=sur_liste())
    tenues = sans_place.select_for_update(of=("self",)).select_related("foyer").order_by("pk")
    rangs = [(une, rang) for une in tenues if (rang := rang_sur_liste(une))]
    for demande, rang in rangs:
        _mettre(demande, rang, par=None)
    return len(rangs)


def _mettre(demande: Demande, rang: int, *, par: Utilisateur | None) -> None:
    demande.sur_liste_le = timezone.now()
    demande.save(update_fields=["sur_liste_le"])
    NoteInterne.objects.create(
        demande=demande, par=par, texte=f"Mise sur liste d’attente, {en_rang(rang)}."
    )
    cle = SUR_LISTE.cle(demande.pk, demande.sur_liste_le.isoformat())
    contexte = {
        "numero": demande.numero,
        "activite": str(demande.place.activite),
        "rang": en_rang(rang),
        "lien": adresse_absolue(reverse("demarches:demande", args=[demande.pk])),
    }
    for adulte in destinataires(demande):
        preparer(cle.pour(adulte), adulte.email, contexte | {"prenom": adulte.first_name})


@transaction.atomic
def remettre_a_traiter() -> int:
    """How many demandes have a place at their rank since they were put on the list: they are to be
    dealt with again. Run twice, it finds nothing the second time."""
    mises = (
        Demande.objects.filter(statut=Demande.Statut.EN_ATTENTE, sur_liste_le__isnull=False)
        .select_for_update(of=("self",))
        .only("pk")
    )
    attendent = sur_liste() if mises else set()  # once they are held
    rendues = [une for une in mises if une.pk not in attendent]
    Demande.objects.filter(pk__in=[une.pk for une in rendues]).update(sur_liste_le=None)
    NoteInterne.objects.bulk_create(
        NoteInterne(demande=une, par=None, texte=LIBEREE) for une in rendues
    )
    return len(rendues)


MONTER, DESCENDRE = "monter", "descendre"


@transaction.atomic
def prendre_rang(demande: Demande, activite: Activite, saison: int) -> PlaceDemandee:
    """The last of the list of this activity and season; kept when it is already there."""
    verrouiller_activite(activite)
    place = PlaceDemandee.objects.filter(demande=demande).first()
    if place and (place.activite_id, place.saison) == (activite.pk, saison):
        return place
    liste = PlaceDemandee.objects.filter(activite=activite, saison=saison)
    dernier = liste.aggregate(n=Max("ordre"))["n"] or 0
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
