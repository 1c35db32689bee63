"""Give up a booked bloc that can no longer be cancelled, take it back, take it: each under the lock
of its counters. She who gives pays until somebody takes; then the swap is one transaction."""

from collections.abc import Callable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from famille.courriels.boite_d_envoi import (
    adresse_absolue,
    courriels_de,
    preparer,
    retirer_notifications,
)
from famille.courriels.genres import CleDeCourriel, GenreDeCourriel
from famille.models import Utilisateur
from famille.socle.dire import en_moment
from famille.socle.erreurs import Refus
from reservations.attente.offres import jugement_de, phrase_de, prix_des, reserver
from reservations.lecture import file_attente
from reservations.lecture.blocs_reserves import lire_blocs_reserves
from reservations.models import Attente, Cession, DemandeReservation, Reservation
from reservations.moteur import recapitulatif, verrou
from reservations.moteur.annuler import lignes_annulees
from reservations.moteur.demande import Envoi
from reservations.moteur.file.avis import destinataires
from reservations.moteur.file.lien_file import avec_une_place
from reservations.moteur.jugement import Jugement, sans_delais
from reservations.moteur.verrou import (
    ARefaire,
    ecriture,
    rejouer,
    verrouiller,
    verrouiller_inscriptions,
)
from reservations.regles.attente import fin_de_la_bourse
from reservations.regles.juge import verdict

from .lecture import quand_vient_son_tour

# The mail to those who wait, each at his turn. It says the centre, never a child nor a day.


CEDEE = GenreDeCourriel("cession", "reservations/cession")


def annoncer(cession: Cession, attentes: list[tuple[Attente, datetime]]) -> None:
    """`attentes`: with the moment of each one's turn, before which his mail does not leave."""
    contexte = {
        "ou": cession.activite.structure.nom,
        "lien": adresse_absolue(reverse("reservations:bourse")),
    }
    for attente, quand in attentes:
        for adulte in destinataires(attente.foyer, [attente.par_id] if attente.par_id else []):
            cle = CEDEE.cle(cession.reference, attente.foyer_id).pour(adulte)
            preparer(
                cle,
                adulte.email,
                contexte | {"prenom": adulte.first_name},
                pas_avant=quand if quand > cession.le else None,
            )


def oublier(cession: Cession) -> None:
    """Those whose turn had not come have nothing to read any more."""
    retenus = courriels_de(_cle(cession)).filter(envoye_le=None, essais=0)
    if retenus.delete()[0]:
        retirer_notifications(_cle(cession))


def _cle(cession: Cession) -> CleDeCourriel:
    return CEDEE.cle(cession.reference)


Etat = Cession.Etat
RENDUE = "Une autre famille a pris la place que vous proposiez : elle ne vous est pas facturée."
_ENCORE = "Ce jour peut encore être annulé sans frais : annulez-le dans le calendrier."
_PAS_CEDABLE = "Ce jour ne peut plus être proposé : il a commencé, ou sa présence est déjà notée."
_PERSONNE = (
    "Personne n’attend de place ce jour-là : il reste réservé. Prévenez le centre si votre enfant"
    " ne vient pas."
)
_PRISE = "Une autre famille vient de prendre cette place : vous gardez votre rang dans la liste."
_REPRISE = "La famille qui proposait cette place l’a reprise : vous gardez votre rang."
_FINIE = "Cette place n’est plus proposée : vous gardez votre rang dans la liste."
_DEJA_PRISE = "Une autre famille a déjà pris cette place : elle ne vous est plus facturée."
_PAS_ENCORE = "Cette place est d’abord proposée aux familles avant vous : revenez {quand}."
_NON = {Etat.PRISE: _PRISE, Etat.REPRISE: _REPRISE, Etat.SANS_SUITE: _FINIE}


def ceder(
    reservation: Reservation, *, par: Utilisateur, maintenant: datetime | None = None
) -> Cession:
    """Offer the bloc of this booking to those who wait for it; she stays booked and charged. Twice:
    the same offer. Refus: it can still be cancelled, it has begun, or nobody waits."""
    maintenant = maintenant or timezone.now()
    return _sous_verrou(
        lambda: {reservation.creneau_id}, lambda: _ceder(reservation, par, maintenant), "ceder"
    )


