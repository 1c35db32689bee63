"""Of the children, whom both homes see."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from famille.donnees import Lecteur, Tiroir
from famille.models import (
    Autorisation,
    CachetLu,
    Document,
    Enfant,
    FicheSanitaire,
    PeriodeDeGarde,
    Placement,
    RappelDossier,
    Rattachement,
    SanteDeclaree,
    ScolaritePassee,
    enfants_ouverts_a,
)
from famille.regles.cachets.papier import PapierSigne

from .champs import ENFANT, FOYER, des_foyers, par


def _des_enfants(modele: type[Autorisation], *lies: str) -> Callable[[Lecteur], Any]:
    """Rows of the reader's children, that both homes see."""

    def lire(lecteur: Lecteur) -> QuerySet[Autorisation]:
        return modele.objects.filter(
            enfant__in=Enfant.objects.de(lecteur.utilisateur)
        ).select_related("enfant", *lies)

    return lire


def _cachets(lecteur: Lecteur) -> QuerySet[CachetLu]:
    """Of the reader's papers, those that had a code."""
    siens = Document.objects.de(lecteur.utilisateur)
    lus = CachetLu.objects.exclude(etat=CachetLu.Etat.SANS)
    return lus.filter(document__in=siens).select_related("document")


def dire_le_papier(cachet: CachetLu) -> str:
    """Whose paper it is and where, in one line."""
    papier = PapierSigne.du_json(cachet.contenu)
    return ", ".join([*papier.noms, *([papier.lieu.dit] if papier.lieu else [])])


DES_ENFANTS = [
    Tiroir(
        "enfants",
        "Vos enfants",
        ("famille.Enfant",),
        lambda lecteur: Enfant.objects.de(lecteur.utilisateur).avec_ecole(),
        (
            *("prenom", "nom", "naissance", "lieu_naissance"),
            ("ecole", "École", lambda enfant, _l: enfant.nom_ecole),
            ("classe", "Classe", lambda enfant, _l: enfant.nom_classe),
        ),
    ),
    Tiroir(
        "scolarites",
        "Les écoles et les classes passées de vos enfants",
        ("famille.ScolaritePassee",),
        lambda lecteur: ScolaritePassee.objects.filter(
            enfant__in=Enfant.objects.de(lecteur.utilisateur)
        ).select_related("enfant", "ecole", "classe"),
        (
            *(ENFANT, "jusqu_au"),
            ("ecole", "École", lambda une, _l: une.nom_ecole),
            ("classe", "Classe", lambda une, _l: une.nom_classe),
        ),
    ),
    Tiroir(
        "residences",
        "La résidence de vos enfants chez vous",
        ("famille.Rattachement",),
        des_foyers(Rattachement, "enfant"),
        (FOYER, ENFANT, "garde", "debut", "fin", "semaines"),
    ),
    Tiroir(
        "periodes-de-garde",
        "Les périodes de garde",
        ("famille.PeriodeDeGarde",),
        lambda lecteur: PeriodeDeGarde.objects.filter(
            rattachement__foyer__in=lecteur.foyers
        ).select_related("rattachement__enfant"),
        (("enfant", "Enfant", lambda une, _l: str(une.rattachement.enfant)), "debut", "fin", "ici"),
    ),
    Tiroir(
        "accueils-par-l-ase",
        "Les enfants que l’aide sociale à l’enfance vous confie",
        ("famille.Placement",),
        lambda lecteur: Placement.objects.du(lecteur.foyers).select_related(
            "foyer", "enfant", "payeur"
        ),
        (
            *(FOYER, ENFANT, "debut", "fin", "referent", "service", "telephone", "courriel"),
            *("usuels", "sauf", "autres"),
        ),
    ),
    Tiroir(
        "sante",
        "La santé de vos enfants",
        ("famille.FicheSanitaire",),
        lambda lecteur: FicheSanitaire.objects.filter(
            enfant__in=enfants_ouverts_a(lecteur.utilisateur)
        ).select_related("enfant", "modifiee_par"),
        (
            *(
                ENFANT,
                "regime",
                *FicheSanitaire.CHAMPS,
                "pai",
                "medecin",
                "medecin_telephone",
                "valable_jusqu_au",
            ),
            *(
                "assurance_compagnie",
                "assurance_numero",
                "assurance_fin",
                "modifiee_le",
                par("modifiee_par"),
            ),
        ),
    ),
    Tiroir(
        "sante-declaree",
        "La santé que vous avez déclarée, à vérifier",
        ("famille.SanteDeclaree",),
        lambda lecteur: SanteDeclaree.objects.filter(
            foyer__in=lecteur.foyers, enfant__in=enfants_ouverts_a(lecteur.utilisateur)
        ).select_related("foyer", "enfant", "par"),
        (FOYER, ENFANT, *SanteDeclaree.CHAMPS, "regime", "pai", "origine", "le", par("par")),
    ),
    Tiroir(
        "autorisations",
        "Vos autorisations",
        ("famille.Autorisation",),
        _des_enfants(Autorisation, "par"),
        (ENFANT, "genre", "accordee", "le", par("par")),
    ),
    Tiroir(
        "documents",
        "Vos documents",
        ("famille.Document",),
        lambda lecteur: Document.objects.de(lecteur.utilisateur).select_related(
            "enfant", "depose_par"
        ),
        (
            *(
                "nom",
                "genre",
                ENFANT,
                "depose_le",
                par("depose_par"),
                "emis_le",
                "valable_jusqu_au",
                "remis_le",
            ),
            *("classe_le", "etat", "taille", "sha256"),
        ),
    ),
    Tiroir(
        "cachets-des-documents",
        "Les codes signés lus sur vos documents",
        ("famille.CachetLu",),
        _cachets,
        (
            ("document", "Document", lambda cachet, _lecteur: cachet.document.nom),
            *("etat", "emetteur", "signataire", "date_document", "signe_le", "lu_le"),
            ("contenu", "Ce que dit le code", lambda cachet, _lecteur: dire_le_papier(cachet)),
        ),
    ),
    Tiroir(
        "rappels-du-dossier",
        "Les rappels de fin de document",
        ("famille.RappelDossier",),
        des_foyers(RappelDossier, "enfant"),
        (ENFANT, "piece", "fin", "palier", "le"),
    ),
]
