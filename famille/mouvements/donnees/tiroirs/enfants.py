"""Of the children, whom both homes see."""

from typing import Any

from famille import models
from famille.models import CachetLu, Document, Enfant, FicheSanitaire, SanteDeclaree
from famille.mouvements.donnees import Lecteur
from famille.regles.cachets.papier import PapierSigne

from .champs import ENFANT, FOYER, a_lui, des_foyers, par, parmi, tiroir


def _enfants(lecteur: Lecteur) -> Any:
    return Enfant.objects.de(lecteur.utilisateur)


def _ouverts(lecteur: Lecteur) -> Any:
    """Of whom the reader may read the health."""
    return models.enfants_ouverts_a(lecteur.utilisateur)


def dire_le_papier(cachet: CachetLu) -> str:
    """The holder and the place of a paper, in one line."""
    papier = PapierSigne.du_json(cachet.contenu)
    return ", ".join([*papier.noms, *([papier.lieu.dit] if papier.lieu else [])])


DES_ENFANTS = [
    tiroir(
        "enfants",
        "Vos enfants",
        Enfant,
        lambda _modele, lecteur: _enfants(lecteur).avec_ecole(),
        "prenom nom naissance lieu_naissance",
        ("ecole", "École", lambda enfant, _l: enfant.nom_ecole),
        ("classe", "Classe", lambda enfant, _l: enfant.nom_classe),
    ),
    tiroir(
        "scolarites",
        "Les écoles et les classes passées de vos enfants",
        models.ScolaritePassee,
        parmi("enfant", _enfants, "enfant", "ecole", "classe"),
        ENFANT,
        "jusqu_au",
        ("ecole", "École", lambda une, _l: une.nom_ecole),
        ("classe", "Classe", lambda une, _l: une.nom_classe),
    ),
    tiroir(
        "residences",
        "La résidence de vos enfants chez vous",
        models.Rattachement,
        des_foyers("enfant"),
        FOYER,
        ENFANT,
        "garde debut fin semaines",
    ),
    tiroir(
        "periodes-de-garde",
        "Les périodes de garde",
        models.PeriodeDeGarde,
        parmi("rattachement__foyer", lambda lecteur: lecteur.foyers, "rattachement__enfant"),
        ("enfant", "Enfant", lambda une, _l: str(une.rattachement.enfant)),
        "debut fin ici",
    ),
    tiroir(
        "accueils-par-l-ase",
        "Les enfants que l’aide sociale à l’enfance vous confie",
        models.Placement,
        lambda modele, lecteur: modele.objects.du(lecteur.foyers).select_related(
            "foyer", "enfant", "payeur"
        ),
        FOYER,
        ENFANT,
        "debut fin referent service telephone courriel usuels sauf autres",
    ),
    tiroir(
        "sante",
        "La santé de vos enfants",
        FicheSanitaire,
        parmi("enfant", _ouverts, "enfant", "modifiee_par"),
        *(ENFANT, "regime", *FicheSanitaire.CHAMPS),
        "pai medecin medecin_telephone valable_jusqu_au assurance_compagnie assurance_numero"
        " assurance_fin modifiee_le",
        par("modifiee_par"),
    ),
    tiroir(
        "sante-declaree",
        "La santé que vous avez déclarée, à vérifier",
        SanteDeclaree,
        lambda modele, lecteur: modele.objects.filter(
            foyer__in=lecteur.foyers, enfant__in=_ouverts(lecteur)
        ).select_related("foyer", "enfant", "par"),
        *(FOYER, ENFANT, *SanteDeclaree.CHAMPS, "regime pai origine le", par("par")),
    ),
    tiroir(
        "autorisations",
        "Vos autorisations",
        models.Autorisation,
        parmi("enfant", _enfants, "enfant", "par"),
        ENFANT,
        "genre accordee le",
        par("par"),
    ),
    tiroir(
        "documents",
        "Vos documents",
        Document,
        a_lui("enfant", "depose_par"),
        "nom genre",
        ENFANT,
        "depose_le",
        par("depose_par"),
        "emis_le valable_jusqu_au remis_le classe_le etat taille sha256",
    ),
    tiroir(
        "cachets-des-documents",
        "Les codes signés lus sur vos documents",
        CachetLu,
        lambda modele, lecteur: (
            modele.objects.exclude(etat=CachetLu.Etat.SANS)
            .filter(document__in=Document.objects.de(lecteur.utilisateur))
            .select_related("document")
        ),
        ("document", "Document", lambda cachet, _l: cachet.document.nom),
        "etat emetteur signataire date_document signe_le lu_le",
        ("contenu", "Ce que dit le code", lambda cachet, _l: dire_le_papier(cachet)),
    ),
    tiroir(
        "rappels-du-dossier",
        "Les rappels de fin de document",
        models.RappelDossier,
        des_foyers("enfant"),
        ENFANT,
        "piece fin palier le",
    ),
]
