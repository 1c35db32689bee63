"""What the address of a list asks for, and which day it opens on. What is not understood is left
out; the page works the same filters out in the browser, so that they hold without the network."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import QueryDict

from famille.socle.texte import normaliser
from reservations.models import Activite, Reservation

if TYPE_CHECKING:
    from reservations.presences.liste import LignePresence


NOM, ARRIVEE = "nom", "arrivee"


@dataclass(frozen=True)
class ChoixListe:
    """`moment`: "" for none yet; `groupe`: its pk as text, "sans" for the children of no group, ""
    for all."""

    activite: str = ""
    jour: date | None = None
    moment: str = ""
    groupe: str = ""
    cherche: str = ""
    tri: str = NOM
    a_pointer: bool = False
    dedans: bool = False

    @property
    def adresse(self) -> str:
        """What follows the "?": only what differs from the page's own choice."""
        valeurs = {
            "activite": self.activite,
            "jour": self.jour.isoformat() if self.jour else "",
            "moment": self.moment,
            "groupe": self.groupe,
            "cherche": self.cherche,
            "tri": self.tri if self.tri != NOM else "",
            "a_pointer": "oui" if self.a_pointer else "",
            "dedans": "oui" if self.dedans else "",
        }
        return urlencode({nom: valeur for nom, valeur in valeurs.items() if valeur})

    def avec(self, **valeurs: Any) -> "ChoixListe":
        return replace(self, **valeurs)

    def retient(self, ligne: "LignePresence") -> bool:
        """Whether the list shows this line."""
        if self.groupe and self.groupe != ligne.cle_groupe:
            return False
        if self.a_pointer and ligne.pointee:
            return False
        if self.dedans and not ligne.la_depuis:
            return False
        return all(mot in ligne.cherchable for mot in normaliser(self.cherche).split())


def lire_le_choix(adresse: QueryDict) -> ChoixListe:
    """ChoixListe of a QueryDict."""
    try:
        jour = date.fromisoformat(adresse.get("jour", ""))
    except ValueError:
        jour = None
    return ChoixListe(
        activite=adresse.get("activite", ""),
        jour=jour,
        moment=adresse.get("moment", "")[:12],
        groupe=adresse.get("groupe", "")[:12],
        cherche=adresse.get("cherche", "").strip()[:60],
        tri=ARRIVEE if adresse.get("tri") == ARRIVEE else NOM,
        a_pointer=adresse.get("a_pointer") == "oui",
        dedans=adresse.get("dedans") == "oui",
    )


@dataclass(frozen=True)
class Jours:
    """`jour`: the day shown; `avant`, `apres`: its neighbours with children; `demande`: whether it
    was asked for."""

    jour: date
    avant: date | None
    apres: date | None
    demande: bool


def lire_les_jours(activite: Activite, demande: date | None, aujourd_hui: date) -> Jours:
    """The day asked for, even empty. Else today when children come; else the next day when some do,
    or the last."""
    siennes = Reservation.objects.filter(creneau__activite=activite)
    jours = siennes.values_list("creneau__jour", flat=True)
    avant, apres = jours.order_by("-creneau__jour"), jours.order_by("creneau__jour")
    jour = (
        demande
        or apres.filter(creneau__jour__gte=aujourd_hui).first()
        or avant.filter(creneau__jour__lt=aujourd_hui).first()
        or aujourd_hui
    )
    return Jours(
        jour,
        avant.filter(creneau__jour__lt=jour).first(),
        apres.filter(creneau__jour__gt=jour).first(),
        bool(demande),
    )


def autres_jours(choix: ChoixListe, jours: Jours, aujourd_hui: date) -> dict[str, str]:
    """The addresses of the days around, as presences/_jours.html reads them."""
    autres = {"avant": jours.avant, "aujourd_hui": aujourd_hui, "apres": jours.apres}
    return {nom: choix.avec(jour=jour).adresse if jour else "" for nom, jour in autres.items()}
