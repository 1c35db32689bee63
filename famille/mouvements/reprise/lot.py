"""A batch of an import: what it writes, the record that undoes it, what is said of it. In a dry run
the same questions are asked, the same refusals said, and nothing is written."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils import timezone

from famille import models
from famille.journal.carnet import Carnet
from famille.models import CleEtrangere, FauteDeReprise, LigneDeReprise, Modification, Utilisateur

from .declaration import CaseFautive, Ecrivain, Objet, SujetRepris
from .registre import codes

Resultat = LigneDeReprise.Resultat


class LotDeReprise:
    """`faits`: how many things of each (kind, result)."""

    def __init__(self, reprise: models.Reprise, *, essai: bool, memoire: dict[str, Any]) -> None:
        self.reprise, self.essai, self.memoire = reprise, essai, memoire
        self.par: Utilisateur | None = reprise.par
        self.jour = timezone.localdate()
        self.origine = f"reprise {reprise.pk}"
        self.faits: Counter[tuple[str, str]] = Counter()
        self.carnet = Carnet()
        self._fautes: list[FauteDeReprise] = []
        self._lignes: dict[str, list[int]] = defaultdict(list)
        self._journal: list[Modification] = []
        self._cles: list[CleEtrangere] = []

    # What writers call.

    def ajouter(self, lignes: Sequence[Model]) -> None:
        """Write these rows, all of one model."""
        if not lignes:
            return
        type(lignes[0])._default_manager.bulk_create(lignes)
        self.carnet.ajouter(*lignes)

    def changer(self, ligne: Model, **valeurs: Any) -> None:
        """Write these values in one row; what it held is kept. Nothing, when it held them."""
        self.carnet.ecrire(ligne, **valeurs)

    def signaler(self, objet: Objet, raison: str, nom: str = "") -> None:
        """Something of it is left out; the rest is taken."""
        self._fautes.append(self._faute(objet, CaseFautive(raison, nom), bloque=False))

    def noter(
        self, foyer: int, objet: str, apres: dict[str, str], avant: dict[str, str] | None = None
    ) -> None:
        """A line of the household's journal."""
        self._journal.append(
            Modification(
                foyer_id=foyer,
                objet=objet[:200],
                par=self.par,
                avant=avant or {},
                apres=apres,
                origine=f"{self.origine}, {self.reprise.source}"[:120],
            )
        )

    # What the engine calls.

    def traiter(self, sujet: SujetRepris, objets: list[Objet]) -> None:
        """Judge all of these, of one kind; write those that can be."""
        ecrivain = sujet.ecrivain(self, sujet)
        neufs = [objet for objet in objets if objet.connue is None]
        ecrivain.preparer(objets)
        for objet in neufs:
            if (trouvee := ecrivain.trouver(objet)) is not None:
                self._adopter(ecrivain, objet, trouvee)
        self._mettre_a_jour(ecrivain, [une for une in objets if une.connue])
        inconnus = [une for une in neufs if not une.connue]
        vides = [une for une in inconnus if not ecrivain.utile(une)]
        self._noter(sujet, vides, Resultat.IDENTIQUE)
        a_creer = [un for un in inconnus if ecrivain.utile(un) and self._juge(ecrivain, un)]
        if a_creer and not self.essai:
            lignes = ecrivain.creer(a_creer)
            for objet, ligne in zip(a_creer, lignes, strict=True):
                dites = _empreintes(objet.lu, sujet)
                self.retenir(sujet, objet, ecrivain.cible(objet, ligne), dites)
        self._noter(sujet, a_creer, Resultat.CREEE)
        self._ecrire_les_cles()

    def _adopter(self, ecrivain: Ecrivain[Any], objet: Objet, ligne: Model) -> None:
        """What the portal has already: what it holds is kept, what it lacks is filled in."""
        tenus = {
            nom: valeur
            for nom, valeur in objet.lu.items()
            if ecrivain.tenu(ligne, nom) not in (None, "")
            and not ecrivain.ajoute(objet, ligne, nom)
        }
        cible, sujet = ecrivain.cible(objet, ligne), ecrivain.sujet
        objet.connue = self.retenir(sujet, objet, cible, _empreintes(tenus, sujet))

    def adopter(self, sujet: SujetRepris, objet: Objet, **cible: Any) -> None:
        """This thing of the file is that person, an agent says."""
        ecrivain = sujet.ecrivain(self, sujet)
        objet.connue = CleEtrangere(
            source=self.reprise.source, sujet=sujet.code, cle=objet.cle, **cible
        )
        ecrivain.preparer([objet])
        ligne = ecrivain.lire([objet.connue]).get(objet.cle)
        objet.connue = None
        if ligne is not None:
            self._adopter(ecrivain, objet, ligne)

    def retenir(
        self, sujet: SujetRepris, objet: Objet, cible: dict[str, Any], dit: dict[str, str]
    ) -> CleEtrangere:
        cle = CleEtrangere(
            source=self.reprise.source, sujet=sujet.code, cle=objet.cle, dit=dit, **cible
        )
        self._cles.append(cle)
        return cle

    def _mettre_a_jour(self, ecrivain: Ecrivain[Any], objets: list[Objet]) -> None:
        self._ecrire_les_cles()
        sujet = ecrivain.sujet
        lues = ecrivain.lire([objet.connue for objet in objets if objet.connue])
        for objet in objets:
            cle, ligne = objet.connue, lues.get(objet.cle)
            assert cle is not None, "the caller has chosen them so"
            dites = _empreintes(objet.lu, sujet)
            noms = {nom for nom, dit in dites.items() if cle.dit.get(nom) != dit}
            if not noms or ligne is None:
                self._noter(sujet, [objet], Resultat.IDENTIQUE)
            elif self._juge(ecrivain, objet):
                if not self.essai:
                    ecrivain.changer(objet, ligne, noms)
                    dit = cle.dit | {nom: dites[nom] for nom in noms}
                    self.carnet.ecrire(cle, dit=dit)
                self._noter(sujet, [objet], Resultat.CHANGEE)

    def _juge(self, ecrivain: Ecrivain[Any], objet: Objet) -> bool:
        try:
            ecrivain.juger(objet)
        except CaseFautive as faute:
            self.refuser(ecrivain.sujet, objet, faute)
            return False
        return True

    def refuser(self, sujet: SujetRepris, objet: Objet, faute: CaseFautive) -> None:
        self._fautes.append(self._faute(objet, faute, bloque=True))
        self._noter(sujet, [objet], Resultat.REFUSEE)

    def _faute(self, objet: Objet, faute: CaseFautive, *, bloque: bool) -> FauteDeReprise:
        ligne = objet.ligne
        return FauteDeReprise(
            reprise=self.reprise,
            tableau=ligne.tableau,
            numero=ligne.numero,
            colonne=self._colonne(ligne, faute.nom),
            raison=faute.raison[:300],
            bloque=bloque,
        )

    def _colonne(self, ligne: LigneDeReprise, nom: str) -> str:
        """The title of this field's column in the file; else what the portal calls it."""
        code = f"{ligne.sujet}.{nom}"
        tableaux = self.reprise.tableaux
        if nom and ligne.tableau < len(tableaux):
            tableau = tableaux[ligne.tableau]
            if code in tableau["colonnes"]:
                return tableau["entetes"][tableau["colonnes"].index(code)][:80]
        return codes().get(code, "")[:80]

    def _noter(self, sujet: SujetRepris, objets: Iterable[Objet], resultat: Resultat) -> None:
        cles = [objet.ligne.pk for objet in objets]
        self._lignes[resultat] += cles
        self.faits[sujet.code, resultat] += len(cles)

    def _ecrire_les_cles(self) -> None:
        if self.essai or not self._cles:
            return
        self.ajouter(self._cles)
        self._cles = []

    def _ecrire_les_fautes(self) -> None:
        """What the dry run has said already is not said twice."""
        dites: set[tuple[Any, ...]] = set()
        if not self.essai and self._fautes:
            siennes = FauteDeReprise.objects.filter(
                reprise=self.reprise, numero__in={faute.numero for faute in self._fautes}
            )
            dites = set(siennes.values_list("tableau", "numero", "colonne", "raison"))
        FauteDeReprise.objects.bulk_create(
            faute
            for faute in self._fautes
            if (faute.tableau, faute.numero, faute.colonne, faute.raison) not in dites
        )

    def finir(self) -> None:
        """Write what waits: journal, faults, results. In the caller's transaction."""
        if not self.essai:
            Modification.objects.bulk_create(self._journal)
        self._ecrire_les_fautes()
        for resultat, cles in self._lignes.items():
            if not self.essai or resultat == Resultat.REFUSEE:
                LigneDeReprise.objects.filter(pk__in=cles).update(resultat=resultat)


def _empreintes(dit: dict[str, Any], sujet: SujetRepris) -> dict[str, str]:
    """{field: hash of its value}, by which a later file is compared. Where the portal encrypts the
    value (`scelle`), the hash is keyed: nobody finds the value by trying."""
    cle = settings.SECRET_KEY.encode()[:64] if sujet.scelle else b""
    return {
        nom: hashlib.blake2b(json.dumps(valeur).encode(), digest_size=4, key=cle).hexdigest()
        for nom, valeur in dit.items()
        if valeur != "" and nom != "cle"
    }
