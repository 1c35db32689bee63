"""The reminder before the deadline: sending it, and the two answers it takes.
docs/comprendre/ouvertures_et_rappels.md"""

import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from famille.courriels.boite_d_envoi import adresse_absolue, preparer
from famille.courriels.destinataires import adultes_de
from famille.courriels.genres import GenreDeCourriel
from famille.models import Foyer, Utilisateur
from famille.regles.alertes import ECHEANCE
from famille.socle.erreurs import Refus
from reservations.lecture.ville import lire_la_ville
from reservations.models import (
    Activite,
    DemandeReservation,
    Rappel,
    ReglageReservations,
    Reservation,
)
from reservations.models.demandes import Action
from reservations.moteur.demande import INCONNUE, LigneDemandee
from reservations.moteur.soumettre import soumettre
from reservations.regles.attente import Nuit
from reservations.regles.juge import PARIS, Delai, etendue
from reservations.regles.rappel import SemaineRappelee, a_rappeler, horizon

from .du_foyer import Rappelee, lire_semaine
from .liens import Lien

RAPPEL = GenreDeCourriel("rappel", "reservations/rappel", alerte=ECHEANCE)

LOT = 50
DUREE_TOUR = 25  # seconds after which a turn begins nothing more: it must not outlive the task


def envoyer_rappels(*, maintenant: datetime | None = None) -> int:
    """How many households were reminded of a week: by day, once. What one turn has no time for, the
    next does."""
    maintenant = maintenant or timezone.now()
    reglage = ReglageReservations.load()
    if Nuit(reglage.nuit_debut, reglage.nuit_fin).contient(maintenant):
        return 0
    fin, rappeles = time.monotonic() + DUREE_TOUR, 0
    for lundi, foyers in sorted(_dus(maintenant, reglage.rappel_jours).items()):
        for rang in range(0, len(foyers), LOT):
            if time.monotonic() >= fin:
                return rappeles
            rappeles += _rappeler(
                SemaineRappelee(lundi), foyers[rang : rang + LOT], reglage.rappel_jours, maintenant
            )
    return rappeles


def _dus(maintenant: datetime, jours: int) -> dict[date, list[int]]:
    """Monday → the households (pks) that may have to be reminded of that week, those already
    reminded left out."""
    aujourdhui = maintenant.astimezone(PARIS).date()
    par_delai: dict[Delai, list[int]] = defaultdict(list)
    for activite in Activite.objects.order_by():
        par_delai[activite.pour_annuler].append(activite.pk)
    calendrier = lire_la_ville(
        aujourdhui, horizon(aujourdhui, list(par_delai), jours=jours)
    ).calendrier
    voulues = Q(pk__in=[])
    for delai, activites in par_delai.items():
        for du in a_rappeler(aujourdhui, delai, calendrier, jours=jours):
            voulues |= Q(
                creneau__activite__in=activites, creneau__jour=du.jour, creee_le__lt=du.avant
            )
    lues = Reservation.objects.filter(voulues, presence=Reservation.Presence.PREVU).order_by()
    dus = {
        (SemaineRappelee.de(jour).lundi, foyer)
        for jour, foyer in lues.values_list("creneau__jour", "foyer").distinct()
    }
    dus -= set(
        Rappel.objects.filter(semaine__in={lundi for lundi, _ in dus}).values_list(
            "semaine", "foyer"
        )
    )
    par_semaine: dict[date, list[int]] = defaultdict(list)
    for lundi, foyer in sorted(dus):
        par_semaine[lundi].append(foyer)
    return par_semaine


def _rappeler(
    semaine: SemaineRappelee, cles: Iterable[int], jours: int, maintenant: datetime
) -> int:
    """How many of these households were reminded: those of which a deadline is near and not
    past."""
    foyers = list(Foyer.objects.filter(pk__in=cles))
    reservees = lire_semaine(foyers, semaine, maintenant=maintenant)
    adultes = adultes_de(foyers)
    proche = maintenant.astimezone(PARIS).date() + timedelta(days=jours)
    rappeles = 0
    for foyer in foyers:
        lignes = reservees.get(foyer.pk, [])
        if any(une.annulable and une.reserve.limite.date() <= proche for une in lignes):
            rappeles += _ecrire(foyer, adultes.get(foyer.pk, []), semaine, lignes, maintenant)
    return rappeles


@transaction.atomic
def _ecrire(
    foyer: Foyer,
    adultes: list[Utilisateur],
    semaine: SemaineRappelee,
    lignes: list[Rappelee],
    maintenant: datetime,
) -> bool:
    """Whether this call wrote it: the row first, which only one of two runs at once can create."""
    _rappel, neuf = Rappel.objects.get_or_create(
        foyer=foyer, semaine=semaine.lundi, defaults={"envoye_le": maintenant}
    )
    for adulte in adultes if neuf else ():
        lien = Lien(foyer.pk, adulte.pk, semaine, max(une.reserve.limite for une in lignes))
        contexte = {
            "prenom": adulte.first_name,
            "semaine": str(semaine),
            "lignes": lignes,
            "lien": adresse_absolue(reverse("reservations:rappel", args=[lien.signer()])),
            "lien_connecte": adresse_absolue(reverse("reservations:calendrier")),
        }
        cle = RAPPEL.cle(foyer.pk, f"{semaine.lundi:%Y%m%d}").pour(adulte)
        preparer(cle, adulte.email, contexte)
    return neuf


def confirmer(
    foyer: Foyer, semaine: SemaineRappelee, *, par: Utilisateur, maintenant: datetime | None = None
) -> Rappel:
    """ "Rien à changer". The first answer is kept."""
    rappel, _neuf = Rappel.objects.get_or_create(foyer=foyer, semaine=semaine.lundi)
    sans_reponse = Rappel.objects.filter(pk=rappel.pk, confirme_le=None)
    sans_reponse.update(confirme_le=maintenant or timezone.now(), confirme_par=par)
    rappel.refresh_from_db()
    return rappel


def annuler(
    foyer: Foyer,
    semaine: SemaineRappelee,
    choix: str,
    *,
    par: Utilisateur,
    cle: str,
    maintenant: datetime | None = None,
) -> DemandeReservation:
    """Cancel one bloc of that week, named by `Rappelee.choix`; its receipt. Refus: what this link
    is not for."""
    ligne = _ligne(choix)
    if not semaine.contient(*ligne.etendue):
        raise Refus(
            f"Ce lien ne sert que pour la {semaine}. Pour les autres jours, ouvrez le calendrier."
        )
    canal = DemandeReservation.Canal.RAPPEL
    return soumettre(
        foyer, [ligne], par=par, cle=f"rappel-{cle}"[:64], canal=canal, maintenant=maintenant
    )


def _ligne(choix: str) -> LigneDemandee:
    enfant, _tiret, reste = choix.partition("-")
    activite, _tiret, bloc = reste.partition("-")
    try:
        ligne = LigneDemandee(int(enfant), int(activite), bloc, Action.ANNULER)
        etendue(bloc)
    except ValueError as erreur:
        raise Refus(INCONNUE) from erreur
    return ligne
