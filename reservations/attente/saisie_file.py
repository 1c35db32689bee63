"""What accepting, refusing, expiring and giving share: attentes read again under lock, judged, and
booked."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from famille.socle.erreurs import Refus
from reservations.lecture import file_attente
from reservations.models import Attente, Reservation
from reservations.models.demandes import Action
from reservations.moteur import recapitulatif
from reservations.moteur.demande import LigneDemandee
from reservations.moteur.jugement import JOUR_PASSE, Jugement, accuse, sans_delais
from reservations.moteur.reprises import ARefaire, rejouer
from reservations.moteur.verrou import ecriture, verrouiller, verrouiller_inscriptions
from reservations.regles.juge import PARIS, Motif, Verdict, verdict
from reservations.tarifs.prix import APayer, prix_de

from .servir import avec_une_place, conclure, prendre, rendre

Etat = Attente.Etat
PLUS_INSCRIT = "l’inscription à cette activité est terminée."


@dataclass
class Saisie:
    """Attentes read again with their counters locked. `creneaux`: what is locked."""

    attentes: list[Attente]
    creneaux: set[int]


def conclu(faire: Callable, maintenant: datetime | None, quoi: str):
    """`faire(instant)` -> (answer, refusal or None): what it has written stays even when it
    refuses."""

    def essai():
        with ecriture():
            return faire(maintenant or timezone.now())

    reponse, refus = rejouer(essai, quoi=quoi)
    if refus:
        raise refus
    return reponse


def saisir(attente: Attente, *, ensemble: bool) -> Saisie:
    """The row, with the offers made together with it (`ensemble`), read again once all that they
    and the next ones may touch is locked. ARefaire: they moved meanwhile. Refus: the row is
    gone."""
    prevus = file_attente.creneaux_de(_avec_les_siens(attente, ensemble))
    creneaux = file_attente.a_verrouiller(prevus)
    verrouiller(creneaux)
    attentes = _avec_les_siens(attente, ensemble)
    if not attentes:
        raise Refus("Cette demande n’est plus dans la liste d’attente.")
    if not file_attente.creneaux_de(attentes) <= creneaux:
        raise ARefaire
    verrouiller_inscriptions({a.enfant_id for a in attentes}, {a.activite_id for a in attentes})
    return Saisie(attentes, creneaux)


def _avec_les_siens(attente, ensemble):
    lignes = Attente.objects.select_related("foyer", "enfant", "activite__structure").order_by("pk")
    la = list(lignes.filter(pk=attente.pk))
    if ensemble and la and la[0].ensemble and la[0].etat == Etat.PROPOSEE:
        return list(
            lignes.filter(ensemble=la[0].ensemble, foyer=la[0].foyer_id, etat=Etat.PROPOSEE)
        )
    return la


def juger(saisie, maintenant, *, hors_regles=False):
    """list[Jugement], in the order of the attentes, as if each had the places held for him."""
    lus = file_attente.lire_blocs(saisie.attentes)
    prix = prix_de(
        APayer(a.foyer_id, a.enfant_id, a.activite_id, a.activite.structure_id, lus[a.pk][1])
        for a in saisie.attentes
        if a.pk in lus
    )
    # taken by the ones before, where a week has won a day that nobody holds
    deja: Counter[int] = Counter()
    jugements = []
    for attente in saisie.attentes:
        jugement = _jugement(attente, lus.get(attente.pk), prix, deja, maintenant, hors_regles)
        if jugement.verdict.possible:
            deja.update(set(jugement.bloc.pks) - set(attente.creneaux))
        jugements.append(jugement)
    return jugements


def _jugement(attente, lu, prix, deja, maintenant, hors_regles):
    ligne = LigneDemandee(attente.enfant_id, attente.activite_id, attente.bloc, Action.RESERVER)
    if lu is None:
        non = Verdict(f"{attente.enfant.prenom} : {PLUS_INSCRIT}", Motif.NON_INSCRIT)
        return Jugement(ligne, attente.enfant.prenom, str(attente.activite), None, non)
    faits, bloc = lu[0].faits, lu[1]
    vu = replace(
        bloc, creneaux=tuple(replace(c, prises=c.prises + deja[c.pk]) for c in bloc.creneaux)
    )
    if hors_regles and bloc.fin < maintenant.astimezone(PARIS).date():
        return Jugement(
            ligne,
            attente.enfant.prenom,
            str(attente.activite),
            bloc,
            Verdict(JOUR_PASSE, Motif.TROP_TARD),
        )
    if hors_regles:
        faits = sans_delais(faits)
    reponse = verdict(avec_une_place(vu, attente.creneaux), faits, maintenant=maintenant)
    a_payer = prix.get((attente.enfant_id, attente.activite_id, bloc.cle))
    centimes = a_payer.centimes if a_payer else None
    return Jugement(ligne, attente.enfant.prenom, str(attente.activite), bloc, reponse, centimes)


def reserver(attentes, jugements, envoi, **champs):
    """The receipt and the bookings. The places held are those booked; a day that a week won or lost
    meanwhile is taken or given back."""
    demande = accuse(envoi, jugements, acceptee=True)
    demande.save(force_insert=True)
    reservations = []
    for attente, jugement in zip(attentes, jugements, strict=True):
        tenus, voulus = set(attente.creneaux), set(jugement.bloc.pks)
        prendre(voulus - tenus)
        rendre(tenus - voulus)
        conclure(attente, Etat.ACCEPTEE, maintenant=envoi.maintenant, creneaux=[], **champs)
        reservations += [
            Reservation(
                enfant_id=attente.enfant_id,
                creneau_id=creneau,
                foyer_id=attente.foyer_id,
                demande=demande,
                creee_le=envoi.maintenant,
            )
            for creneau in sorted(voulus)
        ]
    Reservation.objects.bulk_create(reservations)
    recapitulatif.reveiller()
    return demande


def phrase_de(attente, jugement):
    phrase = jugement.verdict.phrase
    return (
        phrase
        if phrase.startswith(attente.enfant.prenom)
        else f"{attente.enfant.prenom} : {phrase}"
    )
