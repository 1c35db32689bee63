"""The things of a file, kind by kind and batch by batch: judged (dry run), or written. A batch is
one transaction, and a thing done once has its result: what was killed goes on from there."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from famille import models
from famille.journal.recherche import rafraichir_des
from famille.models import CleEtrangere, EcritureDeReprise, Foyer, LigneDeReprise, Reprise
from famille.mouvements.donnees.effacement import EFFACE
from famille.socle.dire import de

from .annulation import ajoutes_par, ajouts
from .declaration import CaseFautive, Objet, SujetRepris
from .lot import LotDeReprise
from .registre import sujets
from .tranches import Tranche, par_lots

Resultat = LigneDeReprise.Resultat
Choix = models.DoublonDeReprise.Choix
EFFACEE = "Le dossier de cette famille a été effacé : il n’est pas repris."


def juger(tranche: Tranche, avancer: Callable[[int], None]) -> Counter[tuple[str, str]]:
    """How many things of each (kind, result) an import would make; no family is written."""
    codes = list(sujets())
    code, derniere = tranche.ou.get("juge", [codes[0], 0])
    faits = Counter({(sujet, dit): n for sujet, dit, n in tranche.ou.get("faits", [])})
    memoire: dict[str, Any] = {}
    for sujet in list(sujets().values())[codes.index(code) :]:
        restent = _restent(tranche.reprise, sujet)
        for lignes in par_lots(restent, derniere if sujet.code == code else 0):
            lot = LotDeReprise(tranche.reprise, essai=True, memoire=memoire)
            with transaction.atomic():
                _faire(lot, sujet, lignes)
                faits += lot.faits
                dits = [[de, dit, n] for (de, dit), n in faits.items()]
                tranche.noter(juge=[sujet.code, lignes[-1].pk], faits=dits)
            avancer(faits.total())
            tranche.souffler()
    return faits


def ecrire(tranche: Tranche, avancer: Callable[[int], None]) -> None:
    """What is not written yet."""
    memoire: dict[str, Any] = {"foyers": ajouts(tranche.reprise)[Foyer]}
    total = 0
    for sujet in sujets().values():
        for lignes in par_lots(_restent(tranche.reprise, sujet)):
            lot = LotDeReprise(tranche.reprise, essai=False, memoire=memoire)
            with transaction.atomic():
                _faire(lot, sujet, lignes)
            total += len(lignes)
            avancer(total)
            tranche.souffler()


def _restent(reprise: Reprise, sujet: SujetRepris) -> QuerySet[LigneDeReprise]:
    """What is not done yet."""
    return LigneDeReprise.objects.filter(reprise=reprise, sujet=sujet.code, resultat="")


def _faire(lot: LotDeReprise, sujet: SujetRepris, lignes: list[LigneDeReprise]) -> None:
    """In the caller's transaction."""
    reprise = lot.reprise
    if not lot.essai:
        # another run of the same job may have done it meanwhile
        Reprise.objects.select_for_update().get(pk=reprise.pk)
        restent = LigneDeReprise.objects.filter(pk__in=[un.pk for un in lignes], resultat="")
        cles = set(restent.values_list("pk", flat=True))
        lignes = [ligne for ligne in lignes if ligne.pk in cles]
    objets = _objets(lot, sujet, lignes)
    while objets:
        attendent = []
        if not lot.essai:
            attendent = _adopter_les_choisis(lot, sujet, objets)
            attendent += [] if sujet.ecrivain.ensemble else _repetes(objets)
        lot.traiter(sujet, [objet for objet in objets if objet not in attendent])
        objets = attendent
    lot.finir()
    if lot.essai:
        return
    if sujet.code == "famille":
        lot.memoire["foyers"] |= ajoutes_par([lot.carnet.gestes])[Foyer]
    if lot.carnet.gestes:
        rang = EcritureDeReprise.objects.filter(reprise=reprise).count()
        EcritureDeReprise.objects.create(reprise=reprise, rang=rang, gestes=lot.carnet.gestes)


