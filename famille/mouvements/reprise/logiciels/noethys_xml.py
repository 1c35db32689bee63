"""Noethys desktop: the XML of families. It says neither who is a child nor who has the custody: an
age tells children from adults. Its number of sécurité sociale is never read."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import IO, Any

from django.utils import timezone
from lxml import etree

from famille.mouvements.reprise.cartes import CarteDeLogiciel
from famille.mouvements.reprise.fichiers import TableauLu
from famille.socle.erreurs import Refus

from .famille_de_noethys import ADULTE, ENFANT, Modeles, Recueil
from .recomposer import texte

_MAJORITE = 18
_LAISSES = {
    "inscription": "Inscriptions",
    "consommation": "Consommations",
    "prestation": "Prestations",
    "facture": "Factures",
    "reglement": "Règlements",
    "info_medicale": "Informations médicales",
    "piece": "Pièces",
    "cotisation": "Cotisations",
    "message": "Messages",
}
_PERSONNE = {
    "nom": "nom",
    "prenom": "prenom",
    "mail": "mail",
    "tel_mobile": "tel_mobile",
    "tel_domicile": "tel_domicile",
    "rue": "rue_resid",
    "cp": "cp_resid",
    "ville": "ville_resid",
    "date_naiss": "date_naiss",
    "ville_naiss": "ville_naiss",
}
ILLISIBLE = "Ce fichier XML ne se lit pas : exportez de nouveau les familles, puis déposez-le."


def preparer(fichier: IO[bytes], nom: str) -> Iterator[TableauLu] | None:
    fichier.seek(0)
    debut = fichier.read(2048)
    fichier.seek(0)
    return _tableaux(fichier) if b"<familles" in debut else None


def _tableaux(fichier: IO[bytes]) -> Iterator[TableauLu]:
    modeles: Modeles = defaultdict(dict)
    laisses: Counter[str] = Counter()
    # neither an entity nor another document is ever looked for
    lecture = etree.iterparse(
        fichier, events=("end",), tag="famille", resolve_entities=False, no_network=True
    )
    try:
        for _evenement, famille in lecture:
            _lire(famille, modeles)
            for balise, dite in _LAISSES.items():
                laisses[dite] += sum(1 for _ in famille.iter(balise))
            famille.clear()
    except etree.XMLSyntaxError:
        raise Refus(ILLISIBLE) from None
    yield from Recueil(modeles).tableaux(laisses.items())


def _valeurs(noeud: Any) -> dict[str, str]:
    """The simple values of a family or of a person: <nom valeur="…"/>."""
    return {
        enfant.tag: enfant.get("valeur", "")
        for enfant in noeud
        if isinstance(enfant.tag, str) and enfant.get("valeur")
    }


def _lire(famille: Any, modeles: Modeles) -> None:
    cle, dites = _entier(famille.get("id")), _valeurs(famille)
    modeles["famille"][cle] = {
        "nom": dites.get("nom"),
        "rue_resid": dites.get("rue"),
        "cp_resid": dites.get("cp"),
        "ville_resid": dites.get("ville"),
    }
    for individu in famille.iter("individu"):
        _lire_la_personne(individu, cle, modeles)
    for quotient in famille.iter("quotient"):
        rang = len(modeles["quotient"])
        modeles["quotient"][rang] = {
            "famille": cle,
            "quotient": quotient.get("quotient"),
            "date_debut": quotient.get("date_debut"),
            "date_fin": quotient.get("date_fin"),
        }


def _lire_la_personne(individu: Any, famille: int, modeles: Modeles) -> None:
    cle, dites = _entier(individu.get("id")), _valeurs(individu)
    modeles["individu"][cle] = {nom: dites.get(titre) for titre, nom in _PERSONNE.items()}
    categorie = ENFANT if _est_mineur(dites) else ADULTE
    rang = len(modeles["rattachement"])
    modeles["rattachement"][rang] = {"individu": cle, "famille": famille, "categorie": categorie}
    for etape in individu.iter("etape"):
        rang = len(modeles["scolarite"]) + 1
        modeles["ecole"][rang] = {"nom": etape.get("ecole_nom")}
        modeles["niveauscolaire"][rang] = {"abrege": etape.get("niveau_abrege")}
        modeles["classe"][rang] = {"nom": etape.get("classe_nom"), "ecole": rang}
        modeles["scolarite"][rang] = {
            "individu": cle,
            "date_debut": _iso(etape.get("date_debut")),
            "ecole": rang,
            "classe": rang,
            "niveau": rang,
        }


def _est_mineur(dites: dict[str, str]) -> bool:
    naissance = _iso(dites.get("date_naiss"))
    if not naissance:
        return False
    jour = timezone.localdate()
    return naissance > date(jour.year - _MAJORITE, jour.month, min(jour.day, 28)).isoformat()


def _iso(jour: str | None) -> str:
    """ "14/03/2018" as it is sorted; "" for what is no day."""
    jours, _, reste = texte(jour).partition("/")
    mois, _, annee = reste.partition("/")
    return f"{annee}-{mois}-{jours}" if annee else texte(jour)


def _entier(lu: str | None) -> int:
    return int(lu) if lu and lu.isascii() and lu.isdecimal() else 0


NOETHYS = CarteDeLogiciel("noethys", "Noethys", preparer=preparer)
