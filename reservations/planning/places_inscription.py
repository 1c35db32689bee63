"""How many children an activity registers in a season: its maximum holds, whoever registers."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Q, QuerySet

from famille.models import Enfant
from famille.socle.erreurs import Refus
from reservations.models import Activite, Inscription
from reservations.regles.saison import bornes_de_saison, saisons_de


def inscrits(activite: Activite, annee: int, *, sauf: Enfant | None = None) -> int:
    """The children registered to this activity at some time of the season that begins in
    `annee`."""
    siennes = _inscriptions(annee).filter(activite=activite)
    return siennes.exclude(enfant=sauf).values("enfant").distinct().count()


def _inscriptions(annee: int) -> QuerySet[Inscription]:
    debut, fin = bornes_de_saison(annee)
    return Inscription.objects.filter(Q(fin=None) | Q(fin__gte=debut), debut__lte=fin)


def places_d_inscription(activite: Activite, annee: int) -> int | None:
    """How many more children it can register in that season; None: it has no maximum."""
    if activite.inscriptions_max is None:
        return None
    return places_des_activites({activite.pk: activite.inscriptions_max}, annee)[activite.pk]


def places_des_activites(maximums: Mapping[int, int | None], annee: int) -> dict[int, int]:
    """{key of the activity: how many more children it can register in that season}, of those that
    have a maximum: `maximums`, by the same keys. One query."""
    limitees = {cle: maximum for cle, maximum in maximums.items() if maximum is not None}
    comptes = _inscriptions(annee).filter(activite__in=limitees).values("activite").order_by()
    prises = dict(comptes.values_list("activite", Count("enfant", distinct=True)))
    return {cle: max(maximum - prises.get(cle, 0), 0) for cle, maximum in limitees.items()}


def verrouiller_activite(activite: Activite) -> Activite:
    """The activity read again, held until the transaction ends: its registrations are counted by
    one at a time."""
    return (
        Activite.objects.select_for_update(no_key=True, of=("self",))
        .select_related("structure")
        .get(pk=activite.pk)
    )


def refus_de_place(
    enfant: Enfant | None, activite: Activite, *, debut: date, fin: date | None
) -> str:
    """Why this child can't be registered on these days: the maximum of one of their seasons is
    reached. "" when he can; who is registered in it already counts once. One query a season."""
    if activite.inscriptions_max is None:
        return ""
    for annee in saisons_de(debut, fin):
        if inscrits(activite, annee, sauf=enfant) >= activite.inscriptions_max:
            return (
                f"{activite} n’a plus de place pour {annee}-{annee + 1} : son maximum de"
                f" {activite.inscriptions_max} enfants inscrits est atteint. Attendez qu’une place"
                " se libère, ou augmentez le maximum dans « Centres, Activités »."
            )
    return ""


def exiger_une_place(
    enfant: Enfant | None, activite: Activite, *, debut: date, fin: date | None
) -> None:
    """Refus: `refus_de_place`, asked under the activity's lock."""
    if refus := refus_de_place(enfant, verrouiller_activite(activite), debut=debut, fin=fin):
        raise Refus(refus, champ="activite")