def _objets(lot: LotDeReprise, sujet: SujetRepris, lignes: list[LigneDeReprise]) -> list[Objet]:
    """With what each is about and what it became before. One about nothing taken is refused."""
    source = lot.reprise.source
    connues = _cles(source, sujet.code, [ligne.cle for ligne in lignes])
    de = {
        code: _cles(source, code, [ligne.donnees["de"].get(code, "") for ligne in lignes])
        for code in sujet.de
    }
    annonces = {code: _annonces(lot, code, lignes) for code in sujet.de}
    objets = []
    for ligne in lignes:
        objet = Objet(ligne, dict(ligne.donnees["dit"]), connue=connues.get(ligne.cle))
        objet.de = {code: de[code].get(ligne.donnees["de"][code]) for code in sujet.de}
        orphelin = next(
            (
                code
                for code, cle in objet.de.items()
                if cle is None and ligne.donnees["de"][code] not in annonces[code]
            ),
            None,
        )
        if orphelin:
            lot.refuser(sujet, objet, CaseFautive(f"{sujet.libelle} : {_orphelin(orphelin)}"))
        elif any(getattr(cle, "foyer_efface", False) for cle in (objet.connue, *objet.de.values())):
            lot.refuser(sujet, objet, CaseFautive(EFFACEE))
        else:
            objets.append(objet)
    return objets


def _orphelin(code: str) -> str:
    return (
        f"rien dans le fichier ne porte l’identifiant {de(sujets()[code].libelle.lower())} que dit"
        " cette ligne, ou sa propre ligne est refusée. Corrigez-la d’abord."
    )


def _cles(source: str, sujet: str, cles: list[str]) -> dict[str, CleEtrangere]:
    """Each knows whether its household was erased: thousands of households are not read for it."""
    lues = CleEtrangere.objects.filter(source=source, sujet=sujet, cle__in=set(cles) - {""})
    return {une.cle: une for une in lues.annotate(foyer_efface=Q(foyer__nom=EFFACE))}


def _annonces(lot: LotDeReprise, code: str, lignes: list[LigneDeReprise]) -> set[str]:
    """Keys of this kind that the file tells and that nothing refuses: in a dry run they are made
    later. Nothing, when things are written: those were made before."""
    if not lot.essai:
        return set()
    siennes = LigneDeReprise.objects.filter(
        reprise=lot.reprise,
        sujet=code,
        cle__in={ligne.donnees["de"].get(code, "") for ligne in lignes},
    ).exclude(resultat=Resultat.REFUSEE)
    return set(siennes.values_list("cle", flat=True))


def _repetes(objets: list[Objet]) -> list[Objet]:
    """What a second line of the file tells of a child: it waits until the first is written."""
    premieres: dict[Any, CleEtrangere | None] = {}
    return [
        objet
        for objet in objets
        if objet.enfant()
        and premieres.setdefault(objet.enfant(), objet.de["enfant"]) is not objet.de["enfant"]
    ]


def _adopter_les_choisis(lot: LotDeReprise, sujet: SujetRepris, objets: list[Objet]) -> list[Objet]:
    """An agent has said that these are here already, or twice in the file; and a household is that
    of such an adult. Those who are another of these lines wait until it is written: returned."""
    restent = {objet.ligne.pk: objet for objet in objets if objet.connue is None}
    if not restent:
        return []
    choisis = models.DoublonDeReprise.objects.filter(reprise=lot.reprise, choix=Choix.MEME)
    if sujet.code == "famille":
        par_cle = {objet.cle: objet for objet in restent.values()}
        siens = choisis.filter(ligne__sujet="adulte", ligne__bloc__in=par_cle, adulte__isnull=False)
        for un in siens.select_related("adulte", "ligne"):
            if un.adulte and par_cle[un.ligne.bloc].connue is None:
                lot.adopter(sujet, par_cle[un.ligne.bloc], foyer_id=un.adulte.foyer_id)
        return []
    attendent = choisis.filter(ligne__in=restent, autre__in=restent).values_list("ligne", flat=True)
    retenus = [restent.pop(cle) for cle in set(attendent)]
    for un in choisis.filter(ligne__in=restent).select_related("autre"):
        objet = restent[un.ligne_id]
        if objet.connue is not None:
            continue
        if un.enfant_id:
            lot.adopter(sujet, objet, enfant_id=un.enfant_id)
        elif un.adulte_id:
            lot.adopter(sujet, objet, adulte_id=un.adulte_id)
        elif un.autre and (autre := _cles(lot.reprise.source, sujet.code, [un.autre.cle])):
            lot.adopter(sujet, objet, enfant_id=autre[un.autre.cle].enfant_id)
    return retenus


def rafraichir(tranche: Tranche) -> None:
    """The searched columns of the households that this software has told of."""
    source = tranche.reprise.source
    touches = CleEtrangere.objects.filter(source=source, sujet="famille").values("foyer")
    restent = Foyer.objects.filter(pk__in=touches)
    for foyers in par_lots(restent, tranche.ou.get("recherche", 0)):
        with transaction.atomic():
            rafraichir_des(foyers)
            tranche.noter(recherche=foyers[-1].pk)
        tranche.souffler()
