"""What a parent reads of one child; nothing of another home (D11)."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from famille import models
from famille.models import Enfant, FicheSanitaire, Foyer, Rattachement, SanteDeclaree
from famille.regles.dossier import Piece, Point, dire
from famille.socle.dire import en_lettres
from famille.socle.offres import Recue, la_recue

from .dossier import points_des, sans_les_recues

DE_SANTE = (Piece.FICHE, Piece.ASSURANCE)  # on a child's one page of health
LECTURES = 3  # the latest readings of his health; the page of readings has them all


def sante(enfant: Enfant) -> FicheSanitaire | None:
    """FicheSanitaire of the child with its two papers, or None."""
    fiches = FicheSanitaire.objects.select_related("pai_document", "vaccins_document")
    return fiches.filter(enfant=enfant).first()


def sante_declaree(enfant: Enfant, foyers: list[Foyer] | None = None) -> list[Any]:
    """What nobody has checked yet; `foyers`: of these households only (D11)."""
    declarees = SanteDeclaree.objects.filter(enfant=enfant)
    return list(declarees if foyers is None else declarees.filter(foyer__in=foyers))


def points_a_faire(enfants: QuerySet[Enfant], pk: int) -> list[Point]:
    """What the child's file lacks or will soon lack. `enfants`: a QuerySet of Enfant."""
    [(_enfant, points)] = points_des(enfants.filter(pk=pk))
    return [point for point in points if point.a_faire]


def dire_les_manques(points: list[Point]) -> list[str]:
    """Each of these, as a sentence."""
    dits = [dire(point) for point in points]
    return [f"{dit[:1].upper()}{dit[1:]}." for dit in dits]


def dire_les_recues(points: list[Point], enfant: Enfant, parmi: list[Recue]) -> list[Recue]:
    """What was sent of these, each demande once."""
    siennes = (la_recue(parmi, point.piece, enfant.pk) for point in points)
    return list({une.numero: une for une in siennes if une}.values())


def incomplets(enfants: QuerySet[Enfant], recues: list[Recue]) -> set[int]:
    """The children (keys) whose file lacks, now or soon, something that was not sent."""
    return {enfant.pk for enfant, points in _a_faire(enfants, recues) if points}


def sans_sante_valable(enfants: QuerySet[Enfant], recues: list[Recue]) -> list[Enfant]:
    """The children whose health record or insurance is missing, or ends soon, and was not sent."""
    return [
        enfant
        for enfant, points in _a_faire(enfants, recues)
        if any(point.piece in DE_SANTE for point in points)
    ]


def _a_faire(enfants: QuerySet[Enfant], recues: list[Recue]) -> list[tuple[Enfant, list[Point]]]:
    """[(child, what his file lacks and was not sent)]."""
    return [
        (enfant, [un for un in sans_les_recues(points, enfant, recues) if un.a_faire])
        for enfant, points in points_des(enfants)
    ]


def avec_garde(rattachements: list[Rattachement]) -> list[Rattachement]:
    """The same, each with `periodes_dites`: list[str] of the days shared by dates, not yet past."""
    periodes = models.PeriodeDeGarde.objects.filter(
        rattachement__in=rattachements, fin__gte=timezone.localdate()
    )
    for rattachement in rattachements:
        rattachement.periodes_dites = [
            f"Du {en_lettres(une.debut)} au {en_lettres(une.fin)} :"
            f" {'chez vous' if une.ici else 'dans son autre foyer'}"
            for une in periodes
            if une.rattachement_id == rattachement.pk
        ]
    return rattachements
