"""What the contract asks of a question, and how it refuses one that lacks it. No Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FRANCE = "99100"
CODE = 5
FAMILLE = ("nomNaissance", "sexeEtatCivil", "codeCogInseePaysNaissance")
RIEN = "Le dossier allocataire n'a pas été trouvé auprès de la CNAF."


@dataclass(frozen=True)
class Reponse:
    statut: int
    corps: dict[str, Any]
    en_tetes: dict[str, str] = field(default_factory=dict)


def refus(statut: int, code: str, titre: str, detail: str, **en_tetes: str) -> Reponse:
    dits = {"code": code, "title": titre, "detail": detail}
    erreur: dict[str, Any] = {**dits, "source": None, "meta": {}}
    noms = {nom.replace("_", "-"): valeur for nom, valeur in en_tetes.items()}
    return Reponse(statut, {"errors": [erreur]}, noms)


def sans_dossier() -> Reponse:
    return refus(404, "23003", "Dossier allocataire absent CNAF", RIEN)


def non_reference() -> Reponse:
    detail = "L'allocataire n'est pas référencé auprès des caisses éligibles"
    return refus(404, "35003", "Allocataire non référencé", detail)


def sans_droit() -> Reponse:
    detail = "Vous n'avez pas le droit d'accéder à cette ressource"
    return refus(403, "00100", "Privilèges insuffisants", detail)


def trop() -> Reponse:
    detail = "Vous avez effectué trop de requêtes"
    return refus(429, "00429", "Trop de requêtes", detail, Retry_After="2")


def panne() -> Reponse:
    detail = "La réponse retournée par le fournisseur de données est invalide."
    return refus(502, "37999", "Erreur inconnue du fournisseur de données", detail)


def controler(
    jeton: str, attendu: str, dits: Mapping[str, Sequence[str]], *, identite: bool
) -> Reponse | None:
    """None: the question is one that the service takes. `dits`: name → values of the query."""
    if jeton != f"Bearer {attendu}":
        return refus(401, "00101", "Interdit", "Votre token n'est pas valide")
    siret = "".join(dits.get("recipient", ()))
    if len(siret) != 14 or not siret.isdigit():
        detail = "Le paramètre recipient est obligatoire"
        return refus(422, "00203", "Entité non traitable", detail)
    if not _mois_bien_ecrit(dits) or (identite and not _bien_ecrit(dits)):
        detail = "Un ou plusieurs paramètres de civilité ne sont pas correctement formatés"
        return refus(422, "00366", "Entité non traitable", detail)
    return None


def _bien_ecrit(dits: Mapping[str, Sequence[str]]) -> bool:
    seuls = {nom: valeurs[0] for nom, valeurs in dits.items() if len(valeurs) == 1}
    prenoms = dits.get("prenoms[]", ())
    lieu = seuls.get("codeCogInseeCommuneNaissance", "")
    return (
        all(seuls.get(nom) for nom in FAMILLE)
        and 1 <= len(prenoms) <= 3
        and seuls["sexeEtatCivil"] in ("M", "F")
        and len(seuls["codeCogInseePaysNaissance"]) == CODE
        and (len(lieu) == CODE if seuls["codeCogInseePaysNaissance"] == FRANCE else not lieu)
        and all(
            seuls[nom].isdigit()
            for nom in ("anneeDateNaissance", "moisDateNaissance", "jourDateNaissance")
            if nom in seuls
        )
    )


def _mois_bien_ecrit(dits: Mapping[str, Sequence[str]]) -> bool:
    """Of the month that is wanted: neither, or a year and a month."""
    annee, mois = ("".join(dits.get(nom, ())) for nom in ("annee", "mois"))
    if not annee and not mois:
        return True
    chiffres = all(un.isascii() and un.isdigit() for un in (annee, mois))
    return chiffres and len(annee) == len("2026") and len(mois) <= 2 and 1 <= int(mois) <= 12


def quotient(
    valeur: int, annee: int, mois: int, *, regime: str, dits: Mapping[str, Sequence[str]]
) -> Reponse:
    """The answer 200, with the person who was asked about as its only allocataire."""
    nom = "".join(dits.get("nomNaissance", ()))
    prenoms = " ".join(dits.get("prenoms[]", ()))
    naissance = "-".join(
        "".join(dits.get(partie, ())).zfill(largeur)
        for partie, largeur in (
            ("anneeDateNaissance", 4),
            ("moisDateNaissance", 2),
            ("jourDateNaissance", 2),
        )
    )
    donnees = {
        "quotient_familial": {
            "fournisseur": regime,
            "valeur": valeur,
            "annee": annee,
            "mois": mois,
            "annee_calcul": annee,
            "mois_calcul": mois,
        },
        "allocataires": [
            {
                "nom_naissance": nom,
                "nom_usage": None,
                "prenoms": prenoms,
                "date_naissance": naissance,
                "sexe": "".join(dits.get("sexeEtatCivil", ())),
            }
        ],
        "enfants": [],
        "adresse": None,
    }
    return Reponse(200, {"data": donnees, "links": {}, "meta": {}})
