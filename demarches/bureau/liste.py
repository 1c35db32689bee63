"""The list of demandes: the most urgent first, with counts by state that are links.

Nothing here reads more rows when a town has 100,000 demandes than when it has 1,000
(bench/pages): counts stop at `COMPTE_MAX`, and so do the pages; further, one searches or
filters.
"""

import re
from datetime import date, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.core.cache import caches
from django.db.models import F, Max, Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST, require_safe

from demarches.instruction.acces import pour_instructeurs
from demarches.instruction.liste_des_places import en_retard, sur_liste
from demarches.models import Demande
from demarches.models.demande import DemandeQuerySet
from famille.dossier.listes.declaration import Colonne, Liste, Onglet
from famille.dossier.listes.menu import a_compter, depuis_quand
from famille.dossier.listes.vues import exporter_la_liste, montrer
from famille.models import Utilisateur
from famille.regles.foyer import mots_cherches
from famille.socle.connectee import RequeteConnectee
from famille.socle.saisie.nombre import Nombre

from . import menu
from .forms import FiltreForm, instructeurs

Statut = Demande.Statut
A_TRAITER, SUR_LISTE, TOUTES = "", "sur-liste", "toutes"
DE_NUMERO = re.compile(r"[d\d-]+")
URGENCE = (F("echeance").asc(nulls_last=True), "deposee_le", "pk")
RECENTES = ("-deposee_le", "pk")
DECISIONS = (Statut.VALIDEE, Statut.REJETEE)
# Who, what and when: never what a family wrote or was answered, where its health may be read (D10).
DU_FICHIER = (
    *("numero", "code", "statut", "canal", "deposee_le", "echeance", "prise_le"),
    *("foyer__numero", "foyer__nom", "enfant__prenom", "enfant__nom"),
    *("agent__first_name", "agent__last_name"),
)


