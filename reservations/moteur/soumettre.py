"""One press of "Soumettre": everything, or nothing and why (G29). docs/comprendre/moteur.md says
how and proves it.

Two ways to the same result. On PostgreSQL, a submission that only books is one reading and one
statement; whatever that does not settle, and everything on SQLite, takes the way written here:
lock, read again, judge, write, commit.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError
from django.utils import timezone

from famille.socle.requetes import RequeteEcrite
from reservations.lecture.general import Lecture, lire
from reservations.models import Creneau, DemandeReservation, Reservation
from reservations.models.demandes import Action
from reservations.regles.juge import Motif, Suite, Verdict
from reservations.tarifs.prix import APayer, prix_de

from . import lien_file, recapitulatif, verrou
from .demande import Envoi, LigneDemandee, controler
from .jugement import Jugement, accuse, juger
from .places import liberer, prendre
from .rapide import convient, soumettre_vite
from .reprises import ARefaire, rejouer

__all__ = ["LigneDemandee", "soumettre"]

POINTE = "L’enfant a déjà été pointé ce jour-là : la réservation ne peut plus être annulée."


def soumettre(
    foyer,
    lignes: Sequence[LigneDemandee],
    *,
    par,
    cle: str,
    canal: str = DemandeReservation.Canal.PORTAIL,
    motif: str = "",
    hors_regles: bool = False,
    maintenant: datetime | None = None,
) -> DemandeReservation:
    """Book, cancel and queue for the children of `foyer`, all or nothing. Its receipt: `acceptee`,
    each line's result.

    `cle` (at most 64 characters, drawn by the page): the same one again gives the same receipt and
    no second effect. `hors_regles`: an agent goes past deadline and opening, for a `motif`; never
    past capacity, closure, double booking. `maintenant`: when the server received it (now). Refus:
    what no page of ours sends; nothing is written.
    """
    maintenant = maintenant or timezone.now()
    lignes = controler(lignes, cle=cle, maintenant=maintenant, motif=motif, hors_regles=hors_regles)
    envoi = Envoi(foyer, lignes, par, cle, maintenant, canal, motif.strip(), hors_regles)
    demande = rejouer(lambda: _au_plus_vite(envoi), quoi="soumettre")
    if demande.acceptee:
        recapitulatif.reveiller()
    return demande


def _au_plus_vite(envoi: Envoi) -> DemandeReservation:
    vite = soumettre_vite(envoi) if convient(envoi) else None
    return vite or _soumettre(envoi)


def _soumettre(envoi: Envoi) -> DemandeReservation:
    creneaux = _creneaux_vises(envoi)
    try:
        with verrou.ecriture():
            places = verrou.verrouiller(creneaux)
            verrou.verrouiller_inscriptions(envoi.enfants, envoi.activites)
            deja = envoi.deja_recu()
            return deja or _executer(envoi, places)
    except IntegrityError as erreur:
        # The same key at the same time, on other days, or the other home on the same day: the next
        # reading sees it.
        raise ARefaire("constraint") from erreur


def _creneaux_vises(envoi: Envoi) -> set[int]:
    """pks of all that the keys may cover, and of what serving the queue may touch once places are
    given back; all is read again under the lock."""
    debut, fin = envoi.etendue
    etendues = {(ligne.activite_id, *ligne.etendue) for ligne in envoi.lignes}
    vises = {
        pk
        for pk, activite, jour in _CRENEAUX.lire(
            activites=tuple(envoi.activites), debut=debut, fin=fin
        )
        if any(a == activite and du <= jour <= au for a, du, au in etendues)
    }
    rend = any(ligne.action == Action.ANNULER for ligne in envoi.lignes)
    return lien_file.a_verrouiller(vises) if rend else vises


_CRENEAUX = RequeteEcrite(
    lambda activites, debut, fin: (
        Creneau.objects.filter(activite__pk__in=activites, jour__gte=debut, jour__lte=fin)
        .order_by()
        .values_list("pk", "activite_id", "jour")
    )
)


def _executer(envoi: Envoi, places) -> DemandeReservation:
    """Under the lock of `places`: read, judge, write."""
    debut, fin = envoi.etendue
    lecture = lire(
        [envoi.foyer], debut=debut, fin=fin, enfants=envoi.enfants, activites=envoi.activites
    )
    jugements = juger(envoi, chercher(envoi, lecture))
    if any(creneau.pk not in places for j in jugements for creneau in j.creneaux):
        raise ARefaire("a créneau was added")
    a_annuler = _a_annuler(envoi, jugements)
    lien_file.refuser_si_ailleurs(envoi, jugements)
    _chiffrer(envoi, jugements, lecture)
    if not all(jugement.verdict.possible for jugement in jugements):
        demande = accuse(envoi, jugements, acceptee=False)
        demande.save(force_insert=True)
        return demande
    return _appliquer(envoi, jugements, a_annuler)


def chercher(envoi: Envoi, lecture: Lecture):
    """What `juger` asks for, out of a Lecture."""
    lignes = {(ligne.enfant.pk, ligne.activite.pk): ligne for ligne in lecture.lignes}
    blocs = {cle: {bloc.cle: bloc for bloc in ligne.blocs} for cle, ligne in lignes.items()}

    def trouver(demandee: LigneDemandee):
        couple = (demandee.enfant_id, demandee.activite_id)
        ligne = lignes.get(couple)
        return ligne and (
            ligne.enfant.prenom,
            str(ligne.activite),
            ligne.faits,
            blocs[couple].get(demandee.bloc),
        )

    return trouver


def _a_annuler(envoi: Envoi, jugements: list[Jugement]) -> list[Reservation]:
    """The bookings that the cancelling lines are about. A line whose child has been ticked becomes
    a refusal."""
    lignes = [
        j for j in jugements if j.ligne.action == Action.ANNULER and j.bloc and j.verdict.possible
    ]
    if not lignes:
        return []
    creneaux = {creneau.pk for j in lignes for creneau in j.creneaux}
    lues = Reservation.objects.filter(
        foyer=envoi.foyer, enfant__in=envoi.enfants, creneau__in=creneaux
    )
    lues = lues.order_by("pk").select_for_update()  # the director may tick at this very moment
    par_couple = {
        (reservation.enfant_id, reservation.creneau_id): reservation for reservation in lues
    }
    trouvees = []
    for jugement in lignes:
        couples = [(jugement.ligne.enfant_id, creneau.pk) for creneau in jugement.creneaux]
        siennes = [par_couple[couple] for couple in couples if couple in par_couple]
        if any(reservation.presence != Reservation.Presence.PREVU for reservation in siennes):
            jugement.verdict = Verdict(POINTE, Motif.TROP_TARD, Suite.CONTACT)
        trouvees += siennes
    return trouvees


def _chiffrer(envoi: Envoi, jugements: list[Jugement], lecture: Lecture) -> None:
    structures = {ligne.activite.pk: ligne.activite.structure_id for ligne in lecture.lignes}
    a_payer = [
        APayer(
            envoi.foyer.pk,
            j.ligne.enfant_id,
            j.ligne.activite_id,
            structures[j.ligne.activite_id],
            j.bloc,
        )
        for j in jugements
        if j.bloc
    ]
    prix = prix_de(a_payer)
    for jugement in jugements:
        trouve = prix.get(jugement.ligne.cle)
        jugement.centimes = trouve.centimes if trouve else None


def _appliquer(
    envoi: Envoi, jugements: list[Jugement], a_annuler: list[Reservation]
) -> DemandeReservation:
    """Everything is possible: write it. The queue comes last, and is served with what the
    cancellings have freed."""
    phrases = lien_file.entrer(envoi, [j for j in jugements if j.ligne.action == Action.ATTENDRE])
    demande = accuse(envoi, jugements, acceptee=True, phrases=phrases)
    demande.save(force_insert=True)
    voulus = [j for j in jugements if j.ligne.action == Action.RESERVER and j.bloc]
    prendre(
        [
            Reservation(
                enfant_id=jugement.ligne.enfant_id,
                creneau_id=creneau.pk,
                foyer=envoi.foyer,
                demande=demande,
                creee_le=envoi.maintenant,
            )
            for jugement in voulus
            for creneau in jugement.creneaux
        ]
    )
    lien_file.sortir_les_servis(envoi, voulus)
    lien_file.servir(liberer(a_annuler), maintenant=envoi.maintenant)
    return demande
