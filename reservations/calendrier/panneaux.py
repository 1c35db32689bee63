"""What bookings put on the dashboard: this week, the two gestures of every week, what was used. Two
queries, whatever the household holds."""

from datetime import date
from itertools import chain
from typing import Any

from django.urls import reverse
from django.utils import timezone

from famille.dossier.tableau_de_bord.enfants import enfants_de, nommer
from famille.dossier.tableau_de_bord.panneaux import AFaire, Bouton, Panneau, PremierPas, Sujet
from famille.models import Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte, en_bref, en_nombre, enumerer
from reservations.lecture.filtres import Mois

from .absence_du_jour import absences_du_jour, lire_les_annulees
from .choses_a_faire import Choses, choses_a_faire, choses_de, comptes_jusqu_au
from .repas import illisibles_de, lire_les_repas
from .semaine import dire_la_semaine, lire_la_semaine, titre


class PanneauDesReservations(Panneau):
    """The next days booked (G10); booking, telling an absence; the offers to answer and the choices
    that wait to be submitted (G28, G29); what was used (G11)."""

    gabarit = "reservations/calendrier/panneau.html"
    ordre = 10

    def lire(self, request: RequeteConnectee, foyers: list[Foyer]) -> None:
        self.maintenant = timezone.now()
        self.aujourdhui = timezone.localdate(self.maintenant)
        cles = tuple(foyer.pk for foyer in foyers)
        self.venues = lire_la_semaine(cles, self.aujourdhui)
        self.repas = lire_les_repas(request.user, self.venues)
        self.choses = choses_de(request, foyers, maintenant=self.maintenant)
        self.enfants = enfants_de(request, foyers)
        self.annulees = lire_les_annulees(request)

    @property
    def inscrits(self) -> bool:
        """Whether a child may be booked for somewhere."""
        return any(enfant.besoin_inscrit for enfant in self.enfants)

    def a_faire(self) -> list[AFaire]:
        return choses_a_faire(self.choses, maintenant=self.maintenant)

    def commence(self) -> bool:
        return bool(self.enfants) and not self.choses.a_commence

    def etapes(self) -> list[PremierPas]:
        return [
            PremierPas(
                70,
                "Réserver vos premiers jours",
                self.choses.a_commence,
                reverse("reservations:calendrier"),
                "Réserver",
            )
        ]

    def carte(self) -> dict[str, Any] | None:
        jours = dire_la_semaine(self.venues, self.maintenant)
        if not (jours or self.choses.autres_jours or self.inscrits):
            return None
        gestes, perdus = absences_du_jour(self.venues, self.maintenant)
        return {
            "jours": jours,
            "repas": self.repas,
            "illisibles": enumerer(illisibles_de(chain.from_iterable(self.repas.values()))),
            "titre": titre(jours, self.aujourdhui),
            "autres": self.choses.autres_jours,
            "comptes": Mois.du(comptes_jusqu_au(self.aujourdhui)),
            "gestes": gestes,
            "perdus": perdus,
            "annulees": self.annulees,
            "a_reprendre": [une.pk for une in self.annulees if not une.refus],
        }

    def boutons(self) -> list[Bouton]:
        if not self.enfants:
            return []
        reserver, absence = reverse("reservations:calendrier"), reverse("reservations:absences")
        attend = bool(self.venues or self.choses.autres_jours)
        return [
            Bouton(10, "Réserver", self._ouvert(), reserver, "calendrier", attend=self.inscrits),
            Bouton(20, "Absence", nommer(self.enfants), absence, "absence", attend=attend),
        ]

    def _ouvert(self) -> str:
        """Until when days may be booked."""
        if self.choses.ouvert_jusqu_au:
            return f"jusqu’au {en_bref(self.choses.ouvert_jusqu_au, annee=False)}"
        return "pas encore ouvert" if self.inscrits else "demander une place"

    def sujets(self) -> list[Sujet]:
        lien = reverse("reservations:consommation")
        return [Sujet(60, "Ma consommation", _consomme(self.choses, self.aujourdhui), lien)]


def _consomme(choses: Choses, jour: date) -> str:
    """ "novembre : 6 jours réservés, 31 repas pris"."""
    jours, repas = choses.jours_du_mois, choses.repas_du_mois
    dits = [compte(jours, "jour réservé", "jours réservés")] if jours else []
    dits += [f"{en_nombre(repas)} repas pris"] if repas else []
    return f"{Mois.du(jour).nom} : {', '.join(dits) or 'rien pour le moment'}"
