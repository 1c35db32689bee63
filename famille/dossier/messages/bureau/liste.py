"""The list of conversations: those that wait first, the oldest on top, with counts by state that
are links."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any

from django.db.models import F, OrderBy, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property

from famille.dossier.listes.declaration import Colonne, Liste, Onglet
from famille.dossier.messages.portes import a_propos
from famille.models import Fil, Utilisateur
from famille.models.message import FilQuerySet
from famille.regles.foyer import mots_cherches
from famille.regles.messages import JOURS_PROMIS, Attente, attente

from .formulaires import FiltreFilsForm, repondants

Etat = Fil.Etat


class ListeDesMessages(Liste):
    titre = "Messages"
    adresse = "boite:liste"
    gabarit = "famille/messages/bureau/liste.html"
    cellules = "famille/messages/bureau/colonnes.html"
    colonnes = (
        Colonne("conversation", "Conversation"),
        Colonne("dossier", "Dossier", attrgetter("foyer.numero")),
        Colonne("foyer", "Foyer", attrgetter("foyer.nom"), tri=("foyer__nom", "foyer__numero")),
        Colonne("apropos", "À propos de"),
        Colonne("dernier", "Dernier message", attrgetter("dernier_le"), tri=("dernier_le",)),
        Colonne("attend", "Attend", attrgetter("attend_depuis"), "Attend depuis le"),
        Colonne("etat", "État", lambda fil: fil.get_etat_display()),
        Colonne(
            "agent",
            "Agent",
            lambda fil: str(fil.agent or ""),
            tri=("agent__last_name", "agent__first_name"),
        ),
    )
    ecran = ("conversation", "foyer", "apropos", "dernier", "attend", "etat", "agent")
    # Who and when: a subject is the family's own words.
    fichier = ("dossier", "foyer", "dernier", "attend", "etat", "agent")
    genre, adresse_du_fichier = "messages", "boite:exporter"
    onglets = (
        Onglet("", "À traiter", Q(etat=Etat.A_TRAITER)),
        Onglet("repondu", "Répondues", Q(etat=Etat.REPONDU)),
        Onglet("envoye", "Envoyées", Q(etat=Etat.ENVOYE)),
        Onglet("clos", "Closes", Q(etat=Etat.CLOS)),
        Onglet("toutes", "Toutes"),
    )
    se_suit = True
    une_ligne, des_lignes = "conversation", "conversations"
    par_cles = True
    compte_max = 990  # whole pages; further, one searches or filters

    def base(self) -> FilQuerySet:
        return Fil.objects.select_related("foyer", "enfant", "agent")

    def formulaire(self, donnees: QueryDict) -> FiltreFilsForm:
        return FiltreFilsForm(donnees, agents=self.agents)

    @cached_property
    def agents(self) -> list[Utilisateur]:
        return list(repondants())

    def filtrer(self, lignes: QuerySet[Fil], valeurs: dict[str, str]) -> QuerySet[Fil]:
        return filtrer(lignes, valeurs, agent=self.agent)

    def ordre(self, cle: str, valeurs: dict[str, str]) -> Sequence[str | OrderBy]:
        return ("-dernier_le", "-pk") if cle else (F("attend_depuis").asc(nulls_last=True), "pk")

    def preparer(self, objets: list[Fil]) -> list[Any]:
        sujets = a_propos(objets)
        return [
            {"fil": fil, "apropos": sujets.get(fil.pk), "attente": attente_de(fil, self.jour)}
            for fil in objets
        ]

    def classe_de(self, ligne: dict[str, Any]) -> str:
        return "pfg-retard" if ligne["attente"] and ligne["attente"].en_retard else ""

    def cle_de(self, ligne: dict[str, Any]) -> int:
        return ligne["fil"].pk

    def pour_le_fichier(self, lignes: QuerySet[Fil]) -> QuerySet[Fil]:
        return lignes.order_by("-dernier_le", "-pk")


def filtrer(fils: QuerySet[Fil], valeurs: dict[str, str], *, agent: Utilisateur) -> QuerySet[Fil]:
    """The conversations that answer `valeurs` (FiltreFilsForm), whatever their state."""
    if "q" in valeurs:
        fils = fils.filter(chercher(valeurs["q"]))
    if valeurs.get("delai") == "retard":
        fils = fils.filter(attend_depuis__lt=debut_du_retard())
    if qui := valeurs.get("agent"):
        fils = fils.filter(
            {"moi": Q(agent=agent), "personne": Q(agent=None)}.get(qui) or Q(agent=int(qui))
        )
    return fils


def debut_du_retard() -> datetime:
    """What waits since before it is late today, as `regles_messages.attente` says."""
    minuit = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return minuit - timedelta(days=JOURS_PROMIS)


def chercher(texte: str) -> Q:
    """Each word is in the subject, in the number of what it is about, or among what its household
    is found by."""
    condition = Q()
    for mot in mots_cherches(texte):
        condition &= Q(recherche__contains=mot) | Q(foyer__recherche__contains=mot)
    return condition


def attente_de(fil: Fil, jour: date) -> Attente | None:
    """Attente of a conversation, or None: nobody waits."""
    return attente(fil.attend_depuis and timezone.localdate(fil.attend_depuis), jour)
