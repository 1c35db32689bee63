"""What the two Noethys hold of families, as tables of ours."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from famille.mouvements.reprise.fichiers import TableauLu

from .recomposer import codes, laisses, tableau, texte

ADULTE, ENFANT = 1, 2  # Rattachement.categorie
_ALTERNEE = 3  # Individu.type_garde
_SITUATIONS = {
    2: "maries", 3: "separes", 4: "veuf", 5: "vie-commune", 6: "separes", 7: "pacses",
    8: "vie-commune",
}  # fmt: skip
_VIVANT = (None, False, 0, "")
type FicheDeNoethys = dict[str, Any]
type Modeles = dict[str, dict[int, FicheDeNoethys]]


class Recueil:
    """`modeles`: model → key → fields, in Noethysweb's names."""

    def __init__(self, modeles: Modeles) -> None:
        self.modeles = modeles
        self.individus = modeles["individu"]
        self.adultes: dict[int, list[int]] = defaultdict(list)  # household → people
        self.enfants: dict[int, list[int]] = defaultdict(list)
        self.foyers: dict[int, list[int]] = defaultdict(list)  # child → households
        for lien in sorted(
            modeles["rattachement"].values(), key=lambda un: not un.get("titulaire")
        ):
            qui, foyer = lien.get("individu"), lien.get("famille")
            if qui not in self.individus or foyer not in modeles["famille"]:
                continue
            if lien.get("categorie") == ADULTE:
                self.adultes[foyer].append(qui)
            elif lien.get("categorie") == ENFANT:
                self.enfants[foyer].append(qui)
                self.foyers[qui].append(foyer)

    def tableaux(self, restes: Iterable[tuple[str, int]]) -> Iterator[TableauLu]:
        foyer = "cle nom situation voie code_postal commune"
        yield tableau("Familles", codes(famille=foyer), self._foyers())
        adulte = "cle nom prenom courriel portable fixe"
        yield tableau("Adultes", codes(famille="cle", adulte=adulte), self._adultes())
        enfant = "cle nom prenom naissance lieu_naissance ecole classe"
        yield tableau("Enfants", codes(enfant=enfant), self._enfants())
        residence = codes(famille="cle", enfant="cle", lien="garde")
        yield tableau("Résidences", residence, self._residences())
        contact = "nom prenom telephone lien a_prevenir peut_recuperer"
        yield tableau("Contacts", codes(famille="cle", contact=contact), self._contacts())
        quotient = codes(famille="cle", quotient="valeur debut fin")
        yield tableau("Quotients", quotient, self._quotients())
        mandat = "rum iban bic titulaire signature"
        yield tableau("Mandats", codes(famille="cle", mandat=mandat), self._mandats())
        yield from laisses(restes)

    def _foyers(self) -> Iterator[list[Any]]:
        for cle, foyer in self.modeles["famille"].items():
            if not (self.adultes[cle] or self.enfants[cle]):
                continue
            premiers = [self.individus[un] for un in self.adultes[cle]]
            situation = premiers[0].get("situation_familiale") if premiers else None
            adresse = _adresse(foyer) or next(
                (trouvee for un in premiers if (trouvee := self._adresse_de(un))), ("", "", "")
            )
            yield [cle, foyer.get("nom"), _SITUATIONS.get(situation or 0, ""), *adresse]

    def _adresse_de(self, individu: FicheDeNoethys) -> tuple[Any, ...] | None:
        """Somebody's own, or that of whom he takes it from."""
        sienne = _adresse(individu)
        chez = self.individus.get(individu.get("adresse_auto") or 0)
        return sienne or (_adresse(chez) if chez else None)

    def _adultes(self) -> Iterator[list[Any]]:
        for foyer, siens in self.adultes.items():
            for cle in siens:
                un = self.individus[cle]
                if un.get("deces") not in _VIVANT:
                    continue
                joindre = (un.get("mail"), un.get("tel_mobile"), un.get("tel_domicile"))
                yield [foyer, f"{cle}-{foyer}", un.get("nom"), un.get("prenom"), *joindre]

    def _enfants(self) -> Iterator[list[Any]]:
        scolarites = self._scolarites()
        for cle in self.foyers:
            un = self.individus[cle]
            yield [
                *(cle, un.get("nom"), un.get("prenom")),
                *(un.get("date_naiss"), un.get("ville_naiss")),
                *scolarites.get(cle, ("", "")),
            ]

    def _scolarites(self) -> dict[int, tuple[Any, Any]]:
        """child → (school, class or level) of the latest year that is told."""
        ecoles, classes = self.modeles["ecole"], self.modeles["classe"]
        dites: dict[int, tuple[Any, Any]] = {}
        etapes = self.modeles["scolarite"].values()
        for etape in sorted(etapes, key=lambda une: texte(une.get("date_debut"))):
            niveau = self.modeles["niveauscolaire"].get(etape.get("niveau") or 0, {})
            classe = classes.get(etape.get("classe") or 0, {})
            ecole = ecoles.get(etape.get("ecole") or classe.get("ecole") or 0, {})
            dite = classe.get("nom") or niveau.get("abrege") or niveau.get("nom") or ""
            dites[etape.get("individu", 0)] = ecole.get("nom", ""), dite
        return dites

    def _residences(self) -> Iterator[list[Any]]:
        for cle, foyers in self.foyers.items():
            alternee = self.individus[cle].get("type_garde") == _ALTERNEE and len(foyers) > 1
            for foyer in foyers:
                yield [foyer, cle, "alternee" if alternee else ""]

    def _contacts(self) -> Iterator[list[Any]]:
        for un in self.modeles["contacturgence"].values():
            foyer = un.get("famille") or next(iter(self.foyers[un.get("individu", 0)]), "")
            telephone = un.get("tel_mobile") or un.get("tel_domicile") or un.get("tel_travail")
            droits = (un.get("autorisation_appel"), un.get("autorisation_sortie"))
            if foyer:
                yield [foyer, un.get("nom"), un.get("prenom"), telephone, un.get("lien"), *droits]

    def _quotients(self) -> Iterator[list[Any]]:
        for un in self.modeles["quotient"].values():
            if un.get("quotient") not in (None, ""):
                yield [un.get("famille"), un["quotient"], un.get("date_debut"), un.get("date_fin")]

    def _mandats(self) -> Iterator[list[Any]]:
        """Those in use: one that has ended debits nobody."""
        for un in self.modeles["mandat"].values():
            if un.get("actif") in (True, 1) and un.get("iban"):
                nom = un.get("individu_nom") or self._nom(un.get("individu"))
                compte = (un.get("rum"), un["iban"], un.get("bic"))
                yield [un.get("famille"), *compte, nom, un.get("date")]

    def _nom(self, cle: Any) -> str:
        individu = self.individus.get(cle or 0, {})
        return f"{texte(individu.get('prenom'))} {texte(individu.get('nom'))}".strip()


def _adresse(ligne: FicheDeNoethys) -> tuple[Any, ...] | None:
    if not texte(ligne.get("ville_resid")):
        return None
    return ligne.get("rue_resid"), ligne.get("cp_resid"), ligne.get("ville_resid")
