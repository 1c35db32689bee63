"""A family that leaves the town: what its last day ends, said before, then written all together.

A child who also lives in another household keeps his registrations and his other home's bookings;
what this one had booked for him after that day goes.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from django.urls import reverse
from django.utils import timezone

from famille.actions import noter_modification, revoquer_mandat
from famille.courriels.boite_d_envoi import adresse_absolue, preparer
from famille.courriels.destinataires import adultes_de
from famille.courriels.genres import GenreDeCourriel
from famille.models import Enfant, Foyer, MandatSEPA, Utilisateur
from famille.socle.dire import compte, de, en_lettres
from famille.socle.erreurs import Refus
from reservations.attente.don_de_place import sortir_de_la_liste
from reservations.facturation.derniere_facture import (
    DerniereFacture,
    lire_la_derniere_facture,
    preparer_la_derniere_facture,
)
from reservations.models import Attente, Inscription, Reservation
from reservations.moteur import verrou
from reservations.moteur.annuler import annuler_reservations
from reservations.moteur.verrou import rejouer
from reservations.planning.inscrire import desinscrire, effacer_inscription

MOTIF = "Départ de la commune."
PASSE = "Ce dernier jour est passé depuis plus d’un an : vérifiez l’année."
RIEN = "Rien ne change à cette date : ni inscription, ni réservation, ni place attendue après elle."


@dataclass(frozen=True)
class DepartDeLaFamille:
    """What the last day of a household ends, as the base holds it now."""

    foyer: Foyer
    dernier_jour: date
    inscriptions: list[Inscription] = field(default_factory=list)
    gardees: list[Inscription] = field(default_factory=list)  # of a child who stays elsewhere
    reservations: list[Reservation] = field(default_factory=list)
    attentes: list[Attente] = field(default_factory=list)
    mandats: list[MandatSEPA] = field(default_factory=list)
    facture: DerniereFacture | None = None  # what was used up to that day and is not billed

    @property
    def vide(self) -> bool:
        return not (self.inscriptions or self.reservations or self.attentes or self.mandats)

    @property
    def lignes(self) -> list[tuple[str, str, str]]:
        """[(what, today, after)] of what changes, then of what does not."""
        fin = en_lettres(self.dernier_jour)
        lignes = [
            (
                f"Inscription {de(une.enfant.prenom)} à {une.activite}",
                f"jusqu’au {en_lettres(une.fin)}" if une.fin else "sans fin",
                "effacée" if une.debut > self.dernier_jour else f"jusqu’au {fin}",
            )
            for une in self.inscriptions
        ]
        if self.reservations:
            nombre = compte(len(self.reservations), "réservation")
            lignes.append((f"Après le {fin}", nombre, "annulées, non facturées"))
        if self.attentes:
            nombre = compte(len(self.attentes), "place attendue", "places attendues")
            lignes.append(("Liste d’attente", nombre, "aucune"))
        if self.facture and self.facture.facturee:
            lignes.append(("Dernière facture", "pas encore faite", self.facture.dite))
        lignes += [(f"Mandat {mandat.rum}", "en vigueur", "terminé") for mandat in self.mandats]
        lignes += [
            (
                f"Inscription {de(une.enfant.prenom)} à {une.activite}",
                "en cours",
                "gardée : l’enfant vit aussi dans un autre foyer",
            )
            for une in self.gardees
        ]
        return lignes


def lire_le_depart(
    foyer: Foyer, *, dernier_jour: date, arreter_le_mandat: bool
) -> DepartDeLaFamille:
    """Five queries, one a child, and those of `lire_la_derniere_facture`."""
    enfants = list(Enfant.objects.du([foyer]))
    restent = {un.pk for un in enfants if un.residences().exclude(pk=foyer.pk).exists()}
    suivies = [
        une
        for une in Inscription.objects.filter(enfant__in=enfants)
        .select_related("enfant", "activite__structure")
        .order_by("enfant__naissance", "debut", "pk")
        if une.fin is None or une.fin > dernier_jour
    ]
    return DepartDeLaFamille(
        foyer=foyer,
        dernier_jour=dernier_jour,
        inscriptions=[une for une in suivies if une.enfant_id not in restent],
        gardees=[une for une in suivies if une.enfant_id in restent],
        reservations=list(
            Reservation.objects.filter(foyer=foyer, creneau__jour__gt=dernier_jour).order_by("pk")
        ),
        attentes=list(
            Attente.objects.en_cours().filter(foyer=foyer, debut__gt=dernier_jour).order_by("pk")
        ),
        mandats=list(foyer.mandats.en_vigueur()) if arreter_le_mandat else [],
        facture=lire_la_derniere_facture(foyer, jusqua=dernier_jour, sans_mandat=arreter_le_mandat),
    )


def faire_partir(
    foyer: Foyer, *, dernier_jour: date, arreter_le_mandat: bool, par: Utilisateur
) -> DepartDeLaFamille:
    """All of it, or nothing. What was so before, with the last invoice as it was prepared. Refus:
    nothing would change, or the day is too far in the past."""
    if (timezone.localdate() - dernier_jour).days > 366:
        raise Refus(PASSE, champ="dernier_jour")
    return rejouer(
        lambda: _faire_partir(foyer, dernier_jour, arreter_le_mandat, par), quoi="faire_partir"
    )


def _faire_partir(
    foyer: Foyer, dernier_jour: date, arreter_le_mandat: bool, par: Utilisateur
) -> DepartDeLaFamille:
    with verrou.ecriture():
        Foyer.objects.select_for_update(no_key=True).get(pk=foyer.pk)
        avant = lire_le_depart(
            foyer, dernier_jour=dernier_jour, arreter_le_mandat=arreter_le_mandat
        )
        if avant.vide:
            raise Refus(RIEN)
        for inscription in avant.inscriptions:
            if inscription.debut > dernier_jour:
                effacer_inscription(inscription, par=par, motif=MOTIF)
            else:
                desinscrire(inscription, fin=dernier_jour, par=par, motif=MOTIF)
        restantes = Reservation.objects.filter(pk__in=[une.pk for une in avant.reservations])
        annuler_reservations(restantes.values_list("pk", flat=True), par=par, motif=MOTIF)
        for attente in Attente.objects.en_cours().filter(pk__in=[a.pk for a in avant.attentes]):
            sortir_de_la_liste(attente, par=par, motif=MOTIF)
        for mandat in avant.mandats:
            revoquer_mandat(mandat, par=par, origine=MOTIF)
        facture = preparer_la_derniere_facture(foyer)
        apres = {"Dernier jour": en_lettres(dernier_jour), "Dernière facture": facture.dite}
        noter_modification(foyer, "départ de la commune", par=par, apres=apres)
        _prevenir(avant)
        return replace(avant, facture=facture)


DEPART = GenreDeCourriel("depart-de-la-commune", "reservations/depart_de_la_commune")


def _prevenir(depart: DepartDeLaFamille) -> None:
    """What the last day ends, and what stays: one mail an adult, once for a last day. Inside the
    transaction of the departure."""
    for adultes in adultes_de([depart.foyer]).values():
        for adulte in adultes:
            contexte = {
                "prenom": adulte.first_name,
                "dernier_jour": depart.dernier_jour,
                "passe": depart.dernier_jour < timezone.localdate(),
                "mandat_arrete": bool(depart.mandats),
                "garde": bool(depart.gardees),
                "lien": adresse_absolue(reverse("famille:tableau_de_bord")),
            }
            cle = DEPART.cle(depart.foyer.pk, f"{depart.dernier_jour:%Y%m%d}").pour(adulte)
            preparer(cle, adulte.email, contexte)


def changer_de_foyer(enfant: Enfant, *, de: Foyer, vers: Foyer, depuis: date) -> int:
    """How many half-days booked by `de` are `vers`'s from that day on: it cancels them, and they
    are on its invoices. The queues follow too. In the caller's transaction."""
    with verrou.ecriture():
        siennes = Reservation.objects.filter(enfant=enfant, foyer=de, creneau__jour__gte=depuis)
        combien = siennes.update(foyer=vers)
        attendues = Attente.objects.en_cours().filter(enfant=enfant, foyer=de, debut__gte=depuis)
        attendues.update(foyer=vers)
        return combien