class ListeDesDemandes(Liste):
    titre = "Demandes"
    adresse = "demandes_modeladmin_index"
    gabarit = "demarches/bureau/liste/liste.html"
    cellules = "demarches/bureau/liste/colonnes.html"
    colonnes = (
        Colonne("demande", "Demande"),
        Colonne("numero", "Numéro", attrgetter("numero")),
        Colonne("demarche", "Démarche", attrgetter("titre_court")),
        Colonne("foyer", "Foyer", attrgetter("foyer.nom"), tri=("foyer__nom", "foyer__numero")),
        Colonne("dossier", "Dossier", attrgetter("foyer.numero")),
        Colonne("prenom", "Prénom de l’enfant", lambda un: un.enfant.prenom if un.enfant else ""),
        Colonne("nom", "Nom de l’enfant", lambda une: une.enfant.nom if une.enfant else ""),
        Colonne("deposee", "Déposée", attrgetter("deposee_le"), "Déposée le", tri=("deposee_le",)),
        Colonne("echeance", "Réponse avant", attrgetter("echeance"), tri=("echeance",)),
        Colonne("etat", "État", attrgetter("statut_dit")),
        Colonne("canal", "Canal", lambda une: une.get_canal_display()),
        Colonne(
            "agent",
            "Agent",
            lambda une: une.agent.get_full_name() if une.agent else "",
            tri=("agent__last_name", "agent__first_name"),
        ),
        Colonne("prise", "Prise en charge le", attrgetter("prise_le")),
        Colonne("decidee", "Décidée le", attrgetter("decidee_le")),
    )
    ecran = ("demande", "foyer", "deposee", "echeance", "etat", "agent")
    fichier = (
        *("numero", "demarche", "etat", "canal", "deposee", "echeance", "agent", "prise"),
        *("decidee", "dossier", "foyer", "prenom", "nom"),
    )
    genre, adresse_du_fichier = "demandes", "demandes_modeladmin_exporter"
    onglets = (
        Onglet(A_TRAITER, "À traiter", Q(statut=Statut.EN_ATTENTE, sur_liste_le=None)),
        Onglet(SUR_LISTE, "Sur liste", Q(statut=Statut.EN_ATTENTE, sur_liste_le__isnull=False)),
        Onglet("a-completer", "À compléter", Q(statut=Statut.A_COMPLETER)),
        Onglet("validee", "Validées", Q(statut=Statut.VALIDEE)),
        Onglet("rejetee", "Rejetées", Q(statut=Statut.REJETEE)),
        Onglet("repondue", "Répondues", Q(statut__in=Demande.REPONSES)),
        # Said by the date, which no draft has: theirs, unknown, come first in the index of the
        # latest ones, and all the drafts of the town would be read before them.
        Onglet(TOUTES, "Toutes", Q(deposee_le__isnull=False)),
    )
    une_ligne, des_lignes = "demande", "demandes"
    coche = "demande"
    se_suit = True

    par_cles = True
    compte_max = 990  # whole pages

    def base(self) -> QuerySet[Demande]:
        return _dites(Demande.objects.deposees())

    def formulaire(self, donnees: QueryDict) -> FiltreForm:
        return FiltreForm(donnees, agents=self.agents)

    @cached_property
    def agents(self) -> list[Utilisateur]:
        # read by each agent at each page, and changed once a month: kept some seconds
        return caches["proche"].get_or_set("instructeurs", lambda: list(instructeurs())) or []

    def filtrer(self, lignes: QuerySet[Demande], valeurs: dict[str, str]) -> QuerySet[Demande]:
        trouvees = filtrer(lignes, valeurs, jour=self.jour, agent=self.agent)
        return resserrer(trouvees) if "q" in valeurs else trouvees

    def ranger(
        self, lignes: QuerySet[Demande], cle: str, valeurs: dict[str, str]
    ) -> "QuerySet[Demande] | ALaSuite":
        return ranger(lignes, cle, self.attendent if cle == A_TRAITER else set())

    @cached_property
    def attendent(self) -> set[UUID]:
        return sur_liste()

    def preparer(self, objets: list[Demande]) -> list[dict[str, Any]]:
        en_attente = any(une.statut == Statut.EN_ATTENTE for une in objets)
        attendent = self.attendent if en_attente else set()
        return [ligne(une, self.jour, sur_liste=une.pk in attendent) for une in objets]

    def classe_de(self, ligne: dict[str, Any]) -> str:
        return "pfg-retard" if ligne["urgence"] == "retard" else ""

    def cle_de(self, ligne: dict[str, Any]) -> UUID:
        return ligne["demande"].pk

    def pour_le_fichier(self, lignes: QuerySet[Demande]) -> QuerySet[Demande]:
        decisions = Q(passages__vers__in=DECISIONS, passages__annule_le=None)
        decidee_le = Max("passages__le", filter=decisions)
        return lignes.annotate(decidee_le=decidee_le).only(*DU_FICHIER).order_by("deposee_le", "pk")

    def compter_aussi(self) -> dict[str, Nombre]:
        """The numbers beside the menu."""
        return {menu.CLE: Nombre(menu.premieres_a_traiter().values("pk"))} | a_compter(
            depuis_quand()
        )


@require_safe
@pour_instructeurs
def liste(request: RequeteConnectee) -> HttpResponse:
    return montrer(request, ListeDesDemandes)


def filtrer(
    demandes: QuerySet[Demande], valeurs: dict[str, str], *, jour: date, agent: Utilisateur
) -> QuerySet[Demande]:
    """The demandes that answer `valeurs` (FiltreForm), whatever their state."""
    conditions = {
        "demarche": lambda code: Q(code=code),
        "echeance": lambda quand: _echeance(quand, jour),
        "age": lambda jours: Q(deposee_le__date__lt=jour - timedelta(days=int(jours))),
        "agent": lambda qui: _agent(qui, agent),
        "q": chercher,
    }
    for nom, condition in conditions.items():
        if nom in valeurs:
            demandes = demandes.filter(condition(valeurs[nom]))
    return demandes


