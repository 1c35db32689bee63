"""The zip of a copy: donnees.json for machines, index.html for people, the papers themselves."""

import json
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePath
from typing import Any
from zipfile import ZipFile

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify

from famille.dossier.foyers.fiche import comptes_du_foyer
from famille.models import Document, Foyer, Utilisateur
from famille.socle.chiffrement import Illisible
from famille.socle.dire import en_chiffres, moment_en_chiffres
from famille.socle.ville import service

from . import ChampDit, Lecteur, Tiroir, de_toutes

_ILLISIBLE = {
    Document.Etat.INFECTE: "Ce fichier contient un virus : il a été bloqué.",
    Document.Etat.EN_ANALYSE: "Ce fichier était en cours d’analyse antivirus.",
}

LIRE_MOI = """\
COPIE DE VOS DONNÉES

index.html    à ouvrir dans un navigateur, même sans connexion : tout est lisible là.
donnees.json  les mêmes informations, pour un autre logiciel (portabilité, RGPD article 20).
documents/    les fichiers de votre dossier.

Ce dossier contient des informations privées (santé de vos enfants, coordonnées bancaires en clair) : rangez-le en lieu
sûr, et ne l’envoyez à personne par e-mail.

Ce qui n’y est pas : les notes internes des agents, que vous pouvez demander à la collectivité ou à son délégué à
la protection des données ; ce qui concerne l’autre foyer de vos enfants, que lui seul peut demander ; vos mots de passe et
codes de sécurité, que le portail ne conserve que sous une forme illisible.
"""  # noqa: E501


def lecteur_pour(utilisateur: Utilisateur) -> Lecteur:
    """The account and its households of today."""
    foyers = list(Foyer.objects.de(utilisateur).prefetch_related("responsables"))
    return Lecteur(utilisateur, foyers, comptes_du_foyer(foyers) | {utilisateur.pk})


def ecrire_archive(fichier: Any, utilisateur: Utilisateur) -> None:
    """Write the zip of what this account may know."""
    lecteur = lecteur_pour(utilisateur)
    sections = [_section(tiroir, lecteur) for tiroir in de_toutes("TIROIRS")]
    with zipfile.ZipFile(fichier, "w", zipfile.ZIP_DEFLATED) as archive:
        documents = _ajouter_les_documents(archive, utilisateur)
        lus = {"sections": sections, "documents": documents}
        contexte = {**lus, "le": timezone.now(), "utilisateur": utilisateur}
        page = render_to_string("famille/donnees/copie/index.html", contexte)
        archive.writestr("index.html", page)
        archive.writestr("donnees.json", _en_json(sections, documents, utilisateur))
        archive.writestr("style.css", render_to_string("famille/donnees/copie/style.css"))
        archive.writestr("LISEZ-MOI.txt", LIRE_MOI)


def _section(tiroir: Tiroir, lecteur: Lecteur) -> dict[str, Any]:
    """dict(code, titre, colonnes [(key, label)], lignes [{key: value}], tableau)."""
    champs = {un if isinstance(un, str) else un[0]: un for un in tiroir.champs}
    objets = list(tiroir.lire(lecteur))
    colonnes = [(nom, _libelle(un, champ)) for un in objets[:1] for nom, champ in champs.items()]
    lignes = [
        {nom: _lue(objet, champ, lecteur) for nom, champ in champs.items()} for objet in objets
    ]
    tableau = [[(libelle, _rediger(ligne[nom])) for nom, libelle in colonnes] for ligne in lignes]
    return {
        "code": tiroir.code,
        "titre": tiroir.titre,
        "colonnes": colonnes,
        "lignes": lignes,
        "tableau": tableau,
    }


def _libelle(objet: Model, champ: str | ChampDit) -> str:
    if not isinstance(champ, str):
        return champ[1]
    libelle = str(objet._meta.get_field(champ).verbose_name)  # type: ignore[union-attr]
    return libelle[:1].upper() + libelle[1:]


