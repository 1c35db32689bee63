"""What a family's inbox shows: its conversations and the portal's notifications, read in few
queries (G9)."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, QuerySet, Value
from django.utils import timezone

from famille.models import Fil, Notification, Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.requetes import RequeteEcrite
from famille.socle.saisie.nombre import Nombre

from .portes import APropos, a_propos

if TYPE_CHECKING:
    from famille.socle.requetes.ecrites import Parametre


PAR_PAGE = 20
NOMBRE_MAX = 99  # beside the menu
CLE = "_pf_non_lus"
TOUT, CONVERSATIONS, NOTIFICATIONS = "", "conversations", "notifications"
FILTRES = [(TOUT, "Tout"), (CONVERSATIONS, "Conversations"), (NOTIFICATIONS, "Notifications")]
FIL, NOTIFICATION = "fil", "notification"
# state of a conversation → (what a family reads, the colour of its label)
MOTS = {
    Fil.Etat.A_TRAITER: ("En attente de réponse", "en-attente"),
    Fil.Etat.REPONDU: ("Répondu", "repondue"),
    Fil.Etat.ENVOYE: ("Information", "non-analyse"),
    Fil.Etat.CLOS: ("Close", "close"),
}


@dataclass(frozen=True)
class LigneDeFil:
    fil: Fil
    apropos: APropos | None
    notification = None

    @property
    def mot(self) -> str:
        return MOTS[Fil.Etat(self.fil.etat)][0]

    @property
    def teinte(self) -> str:
        return MOTS[Fil.Etat(self.fil.etat)][1]


@dataclass(frozen=True)
class LigneDeNotification:
    notification: Notification
    fil = None


def _compter_les_non_lus(
    utilisateur: Utilisateur, jour: "Parametre", maintenant: "Parametre"
) -> QuerySet[Utilisateur]:
    fils = (
        Fil.objects.de(utilisateur, jour)
        .non_lus(utilisateur)
        .order_by()
        .values("pk")[: NOMBRE_MAX + 1]
    )
    notifications = (
        Notification.objects.non_lues(utilisateur, maintenant)
        .order_by()
        .values("pk")[: NOMBRE_MAX + 1]
    )
    return Utilisateur.objects.filter(pk=utilisateur).values_list(
        Nombre(fils), Nombre(notifications)
    )


def _dire_les_non_lus(
    utilisateur: Utilisateur, jour: "Parametre", maintenant: "Parametre"
) -> QuerySet[Fil]:
    fils = Fil.objects.de(utilisateur, jour).non_lus(utilisateur).order_by()
    fils = fils.values_list(_genre(FIL), "pk", "sujet", "reponse_le")
    notifications = Notification.objects.non_lues(utilisateur, maintenant).order_by()
    notifications = notifications.values_list(_genre(NOTIFICATION), "pk", "titre", "le")
    return fils.union(notifications, all=True).order_by("-reponse_le")[: NOMBRE_MAX + 1]


_NOMBRES, _NON_LUS = RequeteEcrite(_compter_les_non_lus), RequeteEcrite(_dire_les_non_lus)


def non_lus(request: RequeteConnectee) -> int:
    """How many conversations and notifications this account has not read, `NOMBRE_MAX` + 1 at most
    of each. One query a request, kept on it."""
    if not hasattr(request, CLE):
        setattr(request, CLE, sum(*_lire_maintenant(_NOMBRES, request.user)))
    return getattr(request, CLE)


def lire_non_lus(request: RequeteConnectee) -> list[tuple[str, int, str, datetime]]:
    """list[(kind, key, title, when)]: what is not read, the latest first, `NOMBRE_MAX` + 1 at most.
    One query, which also spares that of `non_lus`."""
    lignes = _lire_maintenant(_NON_LUS, request.user)
    setattr(request, CLE, len(lignes))
    return lignes


def _lire_maintenant(requete: RequeteEcrite, utilisateur: Utilisateur) -> list[Any]:
    return requete.lire(
        utilisateur=utilisateur.pk, jour=timezone.localdate(), maintenant=timezone.now()
    )


def dit(nombre: int) -> str:
    """str: "2", "99+"; "" for none."""
    return f"{NOMBRE_MAX}+" if nombre > NOMBRE_MAX else str(nombre or "")


def page_de(utilisateur: Utilisateur, voir: str, numero: str | None) -> tuple[Page, Any]:
    """(Page of keys, list of lines), the latest first; `voir`: one of FILTRES."""
    fils = Fil.objects.de(utilisateur).order_by().values_list(_genre(FIL), "pk", "dernier_le")
    notifications = (
        Notification.objects.de(utilisateur)
        .order_by()
        .values_list(_genre(NOTIFICATION), "pk", "le")
    )
    match voir:
        case "conversations":
            cles = fils.order_by("-dernier_le", "-pk")
        case "notifications":
            cles = notifications.order_by("-le", "-pk")
        case _:
            cles = fils.union(notifications, all=True).order_by("-dernier_le", "-pk")
    page = Paginator(cles, PAR_PAGE).get_page(numero)
    return page, lire(utilisateur, list(page.object_list))


def lire(utilisateur: Utilisateur, cles: list[tuple[str, int, datetime]]) -> list[Any]:
    """The lines of these (kind, key, date), in their order. Four queries at most."""
    fils = Fil.objects.avec_lecture(utilisateur).select_related("enfant", "foyer")
    lus = fils.in_bulk([pk for genre, pk, _le in cles if genre == FIL])
    notifications = Notification.objects.in_bulk(
        [pk for genre, pk, _le in cles if genre == NOTIFICATION]
    )
    sujets = a_propos(list(lus.values()))
    return [
        LigneDeFil(lus[pk], sujets.get(pk))
        if genre == FIL
        else LigneDeNotification(notifications[pk])
        for genre, pk, _le in cles
    ]


def _genre(nom: str) -> Value:
    return Value(nom, output_field=CharField())
