"""The order of a kitchen: kept and mailed at the deadline, once, then corrected by an agent.

Counts only leave by mail: no name, and of a PAI only that there is one.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from famille.courriels.boite_d_envoi import preparer
from famille.courriels.genres import GenreDeCourriel
from famille.models import Utilisateur
from famille.socle.dire import du_au, en_jour
from famille.socle.erreurs import Refus
from reservations.lecture.ville import lire_la_ville
from reservations.models import Activite, CommandeCuisine, Creneau
from reservations.regles.accueil.cuisine import Changement, changements, dire_les_ecarts

from .lecture import commandes_du, compter_les_plats, dire_les_plats, lire_les_convives

COMMANDE = GenreDeCourriel("cuisine", "reservations/cuisine", notifie=False)
# The longest time before a day at which its order may be due: what is booked earlier waits.
HORIZON = timedelta(days=92)
PAS_PARTIE = (
    "La commande de ce jour n’est pas encore partie : elle partira toute seule à la limite de"
    " réservation, avec ce qui est réservé à ce moment-là."
)
RIEN_DE_CHANGE = "Rien n’a changé depuis la dernière commande : il n’y a rien à envoyer."
SANS_ADRESSE = (
    "Cette activité n’a pas d’adresse de cuisine : écrivez-la dans « Centres », « Activités »."
)
NON_LUE = (
    "Ce qui a été envoyé à la cuisine ne peut plus être lu par ce portail : le changement n’est pas"
    " connu. Dites-lui les nombres d’aujourd’hui par téléphone."
)
JOUR_PASSE = "Ce jour est passé : la commande ne change plus."


# one day of a mail, and what has changed since the order before: nothing for the first
type _Envoi = tuple[CommandeCuisine, Sequence[Changement]]


def envoyer_les_commandes(*, maintenant: datetime | None = None) -> int:
    """How many mails were written: one for all the days of an activity whose deadline has come.
    What a stopped server has missed leaves at its next turn, as long as the day is not past."""
    maintenant = maintenant or timezone.now()
    dus = _dus(maintenant)
    return sum(_arreter(activite, jours, maintenant) for activite, jours in dus.items())


def _dus(maintenant: datetime) -> dict[Activite, list[date]]:
    """The days on which an activity with a kitchen is open, whose deadline is past and of which
    nothing was sent. Three queries at most."""
    aujourd_hui = timezone.localdate(maintenant)
    activites = {
        activite.pk: activite
        for activite in Activite.objects.exclude(cuisine_courriel="").select_related("structure")
    }
    if not activites:
        return {}
    faites = set(
        CommandeCuisine.objects.filter(jour__gte=aujourd_hui).values_list("activite", "jour")
    )
    ouverts = Creneau.objects.filter(
        activite__in=activites,
        jour__range=(aujourd_hui, aujourd_hui + HORIZON),
        places__ouvert=True,
    )
    restent = [
        (activite, jour)
        for activite, jour in ouverts.order_by("jour").values_list("activite", "jour").distinct()
        if (activite, jour) not in faites
    ]
    if not restent:
        return {}
    calendrier = lire_la_ville(aujourd_hui, aujourd_hui + HORIZON).calendrier
    dus: dict[Activite, list[date]] = defaultdict(list)
    for pk, jour in restent:
        if activites[pk].pour_reserver.limite(jour, calendrier) < maintenant:
            dus[activites[pk]].append(jour)
    return dus


@transaction.atomic
def _arreter(activite: Activite, jours: Sequence[date], maintenant: datetime) -> bool:
    """Whether this call wrote the mail: the rows first, which only one of two runs at once can
    create."""
    lus = lire_les_convives(activite, jours)
    neuves: list[_Envoi] = []
    for jour, convives in lus.items():
        comptes = CommandeCuisine.en_lignes(compter_les_plats(convives))
        commande, neuve = CommandeCuisine.objects.get_or_create(
            activite=activite,
            jour=jour,
            rang=1,
            defaults={
                "arretee_le": maintenant,
                "envoyee_a": activite.cuisine_courriel,
                "comptes": comptes,
            },
        )
        neuves += [(commande, ())] if neuve else []
    if neuves:
        _poster(activite, neuves)
    return bool(neuves)


@transaction.atomic
def corriger_la_commande(activite: Activite, jour: date, *, par: Utilisateur) -> CommandeCuisine:
    """Send what has changed since the last order of this day. Refus: nothing has left yet, nothing
    has changed or it cannot be known, no address, a day that is past."""
    commandes = commandes_du(activite, jour)
    if not commandes:
        raise Refus(PAS_PARTIE)
    if jour < timezone.localdate():
        raise Refus(JOUR_PASSE)
    if not activite.cuisine_courriel:
        raise Refus(SANS_ADRESSE)
    if commandes[-1].illisible:
        raise Refus(NON_LUE)
    plats = compter_les_plats(lire_les_convives(activite, [jour])[jour])
    change = changements(commandes[-1].plats, plats)
    if not change:
        raise Refus(RIEN_DE_CHANGE)
    commande, neuve = CommandeCuisine.objects.get_or_create(
        activite=activite,
        jour=jour,
        rang=commandes[-1].rang + 1,
        defaults={
            "envoyee_a": activite.cuisine_courriel,
            "comptes": CommandeCuisine.en_lignes(plats),
            "par": par,
        },
    )
    if neuve:  # else a colleague has just pressed the same button
        _poster(activite, [(commande, change)])
    return commande


def _poster(activite: Activite, envois: Sequence[_Envoi]) -> None:
    premiere, derniere = envois[0][0], envois[-1][0]
    contexte = {
        "activite": str(activite),
        "quand": du_au(premiere.jour, derniere.jour),
        "correction": premiere.rang > 1,
        "jours": [
            dire_les_plats(commande.plats)
            | {
                "quand": en_jour(commande.jour, annee=True),
                "change": change,
                "ecarts": dire_les_ecarts(change),
            }
            for commande, change in envois
        ],
    }
    cle = COMMANDE.cle(activite.pk, f"{premiere.jour:%Y%m%d}", premiere.rang)
    preparer(cle, activite.cuisine_courriel, contexte)
