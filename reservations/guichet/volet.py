"""A household's bookings, registrations and places in the queue, on the agents' page of it."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils import timezone

from famille.dossier.foyers.bureau.droits import MODIFIER
from famille.dossier.foyers.bureau.volets import DERNIERS, Avis, Carte, Fait, GesteOffert, Volet
from famille.dossier.papiers import AEtablir
from famille.models import Enfant, Foyer, Utilisateur
from famille.socle.dire import compte, de, en_euros, en_jour
from famille.socle.saisie.nombre import Nombre
from reservations.bureau import ESPACE
from reservations.bureau.droits import FACTURER, GUICHET
from reservations.calendrier.semaine import Jour, dire_la_semaine, lire_la_semaine
from reservations.facturation.derniere_facture import brouillons_du_depart
from reservations.models import Attente, DemandeReservation, Inscription
from reservations.moteur.resultat import en_bref

MERCREDI = 2  # date.weekday
AUTRES_JOURS = timedelta(days=27)


class VoletReservations(Volet):
    code, titre, ordre, permission = "reservations", "Enfants et réservations", 20, GUICHET
    gabarit = "reservations/guichet/_du_foyer.html"

    @classmethod
    def comptes(cls, foyer: int, agent: Utilisateur) -> dict[str, Any]:
        """The last invoice is None where no draft of it waits, or without the right to bill."""
        comptes: dict[str, Any] = {"places_attendues": Nombre(_attentes(foyer).values("pk"))}
        if agent.has_perm(FACTURER):
            brouillons = brouillons_du_depart().filter(foyer=foyer).order_by().values("foyer")
            somme = brouillons.annotate(somme=Sum("total")).values("somme")
            comptes["derniere_facture"] = Subquery(somme)
        return comptes

    def lire(self) -> None:
        self.aujourdhui = timezone.localdate()
        venues = lire_la_semaine((self.foyer.pk,), self.aujourdhui, AUTRES_JOURS)
        self.jours = dire_la_semaine(venues, timezone.now(), un_par_un=True)

    def avis(self) -> list[Avis]:
        somme = self.compte("derniere_facture") if self.request.user.has_perm(FACTURER) else None
        if somme is None:
            return []
        texte = f"Une dernière facture attend : {en_euros(somme)}."
        adresse = reverse(f"{ESPACE}:derniere_facture", args=[self.foyer.pk])
        return [Avis(texte, adresse, "Relire et publier")]

    def cartes(self) -> list[Carte]:
        """The day that families call about."""
        mercredi = self.aujourdhui + timedelta(days=(MERCREDI - self.aujourdhui.weekday()) % 7)
        viennent = _qui_vient(next((jour for jour in self.jours if jour.le == mercredi), None))
        titre = en_jour(mercredi).capitalize()
        return [Carte(10, titre, "" if viennent else "rien de réservé", viennent)]

    def en_cours(self) -> list[str]:
        combien = self.compte("places_attendues")
        en_attente = "place en liste d’attente", "places en liste d’attente"
        return [compte(combien, *en_attente)] if combien else []

    def gestes(self) -> list[GesteOffert]:
        return [
            GesteOffert(10, "Réserver", reverse(f"{ESPACE}:guichet_foyer", args=[self.foyer.pk]))
        ]

    def faits(self) -> list[Fait]:
        faites = DemandeReservation.objects.filter(foyer=self.foyer, acceptee=True)
        return [
            _fait(une) for une in faites.select_related("par").order_by("-soumise_le")[:DERNIERS]
        ]

    def contexte(self) -> dict[str, Any]:
        return {
            "jours": self.jours,
            "attentes": list(_attentes(self.foyer.pk)),
            "inscriptions": list(_inscriptions(self.foyer, self.aujourdhui)),
            "dernieres": self.faits(),
            "reserver": reverse(f"{ESPACE}:guichet_foyer", args=[self.foyer.pk]),
            "partir": reverse(f"{ESPACE}:guichet_depart", args=[self.foyer.pk])
            if self.request.user.has_perm(MODIFIER)
            else "",
        }

    def papiers(self) -> list[AEtablir]:
        enfants = Enfant.objects.du([self.foyer]).order_by("naissance", "pk")
        return [
            *(
                self._papier("Attestation de présence", "presence", enfant, "Entre deux dates.")
                for enfant in enfants
            ),
            *(
                self._papier("Certificat de radiation", "radiation", enfant)
                for enfant in _radies(enfants)
            ),
        ]

    def _papier(self, titre: str, nom: str, enfant: Enfant, aide: str = "") -> AEtablir:
        lien = reverse(f"{ESPACE}:{nom}", args=[self.foyer.pk, enfant.pk])
        return AEtablir(f"{titre} {de(enfant.prenom)}", lien, aide)


def _qui_vient(jour: Jour | None) -> tuple[str, ...]:
    """A line a child: ("Léa : La Valla, matin et après-midi", …)."""
    venues = jour.ensembles if jour else []
    return tuple(f"{une.noms} : {', '.join(une.lieux)}, {une.quoi}" for une in venues)


def _attentes(foyer: int) -> QuerySet[Attente]:
    siennes = Attente.objects.en_cours().filter(foyer=foyer)
    return siennes.select_related("enfant", "activite__structure").order_by("debut", "pk")


def _inscriptions(foyer: Foyer, jour: date) -> QuerySet[Inscription]:
    """In force or to come, of the children who live there today."""
    siennes = Inscription.objects.filter(enfant__in=Enfant.objects.du([foyer]))
    return (
        siennes.exclude(fin__lt=jour)
        .select_related("enfant", "activite__structure")
        .order_by("enfant__naissance", "debut", "pk")
    )


def _radies(enfants: QuerySet[Enfant]) -> QuerySet[Enfant]:
    """Those who were registered, and have an end to each of their registrations."""
    inscriptions = Inscription.objects.filter(enfant=OuterRef("pk"))
    return enfants.filter(Exists(inscriptions)).exclude(Exists(inscriptions.filter(fin=None)))


def _fait(demande: DemandeReservation) -> Fait:
    par = f", par {demande.par.first_name}" if demande.par else ""
    canal = demande.get_canal_display().lower()
    return Fait(timezone.localdate(demande.soumise_le), f"{en_bref(demande)}{par}, {canal}")
