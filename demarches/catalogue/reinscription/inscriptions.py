"""What becomes of the registrations of a child who comes back, or does not: judged by the rules of
every registration (ages, maximum of the season), written by its actions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from demarches.declaration.etapes import avant_apres
from demarches.models import CampagneReinscription
from demarches.regles.place import age_convient
from famille.models import Enfant, Utilisateur
from famille.socle.dire import de, en_lettres
from famille.socle.erreurs import Refus
from reservations.actions import (
    annuler_inscription,
    desinscrire,
    effacer_inscription,
    inscrire,
    prolonger,
    refus_de_place,
)
from reservations.models import Activite, Inscription, Reservation

from .campagne import inscriptions_d_avant, rentree

SANS_FIN = "sans date de fin"


@dataclass(frozen=True)
class Ecart:
    """One registration that is not yet what the family has answered. `inscription` None: it is to
    be made. `finit`: it goes on, and is to end sooner; or goes, where it has not begun by then."""

    activite: Activite
    debut: date
    jusqu_au: date
    inscription: Inscription | None = None
    finit: bool = False

    def ligne(self, enfant: Enfant) -> dict[str, Any]:
        """Of `Demarche.changements`."""
        libelle = f"{enfant.prenom} · Inscription à {self.activite}"
        if self.inscription is None:
            apres = f"du {en_lettres(self.debut)} au {en_lettres(self.jusqu_au)}"
            return avant_apres(libelle, "", apres)
        annulee = self.inscription.debut > self.jusqu_au
        apres = "annulée" if annulee else _jusqu_au(self.jusqu_au)
        return avant_apres(libelle, _jusqu_au(self.inscription.fin), apres)


def activites_de_l_an_dernier(campagne: CampagneReinscription, enfant: Enfant) -> list[Activite]:
    """Those in which he is registered, in their order."""
    siennes = inscriptions_d_avant(campagne).filter(enfant=enfant)
    return sorted({une.activite for une in siennes}, key=str)


def deja_donnees(campagne: CampagneReinscription, enfant: Enfant) -> list[Activite]:
    """Those in which he has been registered for the new year already: he keeps them whatever is
    answered, unless he does not come back."""
    siennes = Inscription.objects.filter(
        enfant=enfant, activite__in=campagne.activites.all(), debut__range=rentree(campagne)
    )
    return sorted({une.activite for une in siennes.select_related("activite__structure")}, key=str)


def proposees(campagne: CampagneReinscription, enfant: Enfant) -> list[Activite]:
    """The activities of the campaign that have his age on some day of the new year."""
    debut, fin = rentree(campagne)
    return [
        une
        for une in campagne.activites.filter(active=True).select_related("structure")
        if age_convient(enfant.naissance, une.age_min, une.age_max, debut, fin)
    ]


def hors_d_age(campagne: CampagneReinscription, enfant: Enfant) -> list[str]:
    """A sentence for each activity of last year that no longer has his age, or is closed."""
    encore = {une.pk for une in proposees(campagne, enfant)}
    return [
        _pourquoi(une, enfant, campagne)
        for une in activites_de_l_an_dernier(campagne, enfant)
        if une.pk not in encore
    ]


def _pourquoi(activite: Activite, enfant: Enfant, campagne: CampagneReinscription) -> str:
    if not activite.active:
        return f"{activite} n’est plus proposée en {campagne.saison}."
    return (
        f"{activite} accueille les enfants de {activite.age_min} à {activite.age_max} ans : l’âge"
        f" {de(enfant.prenom)} ne convient plus en {campagne.saison}."
    )


def ecarts(
    campagne: CampagneReinscription, enfant: Enfant, voulues: Iterable[int], jour: date
) -> list[Ecart]:
    """What is to be written so that he is registered, for the new year, to `voulues` (keys of
    activities) and to no other of the campaign; who comes back keeps what he has been given for
    that year. `jour`: when the answer was received; a place never begins before."""
    debut, fin = rentree(campagne)
    prevues = Inscription.objects.filter(
        Q(fin=None) | Q(fin__gte=debut), enfant=enfant, debut__lte=fin
    ).select_related("activite__structure")
    par_activite: dict[int, list[Inscription]] = {}
    for une in prevues.order_by("debut", "pk"):
        par_activite.setdefault(une.activite_id, []).append(une)
    choisies, lignes = set(voulues), []
    for activite in campagne.activites.select_related("structure"):
        siennes = par_activite.get(activite.pk, [])
        if activite.pk in choisies:
            lignes += _a_donner(activite, siennes, max(debut, jour), fin)
        else:
            veille = max(debut, jour) - timedelta(days=1)
            lignes += [
                Ecart(activite, debut, veille, une, finit=True)
                for une in siennes
                if une.debut <= veille or not choisies
            ]
    return lignes


def _a_donner(
    activite: Activite, siennes: list[Inscription], debut: date, fin: date
) -> list[Ecart]:
    if not siennes:
        return [Ecart(activite, debut, fin)]
    derniere = siennes[-1]
    if derniere.fin is None or derniere.fin >= fin:
        return []
    return [Ecart(activite, debut, fin, derniere)]


def refus_de_place_pour(enfant: Enfant, lignes: Iterable[Ecart]) -> str:
    """Why one of these cannot be written: the maximum of the new season; "" when all can."""
    for une in lignes:
        if not une.finit and (
            refus := refus_de_place(enfant, une.activite, debut=une.debut, fin=une.jusqu_au)
        ):
            return refus
    return ""


def ecrire(
    enfant: Enfant, lignes: Iterable[Ecart], *, par: Utilisateur, origine: str
) -> dict[str, Any]:
    """What was written, as `defaire` reads it. Refus: as the actions of registrations."""
    faites: dict[str, Any] = {"inscrites": [], "changees": []}
    for une in lignes:
        if une.inscription is None:
            faite = inscrire(
                enfant, une.activite, debut=une.debut, fin=une.jusqu_au, par=par, origine=origine
            )
            faites["inscrites"].append(faite.pk)
            continue
        avant = une.inscription.fin
        faites["changees"].append([une.inscription.pk, avant and avant.isoformat()])
        if une.inscription.debut > max(une.jusqu_au, timezone.localdate()):
            effacer_inscription(une.inscription, par=par)
        elif une.finit:
            desinscrire(une.inscription, fin=max(une.jusqu_au, une.inscription.debut), par=par)
        else:
            prolonger(une.inscription, fin=une.jusqu_au, par=par)
    return faites


def annuler(faites: dict[str, Any], *, par: Utilisateur) -> None:
    """The registrations are as they were. Refus: something was booked on what goes."""
    for pk in faites["inscrites"]:
        annuler_inscription(pk)
    for pk, iso in faites["changees"]:
        _remettre_la_fin(pk, date.fromisoformat(iso) if iso else None, par=par)


def _remettre_la_fin(pk: int, fin: date | None, *, par: Utilisateur) -> None:
    lue = Inscription.objects.select_related("enfant", "activite__structure").filter(pk=pk).first()
    if lue is None:
        raise Refus("L’inscription n’existe plus. Cette validation ne peut plus être annulée.")
    if fin is None or (lue.fin is not None and fin > lue.fin):
        prolonger(lue, fin=fin, par=par)
        return
    apres = Reservation.objects.filter(
        enfant=lue.enfant, creneau__activite=lue.activite, creneau__jour__gt=fin
    )
    if apres.exists():
        raise Refus(
            f"{lue.enfant.prenom} a déjà des réservations après le {en_lettres(fin)}. Cette"
            " validation ne peut plus être annulée."
        )
    desinscrire(lue, fin=fin, par=par)


def _jusqu_au(fin: date | None) -> str:
    return f"jusqu’au {en_lettres(fin)}" if fin else SANS_FIN
