"""What PostgreSQL would read, of tables that have rows enough for it to choose an index."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from famille.models import Document, Enfant, Fil, Foyer, Message, Modification, Rattachement


def plans_de(lues: Iterable[dict[str, str]]) -> str:
    """The plans of what was asked (CaptureQueriesContext), one under the other."""
    with connection.cursor() as curseur:
        return "\n".join(
            ligne
            for une in lues
            if une["sql"].startswith("SELECT")
            for (ligne,) in curseur.execute(f"EXPLAIN {une['sql']}").fetchall()
        )


def papiers_d_une_ville(combien: int = 1_000) -> list[Foyer]:
    """So many households of one child, four papers each, one of them the child's own; each was
    sent in a conversation, and told in the journal. All are of the year before."""
    debut = date(2020, 1, 1)
    foyers = Foyer.objects.bulk_create(
        Foyer(numero=f"2020-{rang:05}", nom="Nom") for rang in range(combien)
    )
    enfants = Enfant.objects.bulk_create(
        Enfant(prenom="E", nom="Nom", naissance=debut) for _foyer in foyers
    )
    Rattachement.objects.bulk_create(
        Rattachement(enfant=enfant, foyer=foyer, debut=debut)
        for enfant, foyer in zip(enfants, foyers, strict=True)
    )
    papiers = Document.objects.bulk_create(
        [_papier(enfant=un) for un in enfants] + [_papier(foyer=un) for un in foyers * 3]
    )
    fil = Fil.objects.create(foyer=foyers[0], sujet="Des papiers")
    Message.objects.create(fil=fil, du_service=False, auteur="A").documents.add(*papiers)
    Modification.objects.bulk_create(
        Modification(foyer=foyer, objet="adresse", le=papiers[0].depose_le) for foyer in foyers * 4
    )
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE")
    return foyers


def _papier(**a_qui: Any) -> Document:
    le = timezone.now() - timedelta(days=400)
    return Document(
        **a_qui,
        nom="a.pdf",
        fichier="aa/a.pdf",
        type_mime="application/pdf",
        taille=1,
        etat=Document.Etat.SAIN,
        depose_le=le,
        remis_le=le,
        classe_le=le,
    )
