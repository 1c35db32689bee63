"""What the démarches put on the dashboard: at most two queries a panel, whatever the household
holds."""

from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from demarches.assistant.ouverture import lien_de_page
from demarches.catalogue.quotient_familial.fins import CODE as QUOTIENT
from demarches.catalogue.quotient_familial.fins import (
    FINIS_DEPUIS,
    RAPPEL_MAX,
    avec_fin_de_quotient,
    chose_a_faire,
)
from demarches.models import Demande, ReglageDemarche
from famille.models import Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_lettres
from famille.socle.requetes import RequeteEcrite
from famille.tableau_de_bord.panneaux import Panneau

from .listes import a_dire, brouillon, envoyees, offre

MONTREES = 5  # rows of a card; the rest is in "Mes démarches"


class EnCours(Panneau):
    """Démarches en cours: begun, not sent, each to be resumed or deleted (G3)."""

    gabarit = "demarches/suivi/panneaux/en_cours.html"
    ordre = 20

    def contexte(self, request: RequeteConnectee, foyers: list[Foyer]) -> dict[str, Any] | None:
        demandes = _BROUILLONS.lire(foyers=tuple(foyer.pk for foyer in foyers))
        lignes = [brouillon(demande) for demande in demandes]
        return (
            {"brouillons": lignes[:MONTREES], "autres": len(lignes) > MONTREES} if lignes else None
        )


class Suivi(Panneau):
    """Statut de mes démarches: waiting, to be completed, rejected, validated (G6)."""

    gabarit = "demarches/suivi/panneaux/suivi.html"
    ordre = 30

    def contexte(self, request: RequeteConnectee, foyers: list[Foyer]) -> dict[str, Any] | None:
        demandes = _ENVOYEES.lire(foyers=tuple(foyer.pk for foyer in foyers))
        a_completer = [une for une in demandes if une.statut == Demande.Statut.A_COMPLETER]
        prefetch_related_objects(a_completer, "complements")
        self.lignes = envoyees(demandes)
        if not self.lignes:
            return None
        return {"deposees": self.lignes[:MONTREES], "autres": len(self.lignes) > MONTREES}

    def a_faire(self, request: RequeteConnectee, foyers: list[Foyer]) -> list[Any]:
        return [
            {
                "texte": f"{ligne['demande'].titre_court} : un complément est attendu "
                f"avant le {en_lettres(ligne['complement'].limite)}.",
                "lien": reverse("demarches:demande", args=[ligne["demande"].pk]),
                "libelle": "Compléter",
            }
            for ligne in self.lignes
            if ligne["complement"]
        ]


class Disponibles(Panneau):
    """Démarches disponibles: what can be asked, and what comes soon (G5, G22)."""

    gabarit = "demarches/suivi/panneaux/disponibles.html"
    ordre = 80
    colonne = "pleine"

    def contexte(
        self, request: RequeteConnectee, foyers: list[Foyer]
    ) -> dict[str, list[ReglageDemarche]] | None:
        """One query, the quotient that is near its end included."""
        jour = timezone.localdate()
        self.offre = offre(
            _OFFRE.lire(
                foyers=tuple(foyer.pk for foyer in foyers),
                du=jour - FINIS_DEPUIS,
                au=jour + RAPPEL_MAX,
            )
        )
        return self.offre if self.offre["ouvertes"] or self.offre["annoncees"] else None

    def a_faire(self, request: RequeteConnectee, foyers: list[Foyer]) -> list[Any]:
        ouverte = next(
            (reglage for reglage in self.offre["ouvertes"] if reglage.code == QUOTIENT), None
        )
        texte = ouverte and chose_a_faire(ouverte, timezone.localdate())
        lien = lien_de_page(QUOTIENT, "quotient")
        return [{"texte": texte, "lien": lien, "libelle": "Déclarer mon quotient"}] if texte else []


_BROUILLONS = RequeteEcrite(
    lambda foyers: (
        Demande.objects.filter(foyer__pk__in=foyers)
        .brouillons()
        .select_related("enfant")
        .order_by("-modifie_le")[: MONTREES + 1]
    )
)
_ENVOYEES = RequeteEcrite(
    lambda foyers: (
        Demande.objects.filter(foyer__pk__in=foyers)
        .deposees()
        .avec_decision()
        .order_by("-deposee_le")[: MONTREES + 1]
    )
)
_OFFRE = RequeteEcrite(lambda foyers, du, au: avec_fin_de_quotient(a_dire(), foyers, du, au))
