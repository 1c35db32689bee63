"""What a family's inbox shows: its conversations and the portal's notifications, read in few
queries (G9)."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, QuerySet, When
from django.utils import timezone

from famille.models import Fil, Notification, Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_jour_proche
from famille.socle.requetes import RequeteEcrite
from famille.socle.saisie.nombre import Nombre

from .portes import APropos, a_propos

PAR_PAGE = 20
PREMIERES = 5  # conversations, and notifications twice as many, where both are shown
NOMBRE_MAX = 99  # beside the menu
CLE = "_pf_non_lus"
TOUT, CONVERSATIONS, NOTIFICATIONS = "", "conversations", "notifications"
FILTRES = [(TOUT, "Tout"), (CONVERSATIONS, "Conversations"), (NOTIFICATIONS, "Notifications")]
# state of a conversation → (what a family reads, the colour of its label)
MOTS = {
    Fil.Etat.A_TRAITER: ("En attente de réponse", "en-attente"),
    Fil.Etat.REPONDU: ("Répondu", "repondue"),
    Fil.Etat.ENVOYE: ("Information", "non-analyse"),
    Fil.Etat.CLOS: ("Terminée", "close"),
}
OUVERTES, TERMINEES = "Conversations en cours", "Conversations terminées"


@dataclass(frozen=True)
class LigneDeFil:
    """A conversation, what it is about, and its state as a family reads it."""

    fil: Fil
    apropos: APropos | None

    @property
    def mot(self) -> str:
        return MOTS[Fil.Etat(self.fil.etat)][0]

    @property
    def teinte(self) -> str:
        return MOTS[Fil.Etat(self.fil.etat)][1]


@dataclass(frozen=True)
class CeQuOnMontre[Ligne]:
    """What is shown of a kind: its lines under their titles, and whether there are more.

    `page`: the page they are, when the kind is shown alone; None where only its first ones are.
    """

    groupes: list[tuple[str, list[Ligne]]]
    reste: bool = False
    page: Page | None = None


def _compter_les_non_lus(
    utilisateur: Any, jour: Any, maintenant: Any
) -> QuerySet[Utilisateur, Any]:
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


_NOMBRES = RequeteEcrite(_compter_les_non_lus)


def non_lus(request: RequeteConnectee) -> int:
    """How many conversations and notifications this account has not read, `NOMBRE_MAX` + 1 at most
    of each. One query a request, kept on it."""
    if not hasattr(request, CLE):
        [nombres] = _NOMBRES.lire(
            utilisateur=request.user.pk, jour=timezone.localdate(), maintenant=timezone.now()
        )
        setattr(request, CLE, sum(nombres))
    return getattr(request, CLE)


def dit(nombre: int) -> str:
    """str: "2", "99+"; "" for none."""
    return f"{NOMBRE_MAX}+" if nombre > NOMBRE_MAX else str(nombre or "")


def boite(
    utilisateur: Utilisateur, voir: str, numero: str | None
) -> tuple[CeQuOnMontre[LigneDeFil] | None, CeQuOnMontre[Notification] | None]:
    """(conversations, notifications), None for a kind that is not asked for.

    Both together are their first ones; alone (`voir`, one of FILTRES), a kind is read by pages.
    """
    if voir == CONVERSATIONS:
        return _conversations(utilisateur, numero), None
    if voir == NOTIFICATIONS:
        return None, _notifications(utilisateur, numero)
    return _premieres_conversations(utilisateur), _premieres_notifications(utilisateur)


def _premieres_conversations(utilisateur: Utilisateur) -> CeQuOnMontre[LigneDeFil]:
    """What is not read before what is, so that nothing new hides behind a link."""
    fils = _fils(utilisateur).order_by("lu", "-dernier_le", "-pk")[: PREMIERES + 1]
    lus = list(fils)
    groupes = [("", _lignes(lus[:PREMIERES]))] if lus else []
    return CeQuOnMontre(groupes, reste=len(lus) > PREMIERES)


def _conversations(utilisateur: Utilisateur, numero: str | None) -> CeQuOnMontre[LigneDeFil]:
    """The conversations: those that go on, then those that are over; the latest first."""
    close = Case(When(etat=Fil.Etat.CLOS, then=1), default=0)
    fils = _fils(utilisateur).order_by(close, "-dernier_le", "-pk")
    page = Paginator(fils, PAR_PAGE).get_page(numero)
    groupes = _grouper(_lignes(list(page)), lambda ligne: TERMINEES if ligne.fil.clos else OUVERTES)
    return CeQuOnMontre(groupes, page=page)


def _premieres_notifications(utilisateur: Utilisateur) -> CeQuOnMontre[Notification]:
    nombre = 2 * PREMIERES
    lues = list(Notification.objects.de(utilisateur)[: nombre + 1])
    return CeQuOnMontre(_par_jour(lues[:nombre]), reste=len(lues) > nombre)


def _notifications(utilisateur: Utilisateur, numero: str | None) -> CeQuOnMontre[Notification]:
    page = Paginator(Notification.objects.de(utilisateur), PAR_PAGE).get_page(numero)
    return CeQuOnMontre(_par_jour(list(page)), page=page)


def _fils(utilisateur: Utilisateur) -> QuerySet[Any]:
    """Each with `lu` (FilQuerySet.avec_lecture)."""
    fils = Fil.objects.de(utilisateur).avec_lecture(utilisateur)
    return fils.select_related("enfant", "foyer")


def _lignes(fils: list[Fil]) -> list[LigneDeFil]:
    sujets = a_propos(fils)
    return [LigneDeFil(fil, sujets.get(fil.pk)) for fil in fils]


def _par_jour(notifications: list[Notification]) -> list[tuple[str, list[Notification]]]:
    aujourdhui = timezone.localdate()
    return _grouper(
        notifications, lambda une: en_jour_proche(timezone.localdate(une.le), aujourdhui)
    )


def _grouper[Ligne](
    lignes: list[Ligne], titre: Callable[[Ligne], str]
) -> list[tuple[str, list[Ligne]]]:
    return [(nom, list(celles)) for nom, celles in groupby(lignes, titre)]