def chercher(texte: str) -> Q:
    """Each word is in the demande's number or among what its household is found by; accents do not
    matter.

    A word that can't be of a number ("D-2026-00231") is sought in households alone: those found
    lead to their demandes by an index, where an "or" across two tables would have every demande of
    the town read.
    """
    condition = Q()
    for mot in mots_cherches(texte):
        du_foyer = Q(foyer__recherche__contains=mot)
        condition &= (
            Q(numero__contains=mot.upper()) | du_foyer if DE_NUMERO.fullmatch(mot) else du_foyer
        )
    return condition


def _echeance(quand: str, jour: date) -> Q:
    semaine = jour + timedelta(days=7)
    return {
        "retard": lambda: en_retard(jour),
        "semaine": lambda: Q(echeance__gte=jour, echeance__lte=semaine),
        "plus-tard": lambda: Q(echeance__gt=semaine) | Q(echeance=None),
        "sur-liste": lambda: Q(pk__in=sur_liste()),
    }[quand]()


def _agent(qui: str, agent: Utilisateur) -> Q:
    return {"moi": Q(agent=agent), "personne": Q(agent=None)}.get(qui) or Q(agent=int(qui))


def ranger(
    demandes: QuerySet[Demande], cle: str, attendent: set[UUID]
) -> "QuerySet[Demande] | ALaSuite":
    """Sliceable: the demandes of the tab `cle` in its order. Among those to deal with, `attendent`
    (keys) come last, whatever their date: nobody can answer them until a place frees."""
    if cle in ("validee", "rejetee", "repondue", TOUTES):
        return demandes.order_by(*RECENTES)
    demandes = demandes.order_by(*URGENCE)
    if not attendent:
        return demandes
    return ALaSuite(demandes.exclude(pk__in=attendent), demandes.filter(pk__in=attendent))


class ALaSuite:
    """Two QuerySets, one after the other: each is read in the order of its index, and the first is
    counted only where its last page is reached. Sorting them as one would read all that waits."""

    ordered = True

    def __init__(self, premieres: QuerySet[Demande], dernieres: QuerySet[Demande]) -> None:
        self.premieres, self.dernieres = premieres, dernieres

    def values_list(self, *champs: Any, **choix: Any) -> "ALaSuite":
        return ALaSuite(
            *(lignes.values_list(*champs, **choix) for lignes in (self.premieres, self.dernieres))
        )

    def __getitem__(self, tranche: Any) -> list[Any]:
        debut, fin = tranche.start or 0, tranche.stop
        page = list(self.premieres[debut:fin])
        if len(page) < fin - debut:
            avant = self.premieres.count()
            page += self.dernieres[max(debut - avant, 0) : max(fin - avant, 0)]
        return page


def resserrer(demandes: QuerySet[Demande]) -> QuerySet[Demande]:
    """The same demandes, named by their keys when they are few: a search reads the whole town once,
    and not once a tab. Where they are many, each tab finds its first ones soon."""
    cles = list(demandes.order_by().values_list("pk", flat=True)[: ListeDesDemandes.compte_max + 1])
    if len(cles) > ListeDesDemandes.compte_max:
        return demandes
    return _dites(Demande.objects.filter(pk__in=cles))


def _dites(demandes: DemandeQuerySet) -> QuerySet[Demande]:
    return demandes.sans_les_reponses().select_related("foyer", "enfant", "agent")


def ligne(demande: Demande, jour: date, *, sur_liste: bool = False) -> dict[str, Any]:
    """One demande, with how far its deadline is (`retard`, `proche`, or nothing). `sur_liste`: it
    waits for a place, and is not late."""
    attendue = demande.statut == Statut.EN_ATTENTE and demande.echeance
    jours = (attendue - jour).days if attendue else None
    urgence = ""
    if jours is not None and not sur_liste:
        urgence = "retard" if jours < 0 else "proche" if jours <= 3 else ""
    return {
        "demande": demande,
        "titre": demande.titre_court,
        "jours": jours,
        "retard": -jours if jours and urgence == "retard" else 0,
        "urgence": urgence,
        "sur_liste": sur_liste,
    }


@require_POST
@pour_instructeurs
def exporter(request: RequeteConnectee) -> HttpResponse:
    """Export what the list shows: its filters come with `format`."""
    return exporter_la_liste(request, ListeDesDemandes)
