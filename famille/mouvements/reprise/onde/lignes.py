"""What a list of ONDE says, kept as rows: applied line by line, or all that is certain at once, and
taken back. The file itself is kept nowhere, and neither is a pupil's number."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from famille.dossier.foyers.ecoles import rangements
from famille.dossier.foyers.ecoles.actions import ajouter_classe
from famille.dossier.foyers.ecoles.passe import colonnes_tenues
from famille.models import Ecole, Enfant, LigneRangee, RangementDEcole, Utilisateur
from famille.regles.scolarite import annee_scolaire

from .comparaison import Rangement, comparer_les_eleves
from .lecture import Eleve

Sorte, Etat = LigneRangee.Sorte, LigneRangee.Etat
ONDE = RangementDEcole.Genre.ONDE
# names and day of birth are one child's: nobody need look
CERTAINES = (Sorte.DEPLACE,)


@transaction.atomic
def garder_la_comparaison(
    ecole: Ecole, eleves: list[Eleve], *, par: Utilisateur
) -> RangementDEcole:
    """One line for each pupil told otherwise or unknown, and each child of ours not in the list."""
    jour = timezone.localdate()
    rangement = RangementDEcole.objects.create(
        genre=ONDE, ecole=ecole, annee=annee_scolaire(jour), effet=jour, par=par
    )
    LigneRangee.objects.bulk_create(_lignes(rangement, eleves))
    return rangement


def _lignes(rangement: RangementDEcole, eleves: list[Eleve]) -> list[LigneRangee]:
    lue = comparer_les_eleves(rangement.ecole, eleves)
    ranger = Rangement.lire(rangement.ecole)
    pris = {enfant.pk for _eleve, enfant in lue.connus}
    lignes = [
        _ligne(rangement, Sorte.DEPLACE, eleve, enfant, ranger) for eleve, enfant in lue.changent
    ]
    for eleve, proches in lue.a_verifier:
        seul = proches[0] if len(proches) == 1 and proches[0].pk not in pris else None
        pris |= {seul.pk} if seul else set()
        lignes.append(_ligne(rangement, Sorte.ECRITURE, eleve, seul, ranger))
    lignes += [_ligne(rangement, Sorte.NOUVEAU, eleve, None, ranger) for eleve in lue.inconnus]
    for enfant in lue.partis:
        if enfant.pk not in pris:
            partie = LigneRangee(rangement=rangement, sorte=Sorte.PARTI, enfant=enfant)
            partie.avant = colonnes_tenues(enfant)
            partie.apres = partie.avant | {"ecole_id": None, "classe_id": None, "classe_dite": ""}
            lignes.append(partie)
    return lignes


def _ligne(
    rangement: RangementDEcole,
    sorte: LigneRangee.Sorte,
    eleve: Eleve,
    enfant: Enfant | None,
    ranger: Rangement,
) -> LigneRangee:
    return LigneRangee(
        rangement=rangement,
        sorte=sorte,
        enfant=enfant,
        dit=_decrire(eleve),
        avant=colonnes_tenues(enfant) if enfant else {},
        apres=ranger.colonnes(eleve) if enfant else {},
    )


def _decrire(eleve: Eleve) -> dict[str, Any]:
    return asdict(eleve) | {"naissance": eleve.naissance and eleve.naissance.isoformat()}


def _eleve(dit: dict[str, Any]) -> Eleve:
    naissance = date.fromisoformat(dit["naissance"]) if dit["naissance"] else None
    return Eleve(**dit | {"naissance": naissance})


@transaction.atomic
def appliquer_la_liste(
    rangement: RangementDEcole, *, par: Utilisateur, lignes: Iterable[int] | None = None
) -> rangements.Bilan:
    """`lignes`: keys of those to apply; by default all that are certain. The classes that they name
    and the school has not are added first."""
    choisies = rangement.lignes.filter(etat=Etat.A_FAIRE).exclude(enfant=None)
    if lignes is None:
        choisies = choisies.filter(sorte__in=CERTAINES)
    else:
        choisies = choisies.filter(pk__in=list(lignes))
    a_faire = list(choisies.exclude(sorte=Sorte.PARTI))
    eleves = [_eleve(une.dit) for une in a_faire]
    manquantes = Rangement.lire(rangement.ecole).manquantes(eleves)
    for nom, onde in sorted(manquantes.items()):
        classe = ajouter_classe(
            rangement.ecole, annee=rangement.annee, nom=nom, onde=onde[:40], par=par
        )
        rangement.classes = [*rangement.classes, classe.pk]
    if manquantes:
        rangement.save(update_fields=["classes"])
    ranger = Rangement.lire(rangement.ecole)
    for une, eleve in zip(a_faire, eleves, strict=True):
        une.apres = ranger.colonnes(eleve)
    LigneRangee.objects.bulk_update(a_faire, ["apres"])
    cles = [une.pk for une in a_faire]
    cles += choisies.filter(sorte=Sorte.PARTI).values_list("pk", flat=True)
    return rangements.appliquer(rangement, par=par, lignes=cles)
