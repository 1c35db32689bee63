"""The agents' list of the messages to many families: the latest first."""

from collections.abc import Sequence
from typing import Any

from django.db.models import OuterRef, Q

from famille.listes.declaration import Colonne, Liste, Onglet
from famille.models import EnvoiGroupe, Fil
from famille.socle.saisie.nombre import Nombre


class ListeDesEnvois(Liste):
    titre = "Messages groupés"
    adresse = "planning:envois"
    gabarit = "reservations/envois/envois.html"
    cellules = "reservations/envois/colonnes.html"
    colonnes = (
        Colonne("message", "Message", tri=("sujet",)),
        Colonne("a_qui", "À qui"),
        Colonne("etat", "État"),
        Colonne("familles", "Familles", classe="pfg-nombre"),
        Colonne("prepare", "Préparé", tri=("cree_le",)),
    )
    ecran = ("message", "a_qui", "etat", "familles", "prepare")
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
