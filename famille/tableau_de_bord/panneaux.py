"""The dashboard's panels: the one place where an app adds something to it."""

from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from famille.foyers.dossier import avec_besoins, avec_faits, avec_reglage, points_de, reglage_de
from famille.foyers.mises_a_jour import ce_qui_manque
from famille.messages.lecture import NOTIFICATION, dit, lire_non_lus
from famille.models import Enfant, Foyer
from famille.regles.dossier import chose_a_faire
from famille.socle.connectee import RequeteConnectee
from famille.socle.offres import offres
from famille.socle.requetes import RequeteEcrite

if TYPE_CHECKING:
    from famille.socle.requetes.ecrites import Parametre


MESSAGES_DITS = 3
ENFANTS_DITS = 3  # children told one by one; more of them are one line


class Panneau:
    """One card of the dashboard, offered by its room (famille.socle.offres).

    A panel that has nothing to say returns None from `contexte` and is not shown: no empty stub. It
    costs at most two queries, whatever the household holds, `a_faire` included.
    """

    gabarit = ""  # template of the card, which gets contexte()'s dict
    ordre = 0  # of reading, among the cards of every room
    colonne = "large"  # "large" (left), "etroite" (right) or "pleine" (whole width, below)

    def contexte(self, request: RequeteConnectee, foyers: list[Foyer]) -> dict[str, Any] | None:
        """What its template needs, or None: nothing to show. `foyers`: those of the account."""
        raise NotImplementedError

    def a_faire(self, request: RequeteConnectee, foyers: list[Foyer]) -> list[Any]:
        """list[dict(texte, lien, libelle)]: what the parent should do, shown first on the page."""
        return []


class MaFamille(Panneau):
    """The household, its adults and children, at hand (G2)."""

    gabarit = "famille/tableau_de_bord/panneaux/ma_famille.html"
    ordre = 60
    colonne = "etroite"

    def contexte(self, request: RequeteConnectee, foyers: list[Foyer]) -> dict[str, Any]:
        self.enfants = _ENFANTS.lire(
            foyers=tuple(foyer.pk for foyer in foyers), jour=timezone.localdate()
        )
        return {"enfants": self.enfants, "foyers": foyers}

    def a_faire(self, request: RequeteConnectee, foyers: list[Foyer]) -> list[dict[str, str]]:
        return choses_du_dossier(self.enfants)


def _dire_les_enfants(foyers: "list[Parametre]", jour: "Parametre") -> QuerySet[Enfant]:
    siens = Enfant.objects.du(Foyer.objects.filter(pk__in=foyers), jour)
    return avec_besoins(avec_reglage(avec_faits(siens)), jour)


_ENFANTS = RequeteEcrite(_dire_les_enfants)


class Messages(Panneau):
    """What is not read yet (G9). One query, which is also the menu's."""

    gabarit = "famille/tableau_de_bord/panneaux/messages.html"
    ordre = 50
    colonne = "etroite"

    def contexte(self, request: RequeteConnectee, foyers: list[Foyer]) -> dict[str, Any] | None:
        lignes = [
            {
                "titre": titre,
                "qui": "Notification" if genre == NOTIFICATION else "Pôle Familles",
                "le": le,
                "lien": reverse(
                    "famille:notification" if genre == NOTIFICATION else "famille:fil", args=[pk]
                ),
            }
            for genre, pk, titre, le in lire_non_lus(request)
        ]
        if not lignes:
            return None
        return {"lignes": lignes[:MESSAGES_DITS], "non_lus": len(lignes), "dit": dit(len(lignes))}


def choses_du_dossier(enfants: list[Enfant]) -> list[Any]:
    """list[dict(texte, lien, libelle)]: one line a child whose file lacks something, or one for all
    of them."""
    lus = [(enfant, points_de(enfant, reglage_de(enfant))) for enfant in enfants]
    phrases = [(une, points, chose_a_faire(une.prenom, points)) for une, points in lus]
    dites = [(enfant, points, phrase) for enfant, points, phrase in phrases if phrase]
    if len(dites) > ENFANTS_DITS:
        texte = (
            f"Des informations manquent ou finissent bientôt dans le dossier de {len(dites)}"
            " enfants."
        )
        return [{"texte": texte, "lien": reverse("famille:famille"), "libelle": "Voir ma famille"}]
    return [
        {
            "texte": phrase,
            "lien": ce_qui_manque(enfant, points),
            "libelle": f"Compléter pour {enfant.prenom}",
        }
        for enfant, points, phrase in dites
    ]


@cache
def classes() -> tuple[Any, ...]:
    """tuple[type[Panneau], ...] in the order of reading; loaded once, on the first dashboard."""
    offerts = [panneau for offre in offres() for panneau in offre.panneaux]
    return tuple(sorted(offerts, key=lambda panneau: panneau.ordre))


def composer(request: RequeteConnectee, foyers: list[Foyer]) -> dict[str, list[Any]]:
    """dict(a_faire, large, etroite, pleine): the things to do, then by column the cards that have
    something to say.

    A card is dict(gabarit, contexte). One instance of a panel serves `contexte` then `a_faire`: it
    may keep its rows.
    """
    page = {"a_faire": [], "large": [], "etroite": [], "pleine": []}
    for classe in classes():
        panneau = classe()
        contexte = panneau.contexte(request, foyers)
        page["a_faire"] += panneau.a_faire(request, foyers)
        if contexte is not None:
            page[panneau.colonne].append({"gabarit": panneau.gabarit, "contexte": contexte})
    return page
