"""One press of "Soumettre": all of it, or nothing and why (G29). docs/comprendre/moteur.md says
how, and what proves it.

Lock, read, judge, price, write, commit: the order is here; a store (depots) reads and writes.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from django.db import IntegrityError
from django.utils import timezone

from famille.models import Foyer, Utilisateur
from reservations.lecture.lignes import Lecture, lire
from reservations.models import DemandeReservation, Reservation
from reservations.models.demandes import Action
from reservations.regles.juge import Motif, Suite, Verdict

from . import recapitulatif
from .connu import Connu
from .demande import Envoi, LigneDemandee, controler
from .depots import Depot, essais
from .file import lien_file
from .jugement import Jugement, accuse, juger
from .verrou import ARefaire, rejouer, rendre

__all__ = ["LigneDemandee", "essayer", "soumettre"]

_D_UNE_AUTRE_FICHE = {Motif.NON_INSCRIT, Motif.PAS_SON_JOUR}
POINTE = "L’enfant a déjà été pointé ce jour-là : la réservation ne peut plus être annulée."


def soumettre(
    foyer: Foyer,
    lignes: Sequence[LigneDemandee],
    *,
    par: Utilisateur,
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

    def _essayer() -> DemandeReservation:
        nonlocal envoi
        try:
            return _repondre(envoi)
        except ARefaire:
            envoi = envoi.apres_fusion()  # the next try is in the name of the files that stay
            raise

    demande = rejouer(_essayer, quoi="soumettre")
    if demande.acceptee:
        recapitulatif.reveiller()
    return demande


def _repondre(envoi: Envoi) -> DemandeReservation:
    *vites, dernier = essais(envoi)
    for depot in vites:
        with suppress(ARefaire):
            return _soumettre(envoi, depot(envoi))
        envoi = envoi.apres_fusion()  # what was read no longer holds
    return _soumettre(envoi, dernier(envoi))


def _soumettre(envoi: Envoi, depot: Depot) -> DemandeReservation:
    try:
        with depot.verrouiller():
            connu = depot.lire()
            deja = envoi.deja_recu() if connu.deja else None
            return deja or _juger_et_ecrire(envoi, depot, connu)
    except IntegrityError as erreur:
        # The same key at the same time, on other days, or the other home on the same day: the next
        # reading sees it.
        raise ARefaire("constraint") from erreur


def _juger_et_ecrire(envoi: Envoi, depot: Depot, connu: Connu) -> DemandeReservation:
    jugements = juger(envoi, connu.lecture)
    a_annuler = _a_annuler(envoi, jugements)
    lien_file.refuser_si_ailleurs(envoi, jugements)
    connu.chiffrer(jugements)
    if not all(jugement.verdict.possible for jugement in jugements):
        _exiger_leurs_fiches(envoi, jugements)
        demande = accuse(envoi, jugements, acceptee=False)
        depot.refuser(demande)
        return demande
    return _appliquer(envoi, depot, jugements, a_annuler)


def _exiger_leurs_fiches(envoi: Envoi, jugements: list[Jugement]) -> None:
    """ARefaire: a child is not registered, or not in his days, because a file was merged into
    another meanwhile."""
    autres = {jugement.verdict.motif for jugement in jugements} & _D_UNE_AUTRE_FICHE
    if autres and envoi.apres_fusion() is not envoi:
        raise ARefaire("a file was merged into another")


def _a_annuler(envoi: Envoi, jugements: list[Jugement]) -> list[Reservation]:
    """The bookings to cancel. A line whose child has been ticked becomes a refusal."""
    lignes = [
        j for j in jugements if j.ligne.action == Action.ANNULER and j.bloc and j.verdict.possible
    ]
    if not lignes:
        return []
    creneaux = {pk for j in lignes for pk in j.pks}
    lues = Reservation.objects.filter(
        foyer=envoi.foyer, enfant__in=envoi.enfants, creneau__in=creneaux
    )
    lues = lues.order_by("pk").select_for_update()  # the director may tick at this very moment
    par_couple = {
        (reservation.enfant_id, reservation.creneau_id): reservation for reservation in lues
    }
    trouvees = []
    for jugement in lignes:
        couples = [(jugement.ligne.enfant_id, pk) for pk in jugement.pks]
        siennes = [par_couple[couple] for couple in couples if couple in par_couple]
        if any(reservation.presence != Reservation.Presence.PREVU for reservation in siennes):
            jugement.verdict = Verdict(POINTE, Motif.TROP_TARD, Suite.CONTACT)
        trouvees += siennes
    return trouvees


def _appliquer(
    envoi: Envoi, depot: Depot, jugements: list[Jugement], a_annuler: list[Reservation]
) -> DemandeReservation:
    """Write a submission that is possible. The queue comes last, served with the places that it
    frees."""
    attendent = [j for j in jugements if j.ligne.action == Action.ATTENDRE]
    phrases = lien_file.entrer_tous(envoi, attendent)
    demande = accuse(envoi, jugements, acceptee=True, phrases=phrases)
    depot.ecrire(demande, [j for j in jugements if j.ligne.action == Action.RESERVER])
    lien_file.servir(rendre(a_annuler), maintenant=envoi.maintenant)
    return demande


def essayer(
    foyer: Foyer,
    lignes: Iterable[LigneDemandee],
    *,
    par: Utilisateur | None = None,
    hors_regles: bool = False,
) -> tuple[Lecture | None, list[Jugement]]:
    """What the engine would answer, without writing anything: (what was read, one judgement a line
    in the order given); nothing is read for no line. `hors_regles`: as for `soumettre`. Refus: a
    child who is not of this household."""
    envoi = Envoi(foyer, tuple(lignes), par, "", timezone.now(), hors_regles=hors_regles)
    if not envoi.lignes:
        return None, []
    debut, fin = envoi.etendue
    lecture = lire([foyer], debut=debut, fin=fin, enfants=envoi.enfants, activites=envoi.activites)
    jugements = juger(envoi, lecture)
    lien_file.refuser_si_ailleurs(envoi, jugements)
    return lecture, jugements
