"""Who of a file may already be in the portal, or twice in the file: children blocked on their day
of birth, adults on their mail and telephones. An agent reads the evidence and says."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import batched, chain, combinations
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from famille import models
from famille.dossier.doublons.lecture import (
    avec_leur_foyer,
    avec_leurs_foyers,
    cle_d_adresse,
    identite_d_adulte,
    identite_d_enfant,
)
from famille.models import DoublonDeReprise, Enfant, LigneDeReprise, Reprise, Responsable
from famille.regles.doublons import Identite, Ressemblance, comparer
from famille.regles.foyer import chiffres

from .tranches import Tranche, par_lots

DOUBLONS_MAX = 2_000  # shown and chosen one by one; beyond, the file was taken already
_NES_MAX = 60  # children of one day in one file, compared two by two


def chercher(tranche: Tranche) -> int:
    """How many pairs."""
    reprise = tranche.reprise
    rang, apres = tranche.ou.get("doublons", [0, ""])
    siens = DoublonDeReprise.objects.filter(reprise=reprise)
    for etape, chercher_dans in enumerate((_enfants, _adultes, _dans_le_fichier)):
        if etape < rang:
            continue
        for ou, trouves in chercher_dans(reprise, apres if etape == rang else ""):
            with transaction.atomic():
                DoublonDeReprise.objects.bulk_create(trouves, ignore_conflicts=True)
                tranche.noter(doublons=[etape, ou])
            if siens.count() >= DOUBLONS_MAX:
                return siens.count()
            tranche.souffler()
    return siens.count()


@transaction.atomic
def choisir(reprise: Reprise, choix: dict[int, str], *, par: Any) -> int:
    """Keep an agent's word on these pairs (key → DoublonDeReprise.Choix, ""). How many changed."""
    valables = {"", *DoublonDeReprise.Choix.values}
    siens = DoublonDeReprise.objects.filter(reprise=reprise)
    return sum(
        siens.filter(pk=cle).exclude(choix=dit).update(choix=dit, choisi_par=par)
        for cle, dit in choix.items()
        if dit in valables
    )


def _neufs(reprise: Reprise, sujet: str, apres: str) -> Iterator[tuple[str, list[LigneDeReprise]]]:
    """(where it is, the lines of this kind that no file told before), by pages, after `apres`."""
    connues = models.CleEtrangere.objects.filter(source=reprise.source, sujet=sujet)
    lignes = LigneDeReprise.objects.filter(reprise=reprise, sujet=sujet, resultat="")
    for page in par_lots(lignes, int(apres or 0)):
        siennes = connues.filter(cle__in=[ligne.cle for ligne in page])
        deja = set(siennes.values_list("cle", flat=True))
        yield str(page[-1].pk), [ligne for ligne in page if ligne.cle not in deja]


type Moyens = tuple[list[str], list[str]]
type PairesLues = Iterator[tuple[str, list[DoublonDeReprise]]]  # (where it is, what was found)


def _enfants(reprise: Reprise, apres: str) -> PairesLues:
    if not Enfant.objects.exists():
        return
    for ou, lignes in _neufs(reprise, "enfant", apres):
        par_jour = defaultdict(list)
        nes = Enfant.objects.filter(
            naissance__in={ligne.bloc for ligne in lignes if ligne.bloc}, fusionne_dans=None
        )
        for enfant in avec_leurs_foyers(nes).order_by("pk"):
            par_jour[enfant.naissance.isoformat()].append(enfant)
        suspectes = [ligne for ligne in lignes if par_jour.get(ligne.bloc)]
        identites = _identites_d_enfants(reprise, suspectes)
        yield (
            ou,
            [
                _paire(reprise, ligne, ressemblance, enfant=enfant)
                for ligne in suspectes
                for enfant in par_jour[ligne.bloc]
                if (ressemblance := comparer(identites[ligne.pk], identite_d_enfant(enfant)))
            ],
        )


def _adultes(reprise: Reprise, apres: str) -> PairesLues:
    if not Responsable.objects.exists():
        return
    for ou, lignes in _neufs(reprise, "adulte", apres):
        identites = _identites_d_adultes(reprise, lignes)
        courriels = {un for identite in identites.values() for un in identite.courriels}
        numeros = {
            ligne.donnees["dit"].get(nom, "") for ligne in lignes for nom in ("portable", "fixe")
        } - {""}
        memes = Responsable.objects.filter(
            Q(utilisateur__email__in=courriels)
            | Q(telephone_portable__in=numeros)
            | Q(telephone_fixe__in=numeros),
            foyer__fusionne_dans=None,
        )
        par_moyen: dict[str, list[tuple[Responsable, Identite]]] = defaultdict(list)
        for adulte in avec_leur_foyer(memes):
            identite = identite_d_adulte(adulte)
            for moyen in (*identite.courriels, *identite.telephones):
                par_moyen[moyen].append((adulte, identite))
        trouves = {}
        for ligne in lignes:
            sienne = identites[ligne.pk]
            for moyen in (*sienne.courriels, *sienne.telephones):
                for adulte, identite in par_moyen[moyen]:
                    if ressemblance := comparer(sienne, identite):
                        trouves[ligne.pk, adulte.pk] = _paire(
                            reprise, ligne, ressemblance, adulte=adulte
                        )
        yield ou, list(trouves.values())


