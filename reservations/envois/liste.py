"""The agents' list of the messages to many families: the latest first."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.db.models import OuterRef, Q, QuerySet

from famille.dossier.listes.declaration import Colonne, Liste, Onglet
from famille.models import EnvoiGroupe, Fil
from famille.socle.saisie.nombre import Nombre


class ListeDesEnvois(Liste):
    titre = "Messages groupés"
    adresse = "planning:envois"
    gabarit = "reservations/envois/envois.html"
    cellules = "reservations/envois/colonnes.html"
    colonnes = (
        Colonne("message", "Message", attrgetter("sujet"), tri=("sujet",)),
        Colonne("a_qui", "À qui", attrgetter("a_qui")),
        Colonne("etat", "État"),
        Colonne("envoye", "Envoyé le", attrgetter("envoye_le")),
        Colonne("familles", "Familles", attrgetter("remis"), classe="pfg-nombre"),
        Colonne("prepare", "Préparé", attrgetter("cree_le"), "Préparé le", tri=("cree_le",)),
        Colonne("par", "Préparé par", lambda envoi: str(envoi.par or "")),
    )
    ecran = ("message", "a_qui", "etat", "familles", "prepare")
    fichier = ("message", "a_qui", "envoye", "familles", "prepare", "par")
    genre, adresse_du_fichier = "messages-groupes", "planning:envois_exporter"
    onglets = (
        Onglet("", "Tous"),
        Onglet("brouillons", "Brouillons", Q(envoye_le=None)),
        Onglet("envoyes", "Envoyés", Q(envoye_le__isnull=False)),
    )
    une_ligne, des_lignes = "message", "messages"

    def base(self) -> Any:
        """With how many households each went to (`remis`)."""
        remis = Fil.objects.filter(envoi=OuterRef("pk")).order_by().values("pk")
        return EnvoiGroupe.objects.select_related("par").annotate(remis=Nombre(remis))

    def ordre(self, cle: Any, valeurs: dict[str, Any]) -> Sequence[str]:
        return ("-cree_le", "-pk")

    def pour_le_fichier(self, lignes: QuerySet) -> QuerySet:
        return lignes.order_by(*self.ordre("", {}))

    def foyers_de(self, objet: EnvoiGroupe) -> tuple[int, ...]:
        """None: a line says how many, and not who."""
        return ()
