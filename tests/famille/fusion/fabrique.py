"""Two households that hold a row of everything, and a photograph of the whole base."""

from datetime import date, timedelta
from itertools import count

from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from famille.dossier.fusion.registre import references
from famille.models import (
    AccesAConfirmer,
    AdresseFoyer,
    BrouillonEcarte,
    Doublon,
    Enfant,
    Facture,
    Foyer,
    Fusion,
    LigneLibre,
    Rattachement,
    Responsable,
    Utilisateur,
)
from reservations.models import Creneau

DEBUT = date(2026, 9, 1)
# Told to somebody, or kept as a proof: a merge adds to them, and so does taking it back.
TRACES = {
    "famille_modification",
    "famille_courriel",
    "famille_notification",
    "famille_fusion",
    "famille_alerte",
    "cms_pages_identitesite",  # by whoever reads it first: a mail
    "django_q_ormq",
    "django_q_task",
}
# What stands in the way of a merge, or is made with something else of this table.
PAS_D_ELLES_MEMES = {
    (LigneLibre, "foyer"),
    (BrouillonEcarte, "foyer"),
    (Doublon, "enfant"),
    (Doublon, "autre_enfant"),
    (Doublon, "adulte"),
    (Doublon, "autre_adulte"),
    (Fusion, "foyer"),
    (Fusion, "autre_foyer"),
    (Foyer, "fusionne_dans"),
    (Enfant, "fusionne_dans"),
}
_numeros = count(1)


def photographier():
    """{table: {key: the row as the base holds it}} of every table but the traces."""
    photo = {}
    for modele in apps.get_models(include_auto_created=True):
        meta = modele._meta
        if meta.db_table in TRACES or meta.proxy or not meta.managed:
            continue
        colonnes = [champ.column for champ in meta.local_concrete_fields]
        with connection.cursor() as curseur:
            nommees = ", ".join(f'"{colonne}"' for colonne in colonnes)
            curseur.execute(f'SELECT {nommees} FROM "{meta.db_table}"')
            rang = colonnes.index(meta.pk.column)
            photo[meta.db_table] = {
                str(ligne[rang]): dict(zip(colonnes, map(str, ligne), strict=True))
                for ligne in curseur.fetchall()
            }
    return photo


def une_ligne(modele, **donnes):
    """A row of this model, with what it must hold and no more."""
    valeurs = {**_PROPRES.get(modele.__name__, dict)(), **donnes}
    for champ in modele._meta.concrete_fields:
        if champ.name in valeurs or champ.primary_key or champ.has_default() or champ.null:
            continue
        if isinstance(champ, models.ForeignKey):
            valeurs[champ.name] = une_ligne(champ.related_model, **_du_meme(champ, valeurs))
        elif not champ.blank:
            valeurs[champ.name] = _une_valeur(champ)
    return modele._base_manager.create(**valeurs)


def _du_meme(champ, valeurs):
    """A mandate is of the household of the service that it pays."""
    noms = {un.name for un in champ.related_model._meta.concrete_fields}
    return {nom: valeurs[nom] for nom in ("foyer",) if nom in valeurs and nom in noms}


def _une_valeur(champ):
    rang = next(_numeros)
    if champ.choices:
        return champ.choices[0][0]
    if isinstance(champ, models.BooleanField):
        return True
    if isinstance(champ, models.DateTimeField):
        return timezone.now()
    if isinstance(champ, models.DateField):
        return DEBUT + timedelta(days=rang)
    if isinstance(champ, models.DecimalField | models.IntegerField):
        return 1
    return f"{champ.name[:6]}{rang}"[: champ.max_length or 60]


def _creneau():
    return {"jour": DEBUT + timedelta(days=next(_numeros))}


def _facture():
    rang = next(_numeros)
    return {
        "etat": Facture.Etat.PUBLIEE,
        "numero": f"F-2026-{rang:06d}",
        "cle": f"essai-{rang}",
        "emise_le": DEBUT,
        "total": 10,
    }


_PROPRES = {
    "Creneau": _creneau,
    "BordereauTresor": lambda: {"etat": "accepte", "numero": next(_numeros)},
    "CampagneReinscription": lambda: {"annee": 2030 + next(_numeros)},
    "Facture": _facture,
    "Paiement": lambda: {"etat": "paye", "paye_le": timezone.now(), "moyen": "especes"},
    "Activite": lambda: {"age_min": 3, "age_max": 17, "jours_scolaires": [2]},
    "ContactFamille": lambda: {"telephone": "+33639980099"},
    "LigneFacture": lambda: {"jour": DEBUT},
    "LignePanier": lambda: {"action": "reserver"},
    "Utilisateur": lambda: {"email": f"compte{next(_numeros)}@exemple.fr", "first_name": "Une"},
    "MandatSEPA": lambda: {"iban_chiffre": "jeton", "signe_le": timezone.now(), "debut": DEBUT},
    "ServicePreleve": lambda: {"service": "creche", "fin": DEBUT},
    "Consultation": lambda: {"quoi": "fiche du foyer"},
    "Modification": lambda: {"apres": {"Nom": "Martin"}},
}


def un_foyer(nom, *, adultes=1, enfants=1, partage=None, compte=None):
    """A household with its people. `partage`: a child that it shares with another; `compte`: the
    account of its first adult, if it is another's too."""
    rang = next(_numeros)
    foyer = Foyer.objects.create(numero=f"2026-{rang:05d}", nom=nom)
    AdresseFoyer.objects.create(
        foyer=foyer, voie=f"{rang} rue Grande", code_postal="36000", commune="Déols", depuis=DEBUT
    )
    for rang_adulte in range(adultes):
        sien = compte if compte and not rang_adulte else une_ligne(Utilisateur)
        Responsable.objects.create(
            foyer=foyer, utilisateur=sien, prenom=f"Adulte{rang_adulte}", nom=nom
        )
    siens = [
        Enfant.objects.create(prenom=f"Enfant{un}", nom=nom, naissance=DEBUT)
        for un in range(enfants)
    ]
    for enfant in [*siens, *([partage] if partage else [])]:
        Rattachement.objects.create(enfant=enfant, foyer=foyer, debut=DEBUT)
    return foyer


def tout_remplir(foyer, combien):
    """`combien(name of a column)` rows of everything that may point at the household, at its first
    adult and at its first child."""
    adulte = foyer.responsables.order_by("pk").first()
    enfant = Enfant.objects.filter(foyers=foyer).order_by("pk").first()
    for cible in (foyer, adulte, enfant):
        for modele, nom in references(type(cible)):
            if (modele, nom) in PAS_D_ELLES_MEMES or modele in (Rattachement, Responsable):
                continue
            champ = modele._meta.get_field(nom)
            deja = modele._base_manager.filter(**{nom: cible}).exists()
            nombre = combien(f"{modele._meta.label}.{nom}")
            for _rang in range(min(nombre, 0 if deja else 1) if champ.unique else nombre):
                autres = {
                    un.name: objet
                    for un in modele._meta.concrete_fields
                    for objet in (foyer, enfant)
                    if isinstance(un, models.ForeignKey)
                    and un.related_model is type(objet)
                    and not un.null
                }
                if modele is AccesAConfirmer:
                    autres["responsable"] = adulte
                une_ligne(modele, **{**autres, champ.name: cible})
    return foyer


__all__ = ["Creneau", "photographier", "tout_remplir", "un_foyer", "une_ligne"]
