"""A season is closed: what is left of it is read, then its registrations without an end stop, and
its waiting lists close. Nothing of the next season is touched."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from famille.models import Travail, Utilisateur
from famille.regles.scolarite import dire_annee
from famille.socle.dire import compte, en_lettres
from famille.socle.erreurs import Refus
from famille.socle.offres.restes import Reste, restes, reviennent
from famille.travaux.actions import lancer
from reservations.attente.actions import retirer
from reservations.bureau.droits import FACTURER, GUICHET, PLANIFIER
from reservations.facturation.panneau import jamais_factures
from reservations.lecture.blocs_reserves import comptages_du_jour
from reservations.lecture.filtres import Mois
from reservations.models import Attente, Inscription, Reservation, SaisonClose
from reservations.planning.inscrire import desinscrire
from reservations.regles.saison import annee_scolaire, bornes_de_saison


def des_reservations(debut: date, fin: date) -> list[Reste]:
    """Three queries, whatever the season holds. Only days that are past count; what was counted
    by a file has been seen."""
    hier = min(fin, timezone.localdate() - timedelta(days=1))
    pas_pointees = Reservation.objects.filter(
        ~Exists(comptages_du_jour()),
        creneau__jour__range=(debut, hier),
        presence=Reservation.Presence.PREVU,
        absence_annoncee_le=None,
    )
    attentes = Attente.objects.en_cours().filter(debut__range=(debut, fin))
    a_facturer = [(str(un), un.lien) for un in jamais_factures(_mois_entre(debut, hier))]
    return [
        Reste(
            "pas_pointees",
            "Présences jamais pointées",
            pas_pointees.count(),
            reverse("presences:liste"),
            PLANIFIER,
        ),
        Reste(
            "pas_factures",
            "Mois utilisés, sans factures publiées",
            len(a_facturer),
            a_facturer[0][1] if a_facturer else reverse("reservations_bureau:campagnes"),
            FACTURER,
            details=a_facturer,
        ),
        Reste(
            "attentes",
            "Places encore attendues pour un jour de la saison",
            attentes.count(),
            reverse("reservations_bureau:attentes"),
            GUICHET,
        ),
    ]


def _mois_entre(debut: date, fin: date) -> list[Mois]:
    premier = Mois.du(debut)
    return [premier.decale(rang) for rang in range(Mois.du(fin).ecart(debut) + 1)]


GENRE = "cloture-de-saison"
RENTREE, JUILLET = 9, 7


def saison_a_clore() -> int:
    """The one that has ended; in July and August, the one that is ending."""
    jour = timezone.localdate()
    annee = annee_scolaire(jour)
    return annee if JUILLET <= jour.month < RENTREE else annee - 1


def inscriptions_a_finir(annee: int) -> QuerySet[Inscription]:
    """Those of the season that have no end, of which no day is booked after it, and whose family
    has not said that the child comes back: who has booked or answered goes on."""
    _debut, fin = bornes_de_saison(annee)
    ensuite = Reservation.objects.filter(
        enfant=OuterRef("enfant"), creneau__activite=OuterRef("activite"), creneau__jour__gt=fin
    )
    siennes = Inscription.objects.filter(~Exists(ensuite), debut__lte=fin, fin=None)
    for dits in reviennent(annee + 1):
        siennes = siennes.exclude(enfant__in=dits)
    return siennes


def attentes_a_fermer(annee: int) -> QuerySet[Attente]:
    debut, fin = bornes_de_saison(annee)
    return Attente.objects.en_cours().filter(debut__range=(debut, fin))


@transaction.atomic
def demander_la_cloture(annee: int, *, par: Utilisateur) -> Travail:
    """The job that closes it. Refus: it has not ended, or is closed already."""
    debut, fin = bornes_de_saison(annee)
    if timezone.localdate() <= fin:
        raise Refus(
            f"Cette saison finit le {en_lettres(fin)} : elle se clôt à partir du lendemain."
        )
    restait = {reste.cle: reste.nombre for reste in restes(debut, fin)}
    close, nouvelle = SaisonClose.objects.get_or_create(
        annee=annee, defaults={"par": par, "restait": restait}
    )
    if not nouvelle:
        raise Refus(f"Cette saison est déjà close, depuis le {en_lettres(close.le)}.")
    titre = f"Clore la saison {dire_annee(annee)}"
    return lancer(GENRE, titre, {"annee": annee}, par=par)


def executer(travail: Travail, avancer: Callable[[int, int], None]) -> dict[str, Any]:
    """One child a transaction, which judges him again; what is ended is not ended twice."""
    annee, par = travail.parametres["annee"], travail.par
    if par is None:
        raise Refus("La personne qui l’a demandé n’a plus de compte : recommencez.")
    close = SaisonClose.objects.get(annee=annee)
    _debut, fin = bornes_de_saison(annee)
    inscriptions = list(inscriptions_a_finir(annee).select_related("enfant", "activite__structure"))
    attentes = list(attentes_a_fermer(annee).select_related("enfant", "activite__structure"))
    total = len(inscriptions) + len(attentes)
    for rang, inscription in enumerate(inscriptions):
        avancer(rang, total)
        desinscrire(
            inscription,
            fin=fin,
            par=par,
            motif="Fin de la saison.",
            parmi=inscriptions_a_finir(annee),
        )
        if inscription.fin is None:  # booked meanwhile, or said to come back
            continue
        SaisonClose.objects.filter(pk=close.pk).update(inscriptions=F("inscriptions") + 1)
    for rang, attente in enumerate(attentes, len(inscriptions)):
        avancer(rang, total)
        try:
            retirer(attente, par=par)
        except Refus:  # booked meanwhile
            continue
        SaisonClose.objects.filter(pk=close.pk).update(attentes=F("attentes") + 1)
    close.refresh_from_db()
    finies = compte(close.inscriptions, "inscription est finie", "inscriptions sont finies")
    fermees = compte(close.attentes, "place attendue est retirée", "places attendues sont retirées")
    return {"phrase": f"La saison {dire_annee(annee)} est close : {finies}, {fermees}."}
