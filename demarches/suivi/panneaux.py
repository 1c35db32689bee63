"""What the démarches put on the dashboard: at most two queries a panel, whatever the household
holds."""

from django.urls import reverse
from django.utils import timezone

from demarches.catalogue.quotient_familial.fins import CODE as QUOTIENT
from demarches.catalogue.quotient_familial.fins import avec_fin_de_quotient, chose_a_faire
from demarches.models import Demande, ReglageDemarche
from famille.regles.foyer import en_lettres
from famille.tableau_de_bord.panneaux import Panneau

from .listes import brouillon, envoyees, offre

MONTREES = 5  # rows of a card; the rest is in "Mes démarches"


class EnCours(Panneau):
    """Démarches en cours: begun, not sent, each to be resumed or deleted (G3)."""

    gabarit = "demarches/suivi/panneaux/en_cours.html"

    def contexte(self, request, foyers):
        demandes = Demande.objects.filter(foyer__in=foyers).brouillons().select_related("enfant")
        lignes = [
            brouillon(demande) for demande in demandes.order_by("-modifie_le")[: MONTREES + 1]
        ]
        return (
            {"brouillons": lignes[:MONTREES], "autres": len(lignes) > MONTREES} if lignes else None
        )


class Suivi(Panneau):
    """Statut de mes démarches: waiting, to be completed, rejected, validated (G6)."""

    gabarit = "demarches/suivi/panneaux/suivi.html"

    def contexte(self, request, foyers):
        demandes = Demande.objects.filter(foyer__in=foyers).deposees().pour_la_liste()
        demandes = demandes.order_by("-deposee_le")[: MONTREES + 1]
        self.lignes = envoyees(list(demandes))
        if not self.lignes:
            return None
        return {"deposees": self.lignes[:MONTREES], "autres": len(self.lignes) > MONTREES}

    def a_faire(self, request, foyers):
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
    colonne = "pleine"

    def contexte(self, request, foyers):
        """One query, the quotient that is near its end included."""
        self.offre = offre(
            avec_fin_de_quotient(ReglageDemarche.objects.all(), foyers, timezone.localdate())
        )
        return self.offre if self.offre["ouvertes"] or self.offre["annoncees"] else None

    def a_faire(self, request, foyers):
        ouverte = next(
            (reglage for reglage in self.offre["ouvertes"] if reglage.code == QUOTIENT), None
        )
        texte = ouverte and chose_a_faire(ouverte, timezone.localdate())
        lien = reverse("demarches:presentation", args=[QUOTIENT])
        return [{"texte": texte, "lien": lien, "libelle": "Déclarer mon quotient"}] if texte else []
