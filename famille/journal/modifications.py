"""The journal of a household's file: each change, and each reading by an agent."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from famille.models import Consultation, Enfant, Foyer, Modification, Responsable, Utilisateur
from famille.socle.dire import en_lettres, en_nombre

from .natures import nature


def noter_consultation(
    foyer: Foyer, quoi: str, *, par: Utilisateur | None, sante_de: Enfant | None = None
) -> Consultation:
    """Keep that `par` (an agent) has read `quoi` ("fiche du foyer") of this household; `sante_de`:
    the child whose health it tells (D10)."""
    return Consultation.objects.create(foyer=foyer, quoi=quoi[:200], par=par, sante_de=sante_de)


def noter_export(foyers: set[int], quoi: str, *, par: Utilisateur) -> None:
    """Keep that `par` has taken away, in one file, lines about these households (keys)."""
    traces = (Consultation(foyer_id=foyer, quoi=quoi[:200], par=par) for foyer in sorted(foyers))
    Consultation.objects.bulk_create(traces, batch_size=1000)


def noter_modification(
    foyer: Foyer,
    objet: str,
    *,
    par: Utilisateur | None,
    avant: dict[str, Any] | None = None,
    apres: dict[str, str] | None = None,
    origine: str = "",
) -> Modification | None:
    """Keep what differs between `avant` and `apres` (label → text). None when nothing does."""
    ligne = _modification(foyer.pk, objet, avant or {}, apres or {}, par=par, origine=origine)
    if ligne:
        ligne.save(force_insert=True)
    return ligne


def _modification(
    foyer: int,
    objet: str,
    avant: dict[str, Any],
    apres: dict[str, str],
    *,
    par: Utilisateur | None,
    origine: str,
) -> Modification | None:
    libelles = [cle for cle in {**avant, **apres} if avant.get(cle, "") != apres.get(cle, "")]
    if not libelles:
        return None
    return Modification(
        foyer_id=foyer,
        objet=objet[:200],
        par=par,
        avant={cle: avant[cle] for cle in libelles if avant.get(cle)},
        apres={cle: apres[cle] for cle in libelles if apres.get(cle)},
        origine=origine[:120],
    )


def noter_ensemble(
    changements: Iterable[tuple[int, str, dict[str, str], dict[str, str]]],
    *,
    par: Utilisateur | None,
    origine: str,
) -> None:
    """The same for many: (key of a household, what, before, after). One query a thousand."""
    lignes = (
        _modification(foyer, objet, avant, apres, par=par, origine=origine)
        for foyer, objet, avant, apres in changements
    )
    Modification.objects.bulk_create(filter(None, lignes), batch_size=1000)


def oublier_les_modifications(foyer: Foyer, **lesquelles: Any) -> None:
    """Delete these lines of the journal (an erasure, the end of a period), in a transaction."""
    _permettre(foyer.pk)
    foyer.modifications.filter(**lesquelles).delete()
    _permettre("")


def _permettre(cle: int | str) -> None:
    """Let PostgreSQL delete this household's lines, in this transaction; "" forbids it again."""
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute("SELECT set_config('famille.efface', %s, true)", [str(cle)])


def taire_les_lectures(foyer: Foyer, *, de: Responsable | None = None) -> None:
    """Remove the names from the journal of what agents read about this erased household. `de`: only
    for this adult's own page, in a household that stays."""
    fiche = f"fiche de {de}" if de else ""
    # a function of the tables' owner: nobody else may change a line
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute("SELECT famille_taire_les_lectures(%s, %s)", [foyer.pk, fiche])
        return
    lues = Consultation.objects.filter(foyer=foyer, **({"quoi": fiche} if de else {}))
    for quoi in lues.order_by().values_list("quoi", flat=True).distinct():
        lues.filter(quoi=quoi).update(quoi=nature(quoi))


def decrire(objet: Any, champs: list[str]) -> dict[str, Any]:
    """dict label → text of these fields of a row, in words that an agent and a parent read."""
    description = {}
    for nom in champs:
        champ = objet._meta.get_field(nom)
        affichage = getattr(objet, f"get_{nom}_display", None)
        valeur = affichage() if affichage else getattr(objet, nom)
        libelle = str(champ.verbose_name)
        description[libelle[:1].upper() + libelle[1:]] = _texte(valeur)
    return description


def _texte(valeur: object) -> str:
    match valeur:
        case None | "":
            return ""
        case bool():
            return "oui" if valeur else "non"
        case datetime():
            return en_lettres(timezone.localdate(valeur))
        case date():
            return en_lettres(valeur)
        case Decimal():
            return en_nombre(valeur)
    return valeur.as_national if hasattr(valeur, "as_national") else str(valeur)