def retirer_la_cession(
    cession: Cession, *, par: Utilisateur, maintenant: datetime | None = None
) -> None:
    """Keep the day after all. Refus: somebody has taken it."""
    maintenant = maintenant or timezone.now()
    _sous_verrou(
        lambda: _creneaux(cession), lambda: _retirer(cession, maintenant), "retirer_la_cession"
    )


def prendre_la_place(
    cession: Cession,
    attente: Attente,
    *,
    par: Utilisateur,
    maintenant: datetime | None = None,
) -> DemandeReservation:
    """The child who waits has the place, she who gave it has it no more, in one transaction.
    Refus: it is gone, it is not his turn yet, or the rules are against it."""
    maintenant = maintenant or timezone.now()

    def faire() -> tuple[DemandeReservation | None, Refus | None]:
        return _prendre(cession, attente, par, maintenant)

    demande, refus = _sous_verrou(
        lambda: _creneaux(cession) | file_attente.creneaux_de([attente]), faire, "prendre_la_place"
    )
    if refus or demande is None:
        raise refus or Refus(_FINIE)
    recapitulatif.reveiller()
    return demande


def clore_les_cessions() -> int:
    """Those whose day has come and that nobody took: how many. Safe to run twice."""
    maintenant = timezone.now()
    finies = Cession.objects.offertes().filter(debut__lte=timezone.localdate(maintenant))
    if not finies.exists():  # asked each minute: a write takes SQLite's only writer
        return 0
    return finies.update(etat=Etat.SANS_SUITE, conclue_le=maintenant)


def _sous_verrou[T](creneaux: Callable[[], set[int]], faire: Callable[[], T], quoi: str) -> T:
    def essai() -> T:
        with ecriture():
            verrouiller(file_attente.a_verrouiller(creneaux()))
            return faire()

    return rejouer(essai, quoi=quoi)


def _creneaux(cession: Cession) -> set[int]:
    """All that the bloc given up may hold."""
    comme = Attente(activite_id=cession.activite_id, bloc=cession.bloc, creneaux=[])
    return file_attente.creneaux_de([comme])


def _ceder(reservation: Reservation, par: Utilisateur, maintenant: datetime) -> Cession:
    jour = reservation.creneau.jour
    lus = lire_blocs_reserves([reservation.foyer], jour, jour)
    un = next((un for un in lus if reservation.pk in {r.pk for r in un.reservations}), None)
    if un is None or not all(une.presence == Reservation.Presence.PREVU for une in un.reservations):
        raise Refus(_PAS_CEDABLE)
    if un.limite >= maintenant:
        raise Refus(_ENCORE)
    if maintenant >= fin_de_la_bourse(un.bloc.debut):
        raise Refus(_PAS_CEDABLE)
    qui = {
        "foyer": un.foyer,
        "enfant": un.enfant,
        "activite": un.activite,
        "bloc": un.bloc.cle,
        "etat": Etat.OFFERTE,
    }
    if deja := Cession.objects.filter(**qui).first():
        return deja
    attendent = list(
        Attente.objects.filter(
            activite=un.activite, bloc=un.bloc.cle, etat=Attente.Etat.EN_ATTENTE
        ).select_related("foyer")
    )
    if not attendent:
        raise Refus(_PERSONNE)
    cession = Cession.objects.create(**qui, debut=un.bloc.debut, par=par, le=maintenant)
    tours = quand_vient_son_tour(cession, attendent)
    annoncer(cession, [(une, tours[une.pk]) for une in attendent])
    return cession


def _retirer(cession: Cession, maintenant: datetime) -> None:
    offerte = Cession.objects.offertes().filter(pk=cession.pk)
    if offerte.update(etat=Etat.REPRISE, conclue_le=maintenant):
        oublier(cession)
    elif Cession.objects.filter(pk=cession.pk, etat=Etat.PRISE).exists():
        raise Refus(_DEJA_PRISE)


