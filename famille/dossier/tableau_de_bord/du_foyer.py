"""What the household's own file puts on the dashboard: its children, its messages, its papers."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from famille.dossier.documents.coffre import BIENTOT
from famille.dossier.foyers.dossier import faits_de, points_de, reglage_de, sans_les_recues
from famille.dossier.foyers.mises_a_jour import ce_qui_manque
from famille.dossier.messages.lecture import dit, non_lus
from famille.models import Document, Enfant, Foyer, Utilisateur
from famille.regles.dossier import Besoin, Piece, Point, chose_a_faire, juger, jusqu_ou
from famille.regles.foyer import age_le
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte, en_nombre, pluriel
from famille.socle.offres import Recue, la_recue
from famille.socle.requetes import RequeteEcrite
from famille.socle.saisie.nombre import Nombre

from .enfants import NOMMES, enfants_de, nommer, recues_annoncees
from .panneaux import AFaire, Panneau, PremierPas, Sujet

if TYPE_CHECKING:
    from famille.dossier.foyers.dossier import EnfantLu


# What the file of a child must hold before anything is booked, in the order of "Pour commencer".
_PIECES = (
    (20, Piece.FICHE, "Remplir la fiche sanitaire"),
    (30, Piece.AUTORISATIONS, "Donner ou refuser les autorisations"),
    (40, Piece.ASSURANCE, "Donner l’assurance extrascolaire"),
    (50, Piece.VACCINS, "Déposer le carnet de vaccination"),
)


class MaFamille(Panneau):
    """The household, its adults and children, at hand (G2)."""

    ordre = 70
    gabarit = "famille/tableau_de_bord/sans_enfant.html"

    def lire(self, request: RequeteConnectee, foyers: list[Foyer]) -> None:
        self.enfants, self.foyers = enfants_de(request, foyers), foyers
        self.request = request

    def a_faire(self) -> list[AFaire]:
        return choses_du_dossier(self.enfants, recues_annoncees(self.request))

    def etapes(self) -> list[PremierPas]:
        """One for each piece that the file of a child must hold."""
        jour = timezone.localdate()
        lus = [(enfant, point) for enfant in self.enfants for point in _points(enfant, jour)]
        par_piece = (
            (rang, texte, [(enfant, point) for enfant, point in lus if point.piece == piece])
            for rang, piece, texte in _PIECES
        )
        return [self._etape(rang, texte, siens) for rang, texte, siens in par_piece if siens]

    def _etape(self, rang: int, texte: str, lus: list[tuple[Enfant, Point]]) -> PremierPas:
        sans = [(enfant, point) for enfant, point in lus if point.a_faire]
        if not sans:
            return PremierPas(rang, texte, True, "", "")
        recues = recues_annoncees(self.request)
        dites = [la_recue(recues, point.piece, enfant.pk) for enfant, point in sans]
        restent = [un for un, recue in zip(sans, dites, strict=True) if recue is None]
        if recue := not restent and dites[0]:
            return PremierPas.recu(rang, texte, recue)
        enfants = [enfant for enfant, _point in restent]
        detail = f"Pour {nommer(enfants)}." if len(self.enfants) > 1 else ""
        premier, point = restent[0]
        return PremierPas(rang, texte, False, ce_qui_manque(premier, [point]), "Compléter", detail)

    def carte(self) -> dict[str, bool] | None:
        """A household without a child: nothing can be booked, and whom to tell."""
        return None if self.enfants else {"sans_enfant": True}

    def sujets(self) -> list[Sujet]:
        return [Sujet(70, "Ma famille", self._dit(), reverse("famille:famille"))]

    def _dit(self) -> str:
        if not self.enfants:
            return "aucun enfant inscrit au dossier"
        if len(self.foyers) > 1:
            return nommer(self.enfants)
        quotient = self.enfants[0].quotient
        if quotient is None:
            recue = la_recue(recues_annoncees(self.request), "quotient", self.foyers[0].pk)
            dit = recue.en_bref if recue else "inconnu"
        else:
            dit = en_nombre(quotient)
        return f"{nommer(self.enfants)} · quotient {dit}"


def _points(enfant: "EnfantLu", jour: date) -> list[Point]:
    """What the file must hold, as it would be asked of a child registered on `jour`."""
    demande = Besoin(inscrit=jour, fiche=jour, assurance=jour)
    voulues = jusqu_ou(demande, reglage_de(enfant).ages, age_le(jour, enfant.naissance))
    return juger(faits_de(enfant), voulues, jour=jour)


def choses_du_dossier(enfants: "list[EnfantLu]", recues: list[Recue]) -> list[AFaire]:
    """One line a child whose file lacks something that was not sent, or one for all of them."""
    jour = timezone.localdate()
    dites = []
    for enfant in enfants:
        points = points_de(enfant, reglage_de(enfant), jour=jour)
        points = sans_les_recues(points, enfant, recues)
        if phrase := chose_a_faire(enfant.prenom, points):
            lien, pour = ce_qui_manque(enfant, points), f"pour {enfant.prenom}"
            dites.append(AFaire(phrase, lien, "Compléter", pour, etape=True))
    if len(dites) <= NOMMES:
        return dites
    texte = (
        f"Des informations manquent ou finissent bientôt dans le dossier de {len(dites)} enfants."
    )
    return [AFaire(texte, reverse("famille:famille"), "Voir ma famille", etape=True)]


class Messages(Panneau):
    """What is not read yet (G9), where one writes too (G13). The menu's own query."""

    ordre = 30

    def lire(self, request: RequeteConnectee, foyers: list[Foyer]) -> None:
        self.nombre = non_lus(request)

    def sujets(self) -> list[Sujet]:
        dits = f"non lu{pluriel(self.nombre)}" if self.nombre else "tout est lu"
        combien = dit(self.nombre)
        return [Sujet(30, "Messages", dits, reverse("famille:messages"), combien)]


class MesDocuments(Panneau):
    """Every paper of the household (G7); those that end soon are said. One query."""

    ordre = 50

    def lire(self, request: RequeteConnectee, foyers: list[Foyer]) -> None:
        jour = timezone.localdate()
        [(self.finissent,)] = _FINISSENT.lire(
            utilisateur=request.user.pk, jour=jour, bientot=jour + BIENTOT
        )

    def sujets(self) -> list[Sujet]:
        lien = reverse("famille:documents")
        if not self.finissent:
            return [Sujet(50, "Mes documents", "à lire et à télécharger", lien)]
        dit = f"{compte(self.finissent, 'expire', 'expirent')} bientôt"
        return [Sujet(50, "Mes documents", dit, f"{lien}?etat=finit")]


def _dire_ce_qui_finit(utilisateur: Any, jour: Any, bientot: Any) -> QuerySet[Utilisateur]:
    finissent = Document.objects.de(utilisateur, jour).filter(
        valable_jusqu_au__gte=jour, valable_jusqu_au__lte=bientot
    )
    return Utilisateur.objects.filter(pk=utilisateur).values_list(
        Nombre(finissent.order_by().values("pk"))
    )


_FINISSENT = RequeteEcrite(_dire_ce_qui_finit)
