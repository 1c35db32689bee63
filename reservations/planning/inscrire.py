"""Registering a child to an activity, ending it, and taking back, minutes later, the registration
that a validated démarche made: what opens and closes his calendar (G21)."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from famille.actions import noter_modification
from famille.models import Enfant, Utilisateur
from famille.socle.dire import de, en_lettres
from famille.socle.erreurs import Refus
from reservations.models import (
    Activite,
    Attente,
    Creneau,
    DemandeReservation,
    Inscription,
    Reservation,
)
from reservations.moteur import verrou
from reservations.moteur.annuler import annuler_sous_verrou
from reservations.moteur.file import lien_file
from reservations.moteur.verrou import rejouer

from .places_inscription import exiger_une_place, verrouiller_activite


def inscrire(
    enfant: Enfant,
    activite: Activite,
    *,
    debut: date,
    fin: date | None = None,
    par: Utilisateur,
    origine: str = "",
) -> Inscription:
    """Register `enfant` to `activite` from `debut` to `fin` (included; None: no end). Both his
    homes may then book.

    Refus: dates in the wrong order, he is already registered there on some of these days, or the
    activity has reached its maximum of the season. The day's rules (age, health record) are judged
    when a day is booked, not here. `origine`: the demande that asked for it.
    """
    if fin and fin < debut:
        raise Refus("La fin de l’inscription vient avant son début.", champ="fin")
    with verrou.ecriture():
        # Two agents at once: the child's row is what they both need.
        type(enfant).objects.select_for_update(no_key=True).get(pk=enfant.pk)
        memes = Inscription.objects.filter(
            Q(fin=None) | Q(fin__gte=debut), enfant=enfant, activite=activite
        )
        existante = (memes.filter(debut__lte=fin) if fin else memes).order_by("debut").first()
        if existante:
            jusqu_au = f" jusqu’au {en_lettres(existante.fin)}" if existante.fin else ""
            raise Refus(
                f"{enfant.prenom} est déjà inscrit ou inscrite à {activite} depuis le"
                f" {en_lettres(existante.debut)}{jusqu_au} : changez plutôt les dates de cette"
                " inscription.",
                champ="debut",
            )
        exiger_une_place(enfant, activite, debut=debut, fin=fin)
        inscription = Inscription.objects.create(
            enfant=enfant, activite=activite, debut=debut, fin=fin, par=par
        )
        _noter(inscription, par=par, apres=_dates(inscription), origine=origine)
        return inscription


def desinscrire(
    inscription: Inscription,
    *,
    fin: date,
    par: Utilisateur,
    motif: str = "",
    parmi: QuerySet[Inscription] | None = None,
) -> list[DemandeReservation]:
    """The registration ends on `fin` (included). Later bookings are cancelled, their places offered
    to the queue, and the child leaves the queues of later days. The receipts, one a household.
    Refus: `fin` comes before its beginning. A later end is `prolonger`. `parmi`: nothing is done
    unless it is one of these once all is held: a family may have booked meanwhile.
    """
    if fin < inscription.debut:
        raise Refus(
            "La fin de l’inscription vient avant son début : effacez plutôt l’inscription.",
            champ="fin",
        )
    return rejouer(lambda: _desinscrire(inscription, fin, par, motif, parmi), quoi="desinscrire")


def effacer_inscription(
    inscription: Inscription, *, par: Utilisateur, motif: str = ""
) -> list[DemandeReservation]:
    """A registration made by mistake, that has not begun: it goes with the bookings that rest on
    it. The receipts, one a household. Refus: it has begun, and is then ended."""
    if inscription.debut <= timezone.localdate():
        raise Refus("Cette inscription a commencé : donnez-lui plutôt une fin.")
    veille = inscription.debut - timedelta(days=1)
    return rejouer(
        lambda: _desinscrire(inscription, veille, par, motif or "Inscription annulée."),
        quoi="effacer_inscription",
    )


def prolonger(inscription: Inscription, *, fin: date | None, par: Utilisateur) -> Inscription:
    """The registration ends later, or never (None). Refus: another one begins before that end, or
    `fin` is sooner."""
    with verrou.ecriture():
        type(inscription.enfant).objects.select_for_update(no_key=True).get(
            pk=inscription.enfant_id
        )
        lue = verrou.verrouiller_inscription(inscription)
        if fin and (lue.fin is None or fin < lue.fin):
            raise Refus(
                "Pour finir plus tôt, désinscrivez : les réservations suivantes sont alors"
                " annulées.",
                champ="fin",
            )
        suivantes = Inscription.objects.filter(
            enfant=lue.enfant, activite=lue.activite, debut__gt=lue.debut
        )
        suivante = (
            (suivantes.filter(debut__lte=fin) if fin else suivantes).order_by("debut").first()
        )
        if suivante:
            raise Refus(
                f"Une autre inscription commence le {en_lettres(suivante.debut)}.", champ="fin"
            )
        exiger_une_place(lue.enfant, lue.activite, debut=lue.debut, fin=fin)
        avant = _dates(lue)
        Inscription.objects.filter(pk=lue.pk).update(fin=fin)
        lue.fin = fin
        _noter(lue, par=par, avant=avant, apres=_dates(lue))
        return lue


def _desinscrire(
    inscription: Inscription,
    fin: date,
    par: Utilisateur,
    motif: str,
    parmi: QuerySet[Inscription] | None = None,
) -> list[DemandeReservation]:
    maintenant = timezone.now()
    suivants = Creneau.objects.filter(activite=inscription.activite_id, jour__gt=fin)
    with verrou.ecriture():
        # Every later counter of the activity, booked or not: a booking at the same time waits, or
        # is seen below.
        verrou.verrouiller(lien_file.a_verrouiller(suivants.values_list("pk", flat=True)))
        lue = verrou.verrouiller_inscription(inscription)
        if parmi is not None and not parmi.filter(pk=lue.pk).exists():
            return []
        _finir(lue, fin, par)
        inscription.fin = fin
        attentes = Attente.objects.en_cours().filter(
            enfant=lue.enfant_id, activite=lue.activite_id, debut__gt=fin
        )
        lien_file.servir(lien_file.sortir(attentes, maintenant=maintenant), maintenant=maintenant)
        ensuite = Reservation.objects.filter(
            enfant=lue.enfant_id, creneau__activite=lue.activite_id, creneau__jour__gt=fin
        )
        return annuler_sous_verrou(
            list(ensuite.values_list("pk", flat=True)),
            par=par,
            motif=motif or f"Fin de l’inscription le {en_lettres(fin)}.",
            canal=DemandeReservation.Canal.GUICHET,
            servir=True,
            maintenant=maintenant,
        )


def _finir(inscription: Inscription, fin: date, par: Utilisateur) -> None:
    avant = _dates(inscription)
    if fin < inscription.debut:
        _noter(inscription, par=par, avant=avant, apres={})
        Inscription.objects.filter(pk=inscription.pk).delete()
        return
    Inscription.objects.filter(pk=inscription.pk).update(fin=fin)
    inscription.fin = fin
    _noter(inscription, par=par, avant=avant, apres=_dates(inscription))


def _dates(inscription: Inscription) -> dict[str, str]:
    dates = {"Du": en_lettres(inscription.debut)}
    return dates | ({"Au": en_lettres(inscription.fin)} if inscription.fin else {})


def _noter(
    inscription: Inscription,
    *,
    par: Utilisateur,
    apres: dict[str, Any],
    avant: dict[str, str] | None = None,
    origine: str = "",
) -> None:
    """In the journal of each of his homes."""
    objet = f"inscription {de(inscription.enfant.prenom)} à {inscription.activite}"
    for foyer in inscription.enfant.residences():
        noter_modification(foyer, objet, par=par, avant=avant, apres=apres, origine=origine)


SUITE = " Cette validation ne peut plus être annulée."


def annuler_inscription(pk: int) -> None:
    """The registration goes, and its place in the activity is free again. Refus: it was changed, or
    the child has bookings or waits for a day of it."""
    with verrou.ecriture():
        inscription = Inscription.objects.select_related("activite", "enfant").filter(pk=pk).first()
        if inscription is None:
            raise Refus("L’inscription n’existe plus : un agent l’a retirée." + SUITE)
        # As `inscrire` does: the child, the activity, then the registration that bookings lean on.
        type(inscription.enfant).objects.select_for_update(no_key=True).get(
            pk=inscription.enfant_id
        )
        verrouiller_activite(inscription.activite)
        lue = verrou.verrouiller_inscription(inscription)
        if (lue.debut, lue.fin) != (inscription.debut, inscription.fin):
            raise Refus("Les dates de l’inscription viennent de changer." + SUITE)
        _exiger_rien(lue)
        lue.delete()


def _exiger_rien(inscription: Inscription) -> None:
    jours = {"debut__gte": inscription.debut} | (
        {"debut__lte": inscription.fin} if inscription.fin else {}
    )
    enfant, activite = inscription.enfant_id, inscription.activite_id
    dans = {f"creneau__{nom.replace('debut', 'jour')}": jour for nom, jour in jours.items()}
    if Reservation.objects.filter(enfant=enfant, creneau__activite=activite, **dans).exists():
        raise Refus(
            "L’enfant a déjà des réservations dans cette activité : pour lui retirer sa place,"
            " désinscrivez-le depuis son dossier." + SUITE
        )
    if Attente.objects.en_cours().filter(enfant=enfant, activite=activite, **jours).exists():
        raise Refus(
            "L’enfant attend déjà une place pour un jour de cette activité : désinscrivez-le depuis"
            " son dossier." + SUITE
        )
