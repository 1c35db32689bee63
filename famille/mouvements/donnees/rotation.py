"""Bringing what is encrypted to the present key, so that a former one may go
(`manage.py tourner_les_cles`): a lot is a transaction, and what is done already is only read."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Model, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.db.transaction import atomic

from famille import models
from famille.dossier.identites.lecture import empreinte_de
from famille.journal.carnet import rechiffrer_les_gestes
from famille.models import AppareilAlerte, CachetLu, IdentitePivot, MandatSEPA, SanteDeclaree
from famille.models.champs import Jeton
from famille.regles.identite import EtatCivil
from famille.socle.chiffrement import (
    ALERTE,
    CACHET,
    IBAN,
    IDENTITE,
    PLACEMENT,
    REPRISE,
    SANTE,
    TOTP,
    WEBHOOK,
    Illisible,
    dechiffrer,
    est_a_jour,
    rechiffrer,
)
from famille.socle.pages_de_cles import par_pages

LOT = 200


@dataclass(frozen=True)
class Coffre:
    """One kind of rows that hold encrypted texts. `changer(row, f)` makes of each of its texts
    f(text), or f(text, usage) of one for another use; `champs`: the fields then written."""

    titre: str
    usage: str
    lignes: Callable[[], QuerySet]
    champs: list[str]
    changer: Callable[[Any, Callable[..., str]], None]  # a row of `lignes`


@dataclass
class Compte:
    """What became of one kind: rows read, rows written, keys of those that no key reads."""

    lues: int = 0
    tournees: int = 0
    illisibles: list = field(default_factory=list)


def tourner(coffre: Coffre) -> Compte:
    """Each row of this kind under the present key; one that no key reads stays, and is counted."""
    compte, derniere = Compte(), None
    while lot := _tourner_un_lot(coffre, derniere, compte):
        derniere = lot[-1].pk
    return compte


def restants(coffre: Coffre) -> int:
    """How many rows the present key alone does not read: none once `tourner` has done its work."""
    lignes = coffre.lignes().order_by("pk")
    return sum(not _est_a_jour(coffre, ligne) for page in par_pages(lignes) for ligne in page)


@atomic
def _tourner_un_lot(coffre: Coffre, derniere: int | None, compte: Compte) -> list[Any]:
    lignes = coffre.lignes().order_by("pk")
    if derniere is not None:
        lignes = lignes.filter(pk__gt=derniere)
    lot = list(lignes.select_for_update(of=("self",))[:LOT])
    changees = [ligne for ligne in lot if _tourner(coffre, ligne, compte)]
    if changees:
        coffre.lignes().model.objects.bulk_update(changees, coffre.champs)
    compte.lues += len(lot)
    compte.tournees += len(changees)
    return lot


def _tourner(coffre: Coffre, ligne: Model, compte: Compte) -> bool:
    """Whether the row has changed."""
    if _est_a_jour(coffre, ligne):
        return False
    try:
        coffre.changer(ligne, lambda jeton, usage=coffre.usage: rechiffrer(jeton, usage=usage))
    except Illisible:
        compte.illisibles.append(ligne.pk)
        return False
    return True


def _est_a_jour(coffre: Coffre, ligne: Model) -> bool:
    vus = []

    def regarder(jeton: str, usage: str = coffre.usage) -> str:
        vus.append(est_a_jour(jeton, usage=usage))
        return jeton

    try:
        coffre.changer(ligne, regarder)
    except Illisible:
        return False
    return all(vus)


def _changer_le_mandat(mandat: MandatSEPA, f: Callable[..., Any]) -> None:
    mandat.iban_chiffre = f(mandat.iban_chiffre)


def coffre_de_champs(titre: str, modele: type[Model], champs: list[str], usage: str) -> Coffre:
    """Of encrypted fields (famille.models.champs), as they are in the database: not decrypted."""
    bruts = {f"{nom}_brut": Cast(nom, TextField()) for nom in champs}

    def lignes() -> Any:
        return modele._default_manager.only("pk").annotate(**bruts)

    def changer(ligne: Model, f: Callable[[str], str]) -> None:
        for nom in champs:
            brut = getattr(ligne, f"{nom}_brut")
            vars(ligne)[nom] = Value(brut and f(brut), output_field=TextField())

    return Coffre(titre, usage, lignes, champs, changer)


def _changer_le_facteur(facteur: Authenticator, f: Callable[..., Any]) -> None:
    """An application's secret, or the seed or the codes of recovery, as allauth keeps them."""
    for nom, valeur in facteur.data.items():
        if nom in ("secret", "seed"):
            facteur.data[nom] = f(valeur)
        elif nom == "migrated_codes":
            facteur.data[nom] = [f(code) for code in valeur]