def _prendre(
    cession: Cession, attente: Attente, par: Utilisateur, maintenant: datetime
) -> tuple[DemandeReservation | None, Refus | None]:
    """Everything is read again under the lock. What it writes stays even when it refuses."""
    lue = Cession.objects.select_related("foyer", "enfant", "activite__structure").get(
        pk=cession.pk
    )
    qui_attend = (
        Attente.objects.filter(pk=attente.pk, etat=Attente.Etat.EN_ATTENTE)
        .select_related("foyer", "enfant", "activite__structure")
        .first()
    )
    if lue.etat != Etat.OFFERTE:
        deja = DemandeReservation.objects.filter(cle=_cle_de_la_prise(lue), foyer=attente.foyer_id)
        return deja.first(), Refus(_NON[Etat(lue.etat)]) if not deja else None
    if qui_attend is None or (qui_attend.activite_id, qui_attend.bloc) != (
        lue.activite_id,
        lue.bloc,
    ):
        return None, Refus(_FINIE)
    if maintenant >= fin_de_la_bourse(lue.debut):
        return None, Refus(_FINIE)
    son_tour = quand_vient_son_tour(lue, [qui_attend])[qui_attend.pk]
    if maintenant < son_tour:
        return None, Refus(_PAS_ENCORE.format(quand=en_moment(son_tour, maintenant)))
    return _echanger(lue, qui_attend, par, maintenant)


def _cle_de_la_prise(cession: Cession) -> str:
    return f"prise-{cession.reference}"


def _echanger(
    cession: Cession, attente: Attente, par: Utilisateur, maintenant: datetime
) -> tuple[DemandeReservation | None, Refus | None]:
    verrouiller_inscriptions({attente.enfant_id}, {attente.activite_id})
    jugement = _juger(attente, maintenant)
    if jugement is None or not jugement.verdict.possible:
        return None, Refus(phrase_de(attente, jugement) if jugement else _FINIE)
    siennes = list(
        Reservation.objects.filter(
            foyer=cession.foyer_id, enfant=cession.enfant_id, creneau__in=jugement.pks
        )
        .select_related("creneau__activite__structure", "enfant", "foyer")
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    la = all(une.presence == Reservation.Presence.PREVU for une in siennes)
    if not la or {une.creneau_id for une in siennes} != set(jugement.pks):
        _clore(cession, Etat.SANS_SUITE, maintenant)
        return None, Refus(_FINIE)
    _rendre(cession, siennes, maintenant)
    envoi = Envoi(
        attente.foyer,
        (jugement.ligne,),
        par,
        _cle_de_la_prise(cession),
        maintenant,
        canal=DemandeReservation.Canal.BOURSE,
    )
    demande = reserver([attente], [jugement], envoi)
    _clore(cession, Etat.PRISE, maintenant, prise=attente)
    return demande, None


def _juger(attente: Attente, maintenant: datetime) -> Jugement | None:
    """As if there were a place and no deadline: the chair is there, and the meal is ordered."""
    lu = file_attente.lire_blocs([attente]).get(attente.pk)
    if lu is None:
        return None
    faits, bloc = sans_delais(lu[0].faits), lu[1]
    reponse = verdict(avec_une_place(bloc), faits, maintenant=maintenant)
    prix = prix_des([attente], {attente.pk: lu}).get(attente.pk)
    return jugement_de(attente, bloc, reponse, prix)


def _rendre(cession: Cession, siennes: list[Reservation], maintenant: datetime) -> None:
    """She who gave has a receipt, and no booking: nothing is charged."""
    DemandeReservation.objects.create(
        cle=f"cession-{cession.reference}",
        foyer=cession.foyer,
        par=cession.par,
        canal=DemandeReservation.Canal.BOURSE,
        motif=RENDUE,
        soumise_le=maintenant,
        lignes=lignes_annulees(siennes, RENDUE),
    )
    if len(verrou.rendre(siennes)) != len(siennes):
        raise ARefaire("a booking went meanwhile")


def _clore(cession: Cession, etat: str, maintenant: datetime, **champs: Attente) -> None:
    Cession.objects.filter(pk=cession.pk).update(etat=etat, conclue_le=maintenant, **champs)
    oublier(cession)
