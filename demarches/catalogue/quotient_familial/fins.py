"""Quotients that end soon or have just ended, with nothing after them: told once (G17)."""

import time
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from demarches.models import Demande, ReglageDemarche, ReglageQuotient
from demarches.models.places import EN_JEU
from famille.courriels.boite_d_envoi import adresse_absolue, deja_ecrits, preparer
from famille.courriels.destinataires import adultes_de
from famille.courriels.genres import GenreDeCourriel
from famille.dossier.foyers.mises_a_jour import PAR_ACCORD, ou_le_demander
from famille.models import QuotientFamilial, Utilisateur
from famille.socle.dire import en_lettres
from famille.socle.offres import quotients_par_accord
from famille.socle.pages_de_cles import a_la_suite

CODE = "quotient-familial"
RAPPEL_MAX = timedelta(days=120)  # the most that ReglageQuotient.rappel_jours may be
RAPPEL_PAR_DEFAUT = ReglageQuotient._meta.get_field("rappel_jours").default
FINIS_DEPUIS = timedelta(days=60)  # for how long the dashboard says that one has ended


class ReglageEtFin(NamedTuple):
    """A row of `avec_fin_de_quotient`: a ReglageDemarche as far as the dashboard reads it."""

    code: str
    etat: str
    fin_de_quotient: date | None
    rappel_jours: int | None


def quotients_qui_finissent(debut: date, fin: date) -> QuerySet[QuotientFamilial]:
    """The last of their households, that end between these days, no demande being studied."""
    suivants = QuotientFamilial.objects.filter(foyer=OuterRef("foyer"), debut__gt=OuterRef("debut"))
    demandes = Demande.objects.filter(foyer=OuterRef("foyer"), code=CODE, statut__in=EN_JEU)
    quotients = QuotientFamilial.objects.filter(fin__gte=debut, fin__lte=fin)
    return quotients.exclude(Exists(suivants)).exclude(Exists(demandes)).order_by("pk")


def avec_fin_de_quotient(
    reglages: QuerySet[ReglageDemarche], foyers: Any, debut: date, fin: date
) -> QuerySet[ReglageDemarche, tuple]:
    """Rows of ReglageEtFin, with `fin_de_quotient` (the first to end between these days,
    FINIS_DEPUIS and RAPPEL_MAX from today, of the households of these keys; or None) and
    `rappel_jours`: the dashboard reads them with the démarches that it counts anyway."""
    siens = quotients_qui_finissent(debut, fin).filter(foyer__pk__in=foyers)
    return reglages.annotate(
        fin_de_quotient=Subquery(siens.order_by("fin").values("fin")[:1]),
        rappel_jours=Subquery(ReglageQuotient.objects.values("rappel_jours")[:1]),
    ).values_list(*ReglageEtFin._fields)


def fin_a_dire(reglage: ReglageEtFin, jour: date) -> date | None:
    """The day that the dashboard says; None when there is time."""
    fin, jours = reglage.fin_de_quotient, reglage.rappel_jours
    # the town has not opened its settings yet
    jours = RAPPEL_PAR_DEFAUT if jours is None else jours
    if fin is None or not jours or fin > jour + timedelta(days=jours):
        return None
    return fin


def phrase(fin: date, jour: date, *, suite: str = "") -> str:
    """`suite`: how the town gets the next, "" where it is declared."""
    if fin < jour:
        debut = (
            f"Votre quotient familial a pris fin le {en_lettres(fin)}. Tant qu’aucun autre n’est"
            " connu, vous payez le tarif le plus haut"
        )
        a_faire = "déclarez le nouveau pour payer selon vos revenus."
    else:
        debut = f"Votre quotient familial est valable jusqu’au {en_lettres(fin)}"
        a_faire = "déclarez le nouveau dès que vous l’avez."
    return f"{debut}. {suite}" if suite else f"{debut} : {a_faire}"


FIN = GenreDeCourriel("quotient-fin", "demarches/quotient_fin")

LOT = 100
DUREE_TOUR = 25  # seconds after which a turn begins nothing more; the next one goes on


def rappeler_les_quotients(*, jour: date | None = None) -> int:
    """How many mails were written; none while it is closed, or the town wants none."""
    jour = jour or timezone.localdate()
    jours = ReglageQuotient.load().rappel_jours
    if not jours or not ReglageDemarche.objects.ouvertes().filter(code=CODE).exists():
        return 0
    fin = time.monotonic() + DUREE_TOUR
    proches = quotients_qui_finissent(jour, jour + timedelta(days=jours)).select_related("foyer")

    def rappeler(cles: list[int]) -> int:
        return _rappeler(list(proches.filter(pk__in=cles)))

    cles = proches.values_list("pk", flat=True)
    ecrits, _au_bout = a_la_suite("quotients", cles, rappeler, lot=LOT, fin=fin)
    return ecrits


def _rappeler(quotients: list[QuotientFamilial]) -> int:
    """Mails to the adults of their households: all those of one, or none yet."""
    adultes = adultes_de([un.foyer for un in quotients])
    par_accord = quotients_par_accord({un.foyer_id for un in quotients})
    deja = deja_ecrits(
        FIN.cle(un.pk).pour(adulte) for un in quotients for adulte in adultes.get(un.foyer_id, ())
    )
    ecrits = 0
    for quotient in quotients:
        siens = adultes.get(quotient.foyer_id, ())
        nouveaux = [un for un in siens if str(FIN.cle(quotient.pk).pour(un)) not in deja]
        if not nouveaux:
            continue
        with transaction.atomic():
            for adulte in nouveaux:
                _ecrire(quotient, adulte, par_accord=quotient.foyer_id in par_accord)
        ecrits += len(nouveaux)
    return ecrits


def _ecrire(quotient: QuotientFamilial, adulte: Utilisateur, *, par_accord: bool) -> None:
    contexte = {
        "prenom": adulte.first_name,
        "fin": quotient.fin,
        "par_accord": str(PAR_ACCORD) if par_accord else "",
        "lien": adresse_absolue(
            ou_le_demander(quotient.foyer_id)
            if par_accord
            else reverse("demarches:presentation", args=[CODE])
        ),
    }
    preparer(FIN.cle(quotient.pk).pour(adulte), adulte.email, contexte)