def _coffre_de_carnets(titre: str, modele: type[Model], nom: str, usage: str) -> Coffre:
    """Of records (famille.journal.carnet), and in each, of what its rows keep encrypted."""

    def changer(ligne: Model, f: Callable[..., str]) -> None:
        if isinstance(brut := vars(ligne)[nom], Jeton) and brut:
            f(brut)  # what is read of it is written whole, under the present key
        lu = getattr(ligne, nom)
        rechiffrer_les_gestes(lu.get("gestes", []) if isinstance(lu, dict) else lu, f)

    return Coffre(titre, usage, lambda: modele._default_manager.only(nom), [nom], changer)


_IDENTITE = ["nom", "prenoms", "sexe", "naissance", "lieu", "pays"]


def _coffre_des_identites() -> Coffre:
    """And the seal by which each is found again, made with the same key."""
    champs = coffre_de_champs("identités d’état civil", IdentitePivot, _IDENTITE, IDENTITE)

    def changer(ligne: IdentitePivot, f: Callable[[str], str]) -> None:
        champs.changer(ligne, f)
        bruts = {nom: getattr(ligne, f"{nom}_brut") for nom in ("nom", "naissance")}
        clair = {
            nom: dechiffrer(brut, usage=IDENTITE) if brut else "" for nom, brut in bruts.items()
        }
        ligne.empreinte = empreinte_de(EtatCivil(**clair, prenoms=(), sexe="", lieu="", pays=""))

    return replace(champs, champs=[*_IDENTITE, "empreinte"], changer=changer)


_FACTEURS = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
_DECLAREE = ["regime", *SanteDeclaree.CHAMPS]
_SANTE = [*_DECLAREE, "medecin", "medecin_telephone"]
_PLACEMENT = ["referent", "service", "telephone", "courriel", "usuels", "sauf", "autres"]
COFFRES = [
    Coffre(
        "mandats de prélèvement",
        IBAN,
        lambda: MandatSEPA.objects.only("iban_chiffre"),
        ["iban_chiffre"],
        _changer_le_mandat,
    ),
    coffre_de_champs("fiches sanitaires", models.FicheSanitaire, _SANTE, SANTE),
    coffre_de_champs("santé déclarée", SanteDeclaree, _DECLAREE, SANTE),
    coffre_de_champs("accueils par l’ASE", models.Placement, _PLACEMENT, PLACEMENT),
    _coffre_des_identites(),
    coffre_de_champs("cachets des documents", CachetLu, ["contenu"], CACHET),
    coffre_de_champs("appareils d’alertes", AppareilAlerte, ["abonnement"], ALERTE),
    coffre_de_champs("webhooks", models.Webhook, ["secret"], WEBHOOK),
    _coffre_de_carnets("fusions de dossiers", models.Fusion, "releve", SANTE),
    coffre_de_champs("lignes de reprise", models.LigneDeReprise, ["donnees"], REPRISE),
    coffre_de_champs("clés d’un autre logiciel", models.CleEtrangere, ["dit"], REPRISE),
    _coffre_de_carnets("écritures de reprise", models.EcritureDeReprise, "gestes", REPRISE),
    Coffre(
        "seconds facteurs",
        TOTP,
        lambda: Authenticator.objects.filter(type__in=_FACTEURS),
        ["data"],
        _changer_le_facteur,
    ),
]
