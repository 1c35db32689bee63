"""The lines of a file become things to make (LigneDeReprise), each with its key; what is wrong is
kept with its line. Read as a stream: neither the file nor its things are ever all in memory."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import IO, Any

from django.db import transaction

from famille.models import FauteDeReprise, LigneDeReprise, Reprise
from famille.regles.doublons import mots_du_nom
from famille.socle.dire import enumerer
from famille.socle.erreurs import Refus

from .cases import UN_NIR
from .colonnes import NIR, reconnaitre
from .declaration import CaseFautive, SujetRepris
from .fichiers import (
    COLONNES_DU_FICHIER_MAX,
    TROP_DE_COLONNES,
    VIDE,
    LigneBrute,
    TableauLu,
    tableaux,
    titres_et_suite,
)
from .logiciels import CARTES
from .registre import lire_le_code, sujets
from .tranches import Tranche

_PAR_ENVOI = 1000  # things of the file, written at once
FAUTES_MAX = 20_000  # kept; beyond, the file is not of families
_CONTREDIT = (
    "Une autre ligne du fichier en dit autre chose : {retenue} est retenue, corrigez l’une des"
    " deux."
)


def ouvrir(fichier: IO[bytes], nom: str) -> Iterator[TableauLu]:
    """Its tables, by the map of a software whose format is no table, or as they are."""
    for carte in CARTES:
        if carte.preparer and (prepares := carte.preparer(fichier, nom)) is not None:
            return prepares
    return tableaux(fichier, nom)


def decrire_les_tableaux(fichier: IO[bytes], nom: str) -> list[dict[str, Any]]:
    """What `Reprise.tableaux` holds; lines are counted as they are read. Refus: nothing in it."""
    decrits: list[dict[str, Any]] = []
    remplis = False
    for place, tableau in enumerate(ouvrir(fichier, nom)):
        numero, titres, suite = titres_et_suite(tableau.lignes)
        if not titres:
            continue
        remplis = remplis or bool(suite)
        entetes, colonnes = reconnaitre(tableau.nom, titres, suite)
        decrit = {"nom": tableau.nom, "place": place, "titres": numero}
        decrits.append(decrit | {"entetes": entetes, "colonnes": colonnes})
    if not remplis:
        raise Refus(VIDE)
    if sum(len(decrit["entetes"]) for decrit in decrits) > COLONNES_DU_FICHIER_MAX:
        raise Refus(TROP_DE_COLONNES)
    return decrits


def exemples(fichier: IO[bytes], nom: str, combien: int = 3) -> list[list[list[str]]]:
    """Some values of each column of each table that has titles, as text, read now and not kept."""
    montres = []
    for tableau in ouvrir(fichier, nom):
        numero, titres, suite = titres_et_suite(tableau.lignes)
        if not numero:
            continue
        montres.append(
            [
                [
                    str(cellules[rang])[:40]
                    for _n, cellules in suite
                    if rang < len(cellules) and cellules[rang] not in (None, "")
                ][:combien]
                for rang in range(len(titres))
            ]
        )
    return montres


@dataclass
class ChoseLue:
    """One thing read in a line, before it is written."""

    sujet: SujetRepris
    rang: int
    dit: dict[str, Any] = field(default_factory=dict)


type Choses = dict[tuple[str, int], ChoseLue]  # by kind and rank in the line


class LecteurDeLignes:
    """Reads the lines of one table after the other."""

    def __init__(self, reprise: Reprise, tranche: Tranche) -> None:
        self.reprise, self.tranche = reprise, tranche
        self.fautes = FauteDeReprise.objects.filter(reprise=reprise).count()
        # a table that only names a household by its key does not make it
        self.de_famille = {
            code
            for tableau in reprise.tableaux
            for code in tableau["colonnes"]
            if code.startswith("famille.") and code not in ("famille.cle", "famille.numero")
        }
        self._lignes: dict[tuple[str, str], LigneDeReprise] = {}
        self._attente: list[FauteDeReprise] = []

    def lire(
        self, rang: int, tableau: TableauLu, decrit: dict[str, Any], avancer: Callable[[int], None]
    ) -> None:
        self.rang = rang
        self.entetes: list[str] = decrit["entetes"]
        self.colonnes = [
            (place, code, *lire_le_code(code))
            for place, code in enumerate(decrit["colonnes"])
            if code not in ("", NIR)
        ]
        # of a table that tells households, each line tells one, were it by its key only
        self.tacites = not self.de_famille or bool(
            {code for _p, code, *_reste in self.colonnes} & self.de_famille
        )
        self.sujets = {(sujet.code, de) for _p, _c, sujet, de, _ch in self.colonnes}
        _numero, _titres, suite = titres_et_suite(tableau.lignes)
        place, deja = self.tranche.ou.get("lecture", [0, 0])
        deja = deja if place == decrit["place"] else 0
        nombre = 0
        for nombre, ligne in enumerate(chain(suite, tableau.lignes), start=1):
            if nombre <= deja:
                continue
            self._lire_la_ligne(ligne)
            if len(self._lignes) >= _PAR_ENVOI:
                self._ecrire([decrit["place"], nombre])
                avancer(nombre)
                self.tranche.souffler()
        decrit["lignes"] = nombre
        self._ecrire([decrit["place"] + 1, 0])

    def _lire_la_ligne(self, ligne: LigneBrute) -> None:
        numero, cellules = ligne
        lus, refuses = self._valeurs(numero, cellules)
        lus = {ou: lu for ou, lu in lus.items() if ou not in refuses}
        cles = {lu.sujet.code: self._cle(lu) for lu in lus.values() if lu.rang == 1}
        famille = lus.get(("famille", 1))
        if famille is None and any(code in cles for code in ("adulte", "enfant")):
            famille = self._famille_tacite(lus)
        if famille is not None and not (cles.get("famille")):
            cles["famille"] = self._cle_de_famille(famille, lus)
        for lu in lus.values():
            self._retenir(numero, lu, cles)
        if famille is not None and ("famille", 1) not in lus:
            self._retenir(numero, famille, cles)
        self._lier(numero, lus, cles)

    def _valeurs(self, numero: int, cellules: list[Any]) -> tuple[Choses, set[tuple[str, int]]]:
        """(what each thing of the line says, the things that are refused)."""
        lus: Choses = {}
        refuses = set()
        for place, _code, sujet, rang, champ in self.colonnes:
            ou = sujet.code, rang
            try:
                dit = champ.lire(cellules[place] if place < len(cellules) else None)
            except CaseFautive as faute:
                bloque = champ.exige and faute.raison != UN_NIR
                self._fauter(numero, self.entetes[place], faute.raison, bloque=bloque)
                if bloque:
                    refuses.add(ou)
                continue
            if dit != "":
                lus.setdefault(ou, ChoseLue(sujet, rang)).dit[champ.nom] = dit
        for lu in lus.values():
            _separer_le_nom(lu.dit)
        return lus, refuses

    def _famille_tacite(self, lus: Choses) -> ChoseLue | None:
        """The household of a line that tells adults, in a file where no column tells households."""
        dits = (lu.dit.keys() - {"cle"} for (code, _rang), lu in lus.items() if code == "adulte")
        if not self.tacites or not any(dits):
            return None
        return ChoseLue(sujets()["famille"], 1)

    def _cle(self, lu: ChoseLue) -> str:
        cle = lu.dit.get("cle", "")
        return cle if len(cle) <= 60 else _cle_faite(cle)

    def _cle_de_famille(self, famille: ChoseLue, lus: Choses) -> str:
        """Of a household without a key of its own: by its number, else by who lives where."""
        if numero := famille.dit.get("numero"):
            return _cle_faite("numero", numero)
        adulte = lus.get(("adulte", 1)) or lus.get(("adulte", 2))
        qui = [adulte.dit.get(nom, "") for nom in ("prenom", "nom")] if adulte else []
        ou = [famille.dit.get(nom, "") for nom in ("voie", "code_postal")]
        nom = [] if any(qui) else [famille.dit.get("nom", "")]
        return _cle_faite("famille", *qui, *ou, *nom) if any([*qui, *nom]) else ""

    def _retenir(self, numero: int, lu: ChoseLue, cles: dict[str, str]) -> None:
        sujet = lu.sujet
        dite = sujet.code == "famille" and self.tacites
        if not (lu.dit.keys() - {"cle"} or dite):
            return  # it is only named
        de = {code: cles.get(code, "") for code in sujet.de}
        manquent = [code for code in sujet.de if not de[code]]
        if manquent:
            noms = enumerer(sujets()[code].libelle.lower() for code in manquent)
            self._fauter(
                numero, "", f"{sujet.libelle} : rien ne dit de quelle personne ({noms}) il s’agit."
            )
            return
        cle = self._cle(lu) or (cles.get("famille", "") if sujet.code == "famille" else "")
        if not cle:
            attache = [de[code] for code in sujet.de] or [cles.get("famille", "")]
            dits = [lu.dit.get(nom, "") for nom in sujet.identite]
            cle = _cle_faite(sujet.code, *attache, *dits)
        if lu.rang == 1 or sujet.code == "enfant":
            cles.setdefault(f"{sujet.code}.{lu.rang}", cle)
        if lu.rang == 1:
            cles[sujet.code] = cle
        self._ajouter(numero, sujet, cle, lu.dit, de)

    def _lier(self, numero: int, lus: Choses, cles: dict[str, str]) -> None:
        """A line that tells a household and its children says where they live."""
        if not cles.get("famille") or not ({"enfant", "lien"} & {code for code, _r in self.sujets}):
            return
        lien = lus.get(("lien", 1))
        enfants = {
            cles.get(f"enfant.{rang}") or (cles.get("enfant", "") if rang == 1 else "")
            for rang in range(1, sujets()["enfant"].rangs + 1)
        }
        for enfant in sorted(enfants - {""}):
            de = {"famille": cles["famille"], "enfant": enfant}
            cle = _cle_faite("lien", *de.values())
            self._ajouter(numero, sujets()["lien"], cle, lien.dit if lien else {}, de)

    def _ajouter(
        self, numero: int, sujet: SujetRepris, cle: str, dit: dict[str, Any], de: dict[str, str]
    ) -> None:
        dit = {nom: valeur for nom, valeur in dit.items() if nom != "cle"}
        deja = self._lignes.get((sujet.code, cle))
        if deja is not None:
            self._completer(deja, dit, numero)
            return
        self._lignes[sujet.code, cle] = LigneDeReprise(
            reprise=self.reprise,
            sujet=sujet.code,
            cle=cle,
            tableau=self.rang,
            numero=numero,
            bloc=sujet.bloc(dit, de)[:64],
            donnees={"dit": dit, "de": de},
        )

    def _completer(self, deja: LigneDeReprise, dit: dict[str, Any], numero: int) -> bool:
        """Whether another line of the file told more of the same thing. What it told otherwise is
        said, and left, but for what prevails."""
        connu = deja.donnees["dit"]
        contredits = [nom for nom, valeur in dit.items() if connu.get(nom, valeur) != valeur]
        champs = [sujets()[deja.sujet].champ(nom) for nom in contredits]
        if contredits:
            prime = all(champ.prime is not None for champ in champs)
            dite = _CONTREDIT.format(retenue="la plus prudente" if prime else "la première")
            libelles = ", ".join(champ.libelle for champ in champs)
            self._fauter(numero, libelles[:80], dite, bloque=False)
        primes = {champ.nom for champ in champs if dit[champ.nom] == champ.prime}
        neufs = {nom: dit[nom] for nom in dit if nom not in connu or nom in primes}
        if neufs:
            deja.donnees = deja.donnees | {"dit": connu | neufs}
        return bool(neufs)

    def _fauter(self, numero: int, colonne: str, raison: str, *, bloque: bool = True) -> None:
        self.fautes += 1
        if self.fautes > FAUTES_MAX:
            raise Refus(
                f"Plus de {FAUTES_MAX} lignes ont une faute : les colonnes ne sont sans doute pas"
                " les bonnes. Vérifiez-les, puis recommencez."
            )
        self._attente.append(
            FauteDeReprise(
                reprise=self.reprise,
                tableau=self.rang,
                numero=numero,
                colonne=colonne[:80],
                raison=raison[:300],
                bloque=bloque,
            )
        )

    @transaction.atomic
    def _ecrire(self, ou: list[int]) -> None:
        """What waits, and where the reading is. What was written before is completed."""
        par_sujet: dict[str, dict[str, LigneDeReprise]] = defaultdict(dict)
        for (sujet, cle), ligne in self._lignes.items():
            par_sujet[sujet][cle] = ligne
        neuves: list[LigneDeReprise] = []
        for sujet, siennes in par_sujet.items():
            deja = {
                ligne.cle: ligne
                for ligne in LigneDeReprise.objects.filter(
                    reprise=self.reprise, sujet=sujet, cle__in=siennes
                )
            }
            for cle, ligne in siennes.items():
                if cle not in deja:
                    neuves.append(ligne)
                elif self._completer(deja[cle], ligne.donnees["dit"], ligne.numero):
                    deja[cle].save(update_fields=["donnees"])
        LigneDeReprise.objects.bulk_create(neuves)
        FauteDeReprise.objects.bulk_create(self._attente)
        self.tranche.noter(lecture=ou)
        self._lignes, self._attente = {}, []


def _separer_le_nom(dit: dict[str, Any]) -> None:
    """ "MARTIN Léa", "Léa MARTIN": what is in capitals is the name; else the first word."""
    complet = dit.pop("nom_complet", "")
    if not complet or dit.get("nom"):
        return
    mots = complet.split()
    grands = [mot for mot in mots if mot.isupper() and len(mot) > 1]
    petits = [mot for mot in mots if mot not in grands]
    if not grands or not petits:
        grands, petits = mots[:1], mots[1:]
    dit["nom"] = " ".join(grands)
    dit.setdefault("prenom", " ".join(petits))
    if not dit["prenom"]:
        del dit["prenom"]


def _cle_faite(*morceaux: str) -> str:
    """A key of what is said, whatever its accents and its case; it tells nothing."""
    dits = "\x1f".join(mots_du_nom(str(un)) for un in morceaux)
    return "~" + hashlib.blake2b(dits.encode(), digest_size=16).hexdigest()