def _dans_le_fichier(reprise: Reprise, apres: str) -> PairesLues:
    """Two children of the file born on one day, under two keys: mostly one who has two homes."""
    lignes = LigneDeReprise.objects.filter(reprise=reprise, sujet="enfant", resultat="")
    jours = (
        lignes.exclude(bloc="")
        .filter(bloc__gt=apres)
        .values_list("bloc")
        .annotate(combien=Count("pk"))
        .filter(combien__gt=1, combien__lte=_NES_MAX)
        .order_by("bloc")
    )
    for quelques in batched([jour for jour, _combien in jours], 100, strict=False):
        par_jour = defaultdict(list)
        for ligne in lignes.filter(bloc__in=quelques).order_by("pk"):
            par_jour[ligne.bloc].append((ligne, _identite(ligne)))
        paires = []
        for (autre, identite), (ligne, sienne) in chain.from_iterable(
            combinations(nes, 2) for nes in par_jour.values()
        ):
            if ressemblance := comparer(sienne, identite):
                paires.append(_paire(reprise, ligne, ressemblance, autre=autre))
        yield quelques[-1], paires


def _paire(
    reprise: Reprise, ligne: LigneDeReprise, ressemblance: Ressemblance, **qui: Any
) -> DoublonDeReprise:
    return DoublonDeReprise(
        reprise=reprise,
        ligne=ligne,
        noms=ressemblance.noms,
        preuves=list(ressemblance.preuves),
        poids=ressemblance.poids,
        **qui,
    )


def _identite(
    ligne: LigneDeReprise, moyens: Sequence[Moyens] = (), adresses: Iterable[str] = ()
) -> Identite:
    dit = ligne.donnees["dit"]
    naissance = dit.get("naissance")
    return Identite(
        dit.get("prenom", ""),
        dit.get("nom", ""),
        date.fromisoformat(naissance) if naissance else None,
        courriels=frozenset(un for courriels, _telephones in moyens for un in courriels),
        telephones=frozenset(un for _courriels, telephones in moyens for un in telephones),
        adresses=frozenset(filter(None, adresses)),
    )


def _identites_d_enfants(reprise: Reprise, lignes: list[LigneDeReprise]) -> dict[int, Identite]:
    """With what the households that the file gives them say."""
    siennes = LigneDeReprise.objects.filter(reprise=reprise)
    foyers = defaultdict(set)
    for lien in siennes.filter(sujet="lien", bloc__in={ligne.cle for ligne in lignes}):
        foyers[lien.bloc].add(lien.donnees["de"]["famille"])
    cles = {cle for siens in foyers.values() for cle in siens}
    adresses = _adresses(siennes, cles)
    moyens = defaultdict(list)
    for adulte in siennes.filter(sujet="adulte", bloc__in=cles):
        moyens[adulte.bloc].append(_moyens(adulte))
    return {
        ligne.pk: _identite(
            ligne,
            [dits for cle in foyers[ligne.cle] for dits in moyens[cle]],
            [adresses[cle] for cle in foyers[ligne.cle] if cle in adresses],
        )
        for ligne in lignes
    }


def _identites_d_adultes(reprise: Reprise, lignes: list[LigneDeReprise]) -> dict[int, Identite]:
    siennes = LigneDeReprise.objects.filter(reprise=reprise)
    adresses = _adresses(siennes, {ligne.bloc for ligne in lignes})
    return {
        ligne.pk: _identite(ligne, [_moyens(ligne)], [adresses.get(ligne.bloc, "")])
        for ligne in lignes
    }


def _adresses(siennes: Any, cles: set[str]) -> dict[str, str]:
    """Key of a household of the file → its door, or ""."""
    lues = siennes.filter(sujet="famille", cle__in=cles)
    return {ligne.cle: cle_d_adresse(ligne.donnees["dit"]) for ligne in lues}


def _moyens(ligne: LigneDeReprise) -> Moyens:
    """(mails, digits of telephones) of an adult of the file."""
    dit = ligne.donnees["dit"]
    telephones = [chiffres(dit[nom]) for nom in ("portable", "fixe") if dit.get(nom)]
    return [dit["courriel"]] if dit.get("courriel") else [], telephones