def _lue(objet: Model, champ: str | ChampDit, lecteur: Lecteur) -> Any:
    """What no key of this site reads any more says so: the rest is still theirs to take."""
    try:
        return _simple(_valeur(objet, champ, lecteur))
    except Illisible:
        return f"Ne peut plus être lu : s’il sert encore, redites-le {service().au}."


def _valeur(objet: Model, champ: str | ChampDit, lecteur: Lecteur) -> Any:
    if not isinstance(champ, str):
        return champ[2](objet, lecteur)
    affichage = getattr(objet, f"get_{champ}_display", None)
    return affichage() if affichage else getattr(objet, champ)


def _simple(valeur: Any) -> Any:
    """The same in JSON's own types: days in ISO, money as text."""
    match valeur:
        case None | bool() | int() | float() | str():
            return valeur
        case datetime():
            return timezone.localtime(valeur).isoformat(timespec="seconds")
        case date():
            return valeur.isoformat()
        case Decimal():
            return str(valeur)
        case dict():
            return {str(cle): _simple(une) for cle, une in valeur.items()}
        case list() | tuple():
            return [_simple(une) for une in valeur]
    return valeur.as_e164 if hasattr(valeur, "as_e164") and valeur else str(valeur)


def _rediger(valeur: Any) -> str:
    match valeur:
        case bool():
            return "oui" if valeur else "non"
        case None | "" | list() | dict() if not valeur:
            return "—"
        case dict():
            # a page of answers stands under its title
            return "\n".join(
                f"{cle}\n{_rediger(une)}"
                if isinstance(une, dict) and une
                else f"{cle} : {_rediger(une)}"
                for cle, une in valeur.items()
            )
        case list():
            return "\n".join(_rediger(une) for une in valeur)
        case str():
            return _date_dite(valeur)
    return str(valeur)


def _date_dite(texte: str) -> str:
    """An ISO day or moment as people write it; any other text as it is."""
    if len(texte) not in (10, 25) or texte[4:5] != "-":
        return texte
    try:
        moment = datetime.fromisoformat(texte)
    except ValueError:
        return texte
    return moment_en_chiffres(moment) if len(texte) == 25 else en_chiffres(moment)


def _ajouter_les_documents(archive: ZipFile, utilisateur: Utilisateur) -> list[dict[str, Any]]:
    """[dict(nom, genre, chemin, pourquoi)]: each under a name that tells it, or why it is not."""
    suivis = []
    siens = Document.objects.de(utilisateur).select_related("enfant")
    for document in siens.order_by("depose_le", "pk"):
        chemin, pourquoi = _ajouter(archive, document)
        genre = document.get_genre_display()
        suivis.append({"nom": document.nom, "genre": genre, "chemin": chemin, "pourquoi": pourquoi})
    return suivis


def _ajouter(archive: ZipFile, document: Document) -> tuple[str, str]:
    """(path in the zip, "") or ("", why it is not there)."""
    if not document.ouvrable:
        return "", _ILLISIBLE[Document.Etat(document.etat)]
    nom = PurePath(document.nom)
    titre = f"{slugify(nom.stem)[:60]}-{str(document.pk)[:8]}{nom.suffix}"
    chemin = f"documents/{document.depose_le:%Y-%m-%d}-{titre}"
    try:
        with (
            document.fichier.open("rb") as source,
            archive.open(chemin, "w", force_zip64=True) as cible,
        ):
            while morceau := source.read(1 << 20):
                cible.write(morceau)
    except FileNotFoundError:
        return "", f"Ce fichier est introuvable : signalez-le {service().au}."
    return chemin, ""


def _en_json(
    sections: list[dict[str, Any]], documents: list[dict[str, str]], utilisateur: Utilisateur
) -> str:
    donnees = {
        "format": "portail-famille/1",
        "produit_le": timezone.localtime().isoformat(timespec="seconds"),
        "compte": utilisateur.email,
        "sections": {
            section["code"]: {
                "titre": section["titre"],
                "libelles": dict(section["colonnes"]),
                "lignes": section["lignes"],
            }
            for section in sections
        },
        "documents": documents,
    }
    return json.dumps(donnees, ensure_ascii=False, indent=1)
