"""Undo an event: children are booked again where there is a place, then its days reopen
(docs/comprendre/planning.md).

The days stay closed until everybody has had his place back: nobody takes it meanwhile. Each
household is one transaction, with one receipt; what cannot be given back is kept with its reason.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import batched
from typing import Any

from django.db import transaction
from django.utils import timezone

from famille.models import Enfant, Foyer, Travail, Utilisateur
from famille.socle.dire import compte
from famille.socle.erreurs import Refus
from famille.travaux.actions import Avancement, lancer
from reservations.lecture import file_attente
from reservations.models import (
    Attente,
    Creneau,
    DemandeReservation,
    Evenement,
    Fermeture,
    Reservation,
)
from reservations.moteur import verrou
from reservations.moteur.annuler import lignes_annulees
from reservations.moteur.file import lien_file
from reservations.moteur.recapitulatif import reveiller
from reservations.moteur.verrou import prendre, rejouer

from .capacite import rouvrir_creneaux
from .fermetures import sans_fermeture
from .portee import Portee
from .retablir import Retablissables

GENRE = "evenement-retrait"
_FOYERS = 10
_PAR_TRANCHE = 50
RETABLI = "L’accueil a finalement lieu."


def retirer(evenement: Evenement, *, par: Utilisateur) -> Travail:
    """The job that undoes the event; asked twice, the same one. Refus: not applied yet, withdrawn,
    or past."""
    with transaction.atomic():
        tenu = Evenement.objects.select_for_update(no_key=True).get(pk=evenement.pk)
        en_cours = Travail.objects.filter(genre=GENRE, parametres__evenement=tenu.pk).exclude(
            etat=Travail.Etat.ECHEC
        )
        if travail := en_cours.first():
            return travail
        if tenu.retire_le:
            raise Refus("Cet événement est déjà retiré.")
        if tenu.applique_le is None:
            raise Refus(
                "L’annulation est encore en cours : attendez qu’elle soit finie, puis retirez"
                " l’événement."
            )
        if tenu.fin < timezone.localdate():
            raise Refus("Ces jours sont passés : il n’y a plus rien à rétablir.")
        return lancer(GENRE, f"Retrait : {tenu.motif}", {"evenement": tenu.pk}, par=par)


def executer(travail: Travail, avancer: Avancement) -> dict:
    """The job "evenement-retrait": parametres dict(evenement: pk)."""
    evenement = Evenement.objects.select_related("groupe").get(pk=travail.parametres["evenement"])
    if evenement.retire_le is None:
        foyers = sorted({effet["foyer"] for effet in evenement.effets if "suite" not in effet})
        fait = 0
        for tranche in batched(foyers, _FOYERS, strict=False):
            rejouer(partial(_remettre, evenement, tranche, travail.par), quoi="retrait")
            fait += len(tranche)
            avancer(fait, len(foyers))
        _rouvrir(evenement, travail.par)
        Evenement.objects.filter(pk=evenement.pk, retire_le=None).update(retire_le=timezone.now())
    evenement.refresh_from_db()
    return {"phrase": _phrase(evenement), "evenement": evenement.pk}


def _remettre(evenement: Evenement, foyers: Sequence[Foyer], par: Utilisateur | None) -> None:
    """What these households had is theirs again, where it can be; each effect keeps its `suite`, ""
    when it is."""
    maintenant = timezone.now()
    siens = [effet for effet in evenement.effets if effet["foyer"] in foyers]
    creneaux = {effet["creneau"] for effet in siens if "creneau" in effet}
    with verrou.ecriture():
        attendues = [effet["attente"] for effet in siens if "attente" in effet]
        attendus = file_attente.creneaux_de(Attente.objects.filter(pk__in=attendues))
        places = verrou.verrouiller(lien_file.a_verrouiller(creneaux | attendus))
        lus = (
            Creneau.objects.filter(pk__in=creneaux).select_related("activite__structure").in_bulk()
        )
        verrou.verrouiller_inscriptions(
            {effet["enfant"] for effet in siens}, {creneau.activite_id for creneau in lus.values()}
        )
        tenu = Evenement.objects.select_for_update(no_key=True).get(pk=evenement.pk)
        a_faire = [e for e in tenu.effets if e["foyer"] in foyers and "suite" not in e]
        if tenu.retire_le or not a_faire:
            return
        juge = Retablissables(tenu, [e for e in a_faire if "creneau" in e], lus, places)
        _reserver([effet for effet in a_faire if "creneau" in effet], juge, lus, maintenant, par)
        for effet in a_faire:
            if "attente" in effet:
                effet["suite"] = _remettre_en_file(effet["attente"])
        tenu.save(update_fields=["effets"])
        reveiller()


def _reserver(
    effets: list[dict[str, Any]],
    juge: Retablissables,
    lus: dict[int, Creneau],
    maintenant: datetime,
    par: Utilisateur | None,
) -> None:
    """Book what can be, one receipt a household that says also what cannot."""
    enfants = Enfant.objects.in_bulk({effet["enfant"] for effet in effets})
    foyers = Foyer.objects.in_bulk({effet["foyer"] for effet in effets})
    # household -> sentence ("" booked) -> bookings
    dites: dict = defaultdict(lambda: defaultdict(list))
    for effet in effets:
        effet["suite"] = juge.contre(effet)
        if effet["creneau"] in lus:
            annoncee = effet.get("absence_annoncee_le")
            reservation = Reservation(
                enfant=enfants[effet["enfant"]],
                creneau=lus[effet["creneau"]],
                foyer=foyers[effet["foyer"]],
                creee_le=datetime.fromisoformat(effet["creee_le"]),
                absence_annoncee_le=annoncee and datetime.fromisoformat(annoncee),
            )
            dites[effet["foyer"]][effet["suite"]].append(reservation)
    for foyer, par_phrase in dites.items():
        demande = _accuse(foyers[foyer], par_phrase, maintenant, par)
        for reservation in par_phrase.get("", ()):
            reservation.demande = demande
        prendre(par_phrase.get("", ()))


def _accuse(
    foyer: Foyer,
    par_phrase: dict[str, list[Reservation]],
    maintenant: datetime,
    par: Utilisateur | None,
) -> DemandeReservation:
    lignes = [
        ligne
        | {
            "action": "reserver",
            "resultat": "refuse" if phrase else "reserve",
            "phrase": phrase or "Réservé.",
        }
        for phrase, reservations in par_phrase.items()
        for ligne in lignes_annulees(reservations, phrase)
    ]
    return DemandeReservation.objects.create(
        cle=f"retablissement-{foyer.pk}-{maintenant:%Y%m%d%H%M%S%f}",
        foyer=foyer,
        par=par,
        canal=DemandeReservation.Canal.EVENEMENT,
        motif=RETABLI,
        soumise_le=maintenant,
        lignes=lignes,
    )


def _remettre_en_file(pk: int) -> str:
    """The wait takes its rank again; the sentence that says why not, "" when it does."""
    attente = Attente.objects.filter(pk=pk, etat=Attente.Etat.RETIREE).first()
    if attente is None or attente.debut < timezone.localdate():
        return "Ce jour est passé."
    en_cours = Attente.objects.en_cours().filter(
        enfant=attente.enfant, activite=attente.activite, bloc=attente.bloc
    )
    if en_cours.exists():
        return "Déjà en liste d’attente."
    if _servi_sans_lui(attente):
        attente.ensemble = None
    attente.etat = Attente.Etat.EN_ATTENTE
    attente.proposee_le = attente.expire_le = attente.conclue_le = None
    attente.save(update_fields=["etat", "proposee_le", "expire_le", "conclue_le", "ensemble"])
    return ""


def _servi_sans_lui(attente: Attente) -> bool:
    """Whether those who waited together with him were offered their place while he was out: their
    answer is given once for all who bear its key, and he has his own to give."""
    if attente.ensemble is None:
        return False
    memes = Attente.objects.filter(ensemble=attente.ensemble, foyer=attente.foyer_id)
    return memes.exclude(etat__in=(Attente.Etat.EN_ATTENTE, Attente.Etat.RETIREE)).exists()


def _rouvrir(evenement: Evenement, par: Utilisateur | None) -> None:
    """The closures of the event go, its days reopen unless another closes them, and the queue is
    served."""
    Fermeture.objects.filter(evenement=evenement).delete()
    if evenement.groupe_id:
        return
    pks = list(Portee.de(evenement).creneaux().values_list("pk", flat=True))
    for tranche in batched(pks, _PAR_TRANCHE, strict=False):
        rejouer(partial(_rouvrir_tranche, tranche, par), quoi="retrait")


def _rouvrir_tranche(pks: tuple[int, ...], par: Utilisateur | None) -> None:
    with verrou.ecriture():
        verrou.verrouiller(lien_file.a_verrouiller(pks))
        rouvrir_creneaux(sans_fermeture(pks), par=par)


def _phrase(evenement: Evenement) -> str:
    suites = [effet.get("suite") for effet in evenement.effets if "creneau" in effet]
    rendues, perdues = suites.count(""), sum(map(bool, suites))
    if not rendues and not perdues:
        return "L’événement est retiré : les jours sont rouverts."
    phrase = compte(rendues, "réservation rétablie", "réservations rétablies")
    suite = f" {compte(perdues, 'n’a pas pu l’être', 'n’ont pas pu l’être')}." if perdues else ""
    return f"L’événement est retiré : {phrase}.{suite}"
