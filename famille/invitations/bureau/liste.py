"""Who was invited, who has come, whom to ask again."""

from operator import attrgetter
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from famille.listes.declaration import Colonne, Filtres, Liste, Onglet
from famille.models import Invitation, VagueInvitations

from . import LISTE

Moyen = Invitation.Moyen


class FiltreInvitationsForm(Filtres):
    vague = forms.ModelChoiceField(
        queryset=VagueInvitations.objects.all(), required=False, empty_label="Toutes"
    )
    moyen = forms.ChoiceField(required=False, choices=[("", "Tous"), *Moyen.choices])


class ListeDesInvitations(Liste):
    titre = "Invitations"
    adresse = LISTE
    gabarit = "famille/invitations/bureau/liste.html"
    cellules = "famille/invitations/bureau/colonnes.html"
    colonnes = (
        Colonne(
            "personne",
            "Personne",
            lambda une: str(une.responsable),
            tri=("responsable__nom", "responsable__prenom"),
        ),
        Colonne("dossier", "Foyer", lambda une: une.responsable.foyer.numero),
        Colonne("moyen", "Comment", lambda une: une.get_moyen_display(), tri=("moyen",)),
        Colonne(
            "envoyee",
            "Invité le",
            lambda une: une.envoyee_le and timezone.localdate(une.envoyee_le),
            tri=("envoyee_le",),
            classe="pfg-chiffres",
        ),
        Colonne("etat", "Où il en est", attrgetter("etat")),
    )
    ecran = ("personne", "dossier", "moyen", "envoyee", "etat")
    fichier = ecran
    genre, adresse_du_fichier = "invitations", "invitations:exporter"
    onglets = (
        Onglet("", "Toutes"),
        Onglet("attendent", "À envoyer", lambda lignes: lignes.a_envoyer()),
        Onglet("sans-reponse", "Sans réponse", lambda lignes: lignes.sans_reponse()),
        Onglet("a-relancer", "À relancer", lambda lignes: lignes.a_relancer()),
        Onglet("venus", "Comptes ouverts", lambda lignes: lignes.venus()),
    )
    filtres = FiltreInvitationsForm
    une_ligne, des_lignes = "invitation", "invitations"

    def base(self) -> QuerySet[Invitation]:
        return Invitation.objects.select_related(
            "responsable__foyer", "responsable__utilisateur", "vague"
        )

    def filtrer(
        self, lignes: QuerySet[Invitation], valeurs: dict[str, Any]
    ) -> QuerySet[Invitation]:
        return lignes.filter(**valeurs)

    def ordre(self, cle: str, valeurs: dict[str, Any]) -> tuple[str, ...]:
        return ("responsable__nom", "responsable__prenom", "pk")

    def foyers_de(self, objet: Invitation) -> list[int]:
        return [objet.responsable.foyer_id]
