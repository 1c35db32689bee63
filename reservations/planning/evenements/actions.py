"""An event: a closure, a strike or an outing cancels days in one action
(docs/comprendre/planning.md); actions/retrait.py undoes.

Its days close first, so that nobody books any more; then each household's bookings go in one
transaction, with one receipt. Killed in the middle, the job goes on with the households that still
have something.
"""

import time
from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from itertools import batched
from typing import Any

from django.db import transaction
from django.utils import timezone

from famille.models import Travail, Utilisateur
from famille.socle.dire import compte
from famille.socle.erreurs import Refus
from famille.travaux.actions import lancer
from reservations.attente.fin_d_attente import accuse, lignes_d_attente
from reservations.lecture import file_attente
from reservations.models import (
    Activite,
    Attente,
    DemandeReservation,
    Evenement,
    Fermeture,
    Groupe,
    Reservation,
)
from reservations.moteur import verrou
from reservations.moteur.annuler import annuler_sous_verrou
from reservations.moteur.file import lien_file
from reservations.moteur.recapitulatif import reveiller
from reservations.moteur.verrou import ARefaire, rejouer
from reservations.planning.capacite import fermer_creneaux
from reservations.planning.creneaux import verifier_les_dates
from reservations.planning.portee import Portee

GENRE = "evenement"
_PAR_TRANCHE = 50  # créneaux
_FOYERS = 10  # in one transaction: families book meanwhile
_TOURS = 3
# seconds: for a group, whoever read the day before the event was written has booked by then
_RETARDATAIRES = 2.0


def creer(
    *,
    nature: str,
    motif: str,
    activites: Collection[Activite],
    debut: date,
    fin: date,
    par: Utilisateur,
    groupe: Groupe | None = None,
) -> tuple[Evenement, Travail | None]:
    """The event and the job that applies it. Asked twice, the same event and no second job.

    Refus: no activity, a group of another one, days in the past or in the wrong order.
    """
    _verifier(activites, groupe, debut, fin)
    with transaction.atomic():
        # Two presses of the button at once: the activities' rows are what both need.
        list(
            Activite.objects.select_for_update(no_key=True)
            .filter(pk__in=[a.pk for a in activites])
            .order_by("pk")
        )
        champs = {"nature": nature, "motif": motif, "groupe": groupe, "debut": debut, "fin": fin}
        for pareil in Evenement.objects.filter(**champs, retire_le=None):
            if set(pareil.activites.all()) == set(activites):
                return pareil, None
        evenement = Evenement.objects.create(**champs, par=par)
        evenement.activites.set(activites)
        return evenement, lancer(
            GENRE, f"Annulation : {motif}", {"evenement": evenement.pk}, par=par
        )


def _verifier(
    activites: Collection[Activite], groupe: Groupe | None, debut: date, fin: date
) -> None:
    if not activites:
        raise Refus("Choisissez au moins une activité.", champ="activites")
    if groupe and [groupe.activite_id] != [activite.pk for activite in activites]:
        raise Refus(
            "Ce groupe est celui d’une autre activité : cochez seulement la sienne.", champ="groupe"
        )
    if debut < timezone.localdate():
        raise Refus("Ce jour est passé : commencez aujourd’hui ou plus tard.", champ="debut")
    verifier_les_dates(debut, fin, "Cet événement est trop long : treize mois au plus.")


def executer(travail: Travail, avancer: Callable[[int, int], None]) -> dict:
    """The job "evenement": parametres dict(evenement: pk)."""
    evenement = Evenement.objects.select_related("groupe").get(pk=travail.parametres["evenement"])
    if evenement.applique_le is None:
        portee = Portee.de(evenement)
        _fermer(evenement, portee)
        _annuler_tout(evenement, portee, avancer)
        Evenement.objects.filter(pk=evenement.pk, applique_le=None).update(
            applique_le=timezone.now()
        )
    evenement.refresh_from_db()
    return {"phrase": _phrase(evenement), "evenement": evenement.pk}


def _fermer(evenement: Evenement, portee: Portee) -> None:
    """No booking any more: the days close, or, for a group, whoever was booking has finished
    (lecture_ville closes the day to its children from the moment the event is written)."""
    pks = list(portee.creneaux().values_list("pk", flat=True))
    if portee.groupe is None:
        with verrou.ecriture():
            _tenir(evenement)
            for activite in sorted(portee.activites):
                Fermeture.objects.get_or_create(
                    evenement=evenement,
                    activite_id=activite,
                    debut=evenement.debut,
                    fin=evenement.fin,
                    defaults={"motif": evenement.motif},
                )
    for tranche in batched(pks, _PAR_TRANCHE, strict=False):
        if portee.groupe is None:
            fermer_creneaux(tranche, par=evenement.par)
        else:
            rejouer(partial(_attendre_les_ecritures, tranche), quoi="evenement")


