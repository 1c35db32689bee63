"""A whole file against what the town knows: what is good, what is new, what changes, and every line
that is wrong; and its preview."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import batched
from typing import IO, Any

from famille.models import LigneFacture
from famille.socle.dire import compte, en_lettres, en_nombre, pluriel
from reservations.lecture.filtres import Mois
from reservations.models import ConsommationImportee, ImportConsommation
from reservations.models.consommations import source_importee
from reservations.regles.consommation import Statut

from . import cases
from .annuaire import Activites, Enfants, lire_domiciles, payeur
from .cases import FauteLigne
from .fichier import (
    ACTIVITE,
    ECOLE,
    ENTETES,
    JOUR,
    NAISSANCE,
    NOM,
    PRENOM,
    PRESENCE,
    QUANTITE,
    LigneBrute,
    lire_entetes,
    lire_lignes,
)

Avancer = Callable[[int, int], None]
Cle = tuple[int, int, date]
_PAR_LECTURE, _PAR_NOTE = 2000, 500
_APERCU = 10
_PRESENCES = {
    Statut.PRESENT: "présent",
    Statut.ABSENT: "absent",
    Statut.ABSENT_JUSTIFIE: "absence justifiée",
}
DEJA_FACTUREE = (
    "Ce jour est déjà sur la facture {} : il ne change plus ici. Corrigez d’abord la facture par un"
    " avoir."
)
SANS_LIGNE = (
    "Ce fichier n’a que ses titres : ajoutez une ligne par enfant et par jour, puis déposez-le de"
    " nouveau."
)


@dataclass(slots=True)
class LigneLue:
    """One good line. `qui`, `quoi`: as the agent reads them; `foyer`: who pays, 0 until it is
    known."""

    numero: int
    enfant: int
    qui: str
    activite: int
    quoi: str
    jour: date
    quantite: Decimal
    presence: Statut
    foyer: int = 0

    @property
    def cle(self) -> Cle:
        return self.enfant, self.activite, self.jour

    @property
    def valeur(self) -> tuple[Decimal, str, int]:
        return self.quantite, str(self.presence), self.foyer


@dataclass
class Controle:
    """`nouvelles`, `modifiees` (line, row that it changes), `identiques`: the good lines. `fautes`:
    (line, sentence) of the others, in their order. `inconnues`: headings that nothing reads."""

    mois: Mois
    nouvelles: list[LigneLue] = field(default_factory=list)
    modifiees: list[tuple[LigneLue, ConsommationImportee]] = field(default_factory=list)
    identiques: list[LigneLue] = field(default_factory=list)
    fautes: list[tuple[int, str]] = field(default_factory=list)
    inconnues: list[str] = field(default_factory=list)

    @property
    def bonnes(self) -> list[LigneLue]:
        return sorted(
            [*self.nouvelles, *(ligne for ligne, _avant in self.modifiees), *self.identiques],
            key=lambda ligne: ligne.numero,
        )


def controler(
    fichier: IO[bytes], mois: Mois, aujourdhui: date, avancer: Avancer = lambda _fait, _total: None
) -> Controle:
    """Refus: it is no table of counts. Two queries for the town, five for each 2,000 children."""
    lignes = lire_lignes(fichier)
    rangs, inconnues = lire_entetes(next(lignes)[1])
    controle = Controle(mois, inconnues=inconnues)
    lues = list(_lire(list(lignes), rangs, controle, aujourdhui, avancer))
    if not lues and not controle.fautes:
        controle.fautes.append((2, SANS_LIGNE))
    _donner_les_foyers(lues, controle)
    _comparer([ligne for ligne in lues if ligne.foyer], controle)
    controle.fautes.sort()
    return controle


def comparer_encore(controle: Controle) -> Controle:
    """The same lines against the rows of now: an import or an invoice may have come since. Two
    queries for each 2,000 children."""
    relu = Controle(controle.mois, fautes=controle.fautes, inconnues=controle.inconnues)
    _comparer(controle.bonnes, relu)
    relu.fautes.sort()
    return relu


def _lire(
    lignes: list[LigneBrute],
    rangs: dict[str, int],
    controle: Controle,
    aujourdhui: date,
    avancer: Avancer,
) -> Iterator[LigneLue]:
    enfants, activites, vues = Enfants(), Activites(), dict[Cle, int]()
    for rang, (numero, cellules) in enumerate(lignes, start=1):
        if rang % _PAR_NOTE == 0:
            avancer(rang, len(lignes))
        try:
            ligne = _ligne(numero, cellules, rangs, controle.mois, aujourdhui, enfants, activites)
            if ligne.cle in vues:
                raise FauteLigne(
                    f"Même enfant, même activité et même jour que la ligne {vues[ligne.cle]} :"
                    " gardez une seule ligne, avec la bonne quantité."
                )
        except FauteLigne as faute:
            controle.fautes.append((numero, str(faute)))
        else:
            vues[ligne.cle] = numero
            yield ligne


def _ligne(
    numero: int,
    cellules: Sequence[Any],
    rangs: dict[str, int],
    mois: Mois,
    aujourdhui: date,
    enfants: Enfants,
    activites: Activites,
) -> LigneLue:
    def case(colonne: str) -> Any:
        rang = rangs.get(colonne)
        return cellules[rang] if rang is not None and rang < len(cellules) else None

    nom, prenom = (cases.texte(case(colonne), ENTETES[colonne]) for colonne in (NOM, PRENOM))
    naissance = cases.jour(case(NAISSANCE), ENTETES[NAISSANCE])
    ecole = cases.texte(case(ECOLE), ENTETES[ECOLE], exige=False)
    enfant = enfants.trouver(nom, prenom, naissance, ecole)
    activite = activites.trouver(cases.texte(case(ACTIVITE), ENTETES[ACTIVITE]))
    return LigneLue(
        numero=numero,
        enfant=enfant,
        qui=f"{prenom} {nom}",
        activite=activite,
        quoi=activites.noms[activite],
        jour=cases.jour_du_mois(case(JOUR), ENTETES[JOUR], mois, aujourdhui),
        quantite=cases.quantite(case(QUANTITE), ENTETES[QUANTITE], activites.unites[activite]),
        presence=cases.presence(case(PRESENCE), ENTETES[PRESENCE]),
    )


def _donner_les_foyers(lignes: list[LigneLue], controle: Controle) -> None:
    domiciles = lire_domiciles(
        list({ligne.enfant for ligne in lignes}), controle.mois.debut, controle.mois.fin
    )
    for ligne in lignes:
        try:
            ligne.foyer = payeur(domiciles.get(ligne.enfant, ()), ligne.jour)
        except FauteLigne as faute:
            controle.fautes.append((ligne.numero, str(faute)))


def _comparer(lignes: list[LigneLue], controle: Controle) -> None:
    """Sort the lines by what they do to the rows; a row already invoiced stays as it is."""
    existantes = _existantes({ligne.enfant for ligne in lignes}, controle.mois)
    changees = []
    for ligne in lignes:
        avant = existantes.get(ligne.cle)
        if avant is None:
            controle.nouvelles.append(ligne)
        elif ligne.valeur == (avant.quantite, avant.presence, avant.foyer_id):
            controle.identiques.append(ligne)
        else:
            changees.append((ligne, avant))
    factures = factures_de([avant.pk for _ligne, avant in changees])
    for ligne, avant in changees:
        if avant.pk in factures:
            controle.fautes.append((ligne.numero, DEJA_FACTUREE.format(factures[avant.pk])))
        else:
            controle.modifiees.append((ligne, avant))


def _existantes(enfants: set[int], mois: Mois) -> dict[Cle, ConsommationImportee]:
    existantes = {}
    for lot in batched(sorted(enfants), _PAR_LECTURE, strict=False):
        for une in ConsommationImportee.objects.filter(
            enfant__in=lot, jour__range=(mois.debut, mois.fin)
        ):
            existantes[une.enfant_id, une.activite_id, une.jour] = une
    return existantes


def factures_de(consommations: Sequence[int]) -> dict[int, str]:
    """{row: number of the published invoice that bills it}, of those that one bills; a credit note
    frees them."""
    factures: dict[int, str] = {}
    for lot in batched(consommations, _PAR_LECTURE, strict=False):
        sources = {source_importee(pk): pk for pk in lot}
        lignes = LigneFacture.objects.filter(
            source__in=sources, corrigee=False, facture__etat="publiee"
        )
        for source, numero in lignes.values_list("source", "facture__numero"):
            factures[sources[source]] = str(numero)
    return factures


def bilan_de(depose: ImportConsommation, controle: Controle) -> dict:
    """What the preview shows; its names go once the file does."""
    faits = ImportConsommation.objects.filter(etat=ImportConsommation.Etat.FAIT)
    memes = faits.filter(sha256=depose.sha256, mois=depose.mois).exclude(pk=depose.pk)
    identique = memes.order_by("-fait_le").values_list("fait_le", flat=True).first()
    return {
        "nouvelles": len(controle.nouvelles),
        "modifiees": len(controle.modifiees),
        "identiques": len(controle.identiques),
        "fautes": len(controle.fautes),
        "inconnues": controle.inconnues,
        "deja_importe_le": identique and identique.isoformat(),
        "activites": totaux(controle),
        "apercu": [ligne_dite(ligne) for ligne in controle.bonnes[:_APERCU]],
        "changements": [changement_dit(*une) for une in controle.modifiees[:_APERCU]],
    }


def phrase_du_bilan(bilan: dict) -> str:
    """ "12 lignes nouvelles, 3 modifiées, 85 inchangées." """
    nouvelles = f"{compte(bilan['nouvelles'], 'ligne')} nouvelle"
    pluriels = [pluriel(bilan[nom]) for nom in ("nouvelles", "modifiees", "identiques")]
    return (
        f"{nouvelles}{pluriels[0]}, {bilan['modifiees']} modifiée{pluriels[1]}, "
        f"{bilan['identiques']} inchangée{pluriels[2]}."
    )


def totaux(controle: Controle) -> list[dict]:
    """What the file holds, activity by activity."""
    sommes: dict[str, list] = defaultdict(lambda: [0, Decimal(0), set()])
    for ligne in controle.bonnes:
        somme = sommes[ligne.quoi]
        somme[0] += 1
        somme[1] += ligne.quantite
        somme[2].add(ligne.enfant)
    return [
        {"activite": quoi, "lignes": n, "quantite": en_nombre(quantite), "enfants": len(enfants)}
        for quoi, (n, quantite, enfants) in sorted(sommes.items())
    ]


def ligne_dite(ligne: LigneLue) -> dict:
    return {
        "numero": ligne.numero,
        "qui": ligne.qui,
        "quoi": ligne.quoi,
        "jour": en_lettres(ligne.jour),
        "combien": combien_dit(ligne.quantite, ligne.presence),
    }


def changement_dit(ligne: LigneLue, rangee: ConsommationImportee) -> dict:
    foyer = "" if ligne.foyer == rangee.foyer_id else "un autre foyer paie ce jour"
    return ligne_dite(ligne) | {
        "avant": combien_dit(rangee.quantite, rangee.presence),
        "foyer": foyer,
    }


def combien_dit(quantite: Decimal, presence: str) -> str:
    """ "1, présent"."""
    return f"{en_nombre(quantite)}, {_PRESENCES.get(Statut(presence), 'prévu')}"