def _attendre_les_ecritures(creneaux: tuple[int, ...]) -> None:
    with verrou.ecriture():
        verrou.verrouiller(creneaux)


def _annuler_tout(
    evenement: Evenement, portee: Portee, avancer: Callable[[int, int], None]
) -> None:
    """Household after household. A group's days stay open: bookings begun before the event are
    looked for again."""
    fait = 0
    for tour in range(_TOURS):
        restants = portee.foyers()
        for tranche in batched(restants, _FOYERS, strict=False):
            rejouer(partial(_annuler, evenement, portee, tranche), quoi="evenement")
            fait += len(tranche)
            avancer(fait, max(fait, len(restants)))
        if tour == 0 and portee.groupe:
            time.sleep(_RETARDATAIRES)
        elif not restants:
            break


def _annuler(evenement: Evenement, portee: Portee, foyers: tuple[int, ...]) -> None:
    """Everything of these households goes, and the event keeps what it was."""
    maintenant, groupe = timezone.now(), portee.groupe is not None
    with verrou.ecriture():
        tenus = lien_file.a_verrouiller(
            _creneaux(portee.reservations(foyers), portee.attentes(foyers))
        )
        verrou.verrouiller(tenus)
        reservations, attentes = portee.reservations(foyers), portee.attentes(foyers)
        if not _creneaux(reservations, attentes) <= tenus:
            raise ARefaire("a booking came meanwhile")
        if _tenir(evenement).applique_le:
            return
        lignes = lignes_d_attente(attentes, evenement.motif)
        liberes = lien_file.sortir(
            Attente.objects.filter(pk__in=[a.pk for a in attentes]), maintenant=maintenant
        )
        demandes = {
            demande.foyer_id: demande
            for demande in annuler_sous_verrou(
                [reservation.pk for reservation in reservations],
                par=evenement.par,
                motif=evenement.motif,
                canal=DemandeReservation.Canal.EVENEMENT,
                servir=groupe,
                maintenant=maintenant,
            )
        }
        for attente in attentes:
            demande = demandes.setdefault(
                attente.foyer_id, accuse(evenement, attente.foyer, maintenant)
            )
            demande.lignes.append(lignes[attente.pk])
            demande.save()
        if groupe:
            lien_file.servir(liberes, maintenant=maintenant)
        _garder(evenement, reservations, attentes, demandes)
        reveiller()


def _creneaux(reservations: list[Reservation], attentes: list[Attente]) -> set[int]:
    return {reservation.creneau_id for reservation in reservations} | file_attente.creneaux_de(
        attentes
    )


def _garder(
    evenement: Evenement,
    reservations: list[Reservation],
    attentes: list[Attente],
    demandes: dict[int, DemandeReservation],
) -> None:
    tenu = _tenir(evenement)
    for reservation in reservations:
        faite = {"creneau": reservation.creneau_id, "creee_le": reservation.creee_le.isoformat()}
        if reservation.absence_annoncee_le:
            faite["absence_annoncee_le"] = reservation.absence_annoncee_le.isoformat()
        tenu.effets.append(_effet(reservation, demandes) | faite)
    for attente in attentes:
        tenu.effets.append(_effet(attente, demandes) | {"attente": attente.pk})
    tenu.save(update_fields=["effets"])


def _effet(ligne: Reservation | Attente, demandes: dict[int, DemandeReservation]) -> dict[str, Any]:
    demande = demandes.get(ligne.foyer_id)
    return {
        "enfant": ligne.enfant_id,
        "foyer": ligne.foyer_id,
        "demande": str(demande.pk) if demande else "",
    }


def _tenir(evenement: Evenement) -> Evenement:
    """The row read again, held until the transaction ends: after the counters, always."""
    return Evenement.objects.select_for_update(no_key=True).get(pk=evenement.pk)


def _phrase(evenement: Evenement) -> str:
    effets = evenement.effets
    places = sum("creneau" in effet for effet in effets)
    foyers = len({effet["foyer"] for effet in effets})
    if not effets:
        return "C’est fait : personne n’était attendu."
    annulees = compte(places, "réservation annulée", "réservations annulées")
    prevenus = compte(foyers, "foyer prévenu", "foyers prévenus")
    return f"C’est fait : {annulees}, {prevenus}. Rien n’est facturé."
