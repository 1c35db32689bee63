"""Writes the planned crowd: one insert a table, and everything that the real actions would have
left behind."""

import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import batched, chain, count
from random import Random

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from demo.ville.jours import annees_de_la_foule, il_y_a
from famille.actions import rafraichir_recherche
from famille.dossier.foyers.ecoles.lecture import Annuaire
from famille.models import (
    AdresseFoyer,
    Enfant,
    Foyer,
    Modification,
    QuotientFamilial,
    Rattachement,
    Responsable,
    Utilisateur,
)

from .foule import AdultePrevu, Foule, FoyerPrevu

LOT = 500  # rows an insert


def ecrire(
    foule: Foule,
    *,
    par: Utilisateur,
    mot_de_passe: str,
    dernier_numero: int,
    avancer: Callable[[int], object],
) -> list[Foyer]:
    """The Foyer rows, in the order of the plan. `mot_de_passe`: already hashed; `avancer(n)`: n
    households are done."""
    foyers = Foyer.objects.bulk_create(_foyers(foule, dernier_numero), batch_size=LOT)
    couples = list(zip(foyers, foule.foyers, strict=True))
    _ecrire_les_lieux(couples)
    _ecrire_les_enfants(couples, foule)
    _ecrire_les_adultes(couples, mot_de_passe)
    _ecrire_les_quotients(couples)
    Modification.objects.bulk_create(
        [
            Modification(
                foyer=foyer,
                objet="ouverture du dossier",
                par=par,
                le=foyer.cree_le,
                apres={"Numéro de dossier": foyer.numero, "Nom du foyer": foyer.nom},
            )
            for foyer in foyers
        ],
        batch_size=LOT,
    )
    for lot in batched(foyers, 10):
        for foyer in lot:
            rafraichir_recherche(foyer)
        avancer(len(lot))
    return foyers


def _foyers(foule: Foule, dernier_numero: int) -> list[Foyer]:
    """Numbers of the last five years, all below `dernier_numero`: the files of the named families
    follow."""
    hasard = Random(len(foule.foyers))  # noqa: S311
    annee = foule.jour.year
    par_annee = Counter(
        hasard.choices(annees_de_la_foule(foule.jour), [25, 22, 20, 18, 15], k=len(foule.foyers))
    )
    numeros = []
    for an, combien in sorted(par_annee.items()):
        tires = sorted(hasard.sample(range(1, dernier_numero), combien))
        jours = (foule.jour - date(an, 1, 1)).days
        duree = 364 if an < annee else jours
        for numero in tires:
            numeros.append(
                (f"{an}-{numero:05d}", il_y_a(max(0, jours - duree * numero // dernier_numero)))
            )
    hasard.shuffle(numeros)
    return [
        Foyer(numero=numero, nom=prevu.nom, situation=prevu.situation, cree_le=cree_le)
        for (numero, cree_le), prevu in zip(numeros, foule.foyers, strict=True)
    ]


def _ecrire_les_lieux(couples: list[tuple[Foyer, FoyerPrevu]]) -> None:
    AdresseFoyer.objects.bulk_create(
        [
            AdresseFoyer(foyer=foyer, **adresse)
            for foyer, prevu in couples
            for adresse in prevu.adresses
        ],
        batch_size=LOT,
    )


def _ecrire_les_enfants(couples: list[tuple[Foyer, FoyerPrevu]], foule: Foule) -> None:
    annuaire = Annuaire()
    enfants = Enfant.objects.bulk_create(
        [
            Enfant(
                prenom=prevu.prenom,
                nom=prevu.nom,
                naissance=prevu.naissance,
                **annuaire.colonnes(prevu.ecole, prevu.classe),
            )
            for prevu in foule.enfants
        ],
        batch_size=LOT,
    )
    Rattachement.objects.bulk_create(
        [
            Rattachement(
                enfant=enfants[rang], foyer=foyer, garde=garde, debut=enfants[rang].naissance
            )
            for foyer, prevu in couples
            for rang, garde in prevu.enfants
        ],
        batch_size=LOT,
    )


def _ecrire_les_adultes(couples: list[tuple[Foyer, FoyerPrevu]], mot_de_passe: str) -> None:
    adultes = [(foyer, adulte) for foyer, prevu in couples for adulte in prevu.adultes]
    courriels = _courriels([adulte for _foyer, adulte in adultes])
    inutilisable = make_password(None)
    comptes = [
        Utilisateur(
            email=courriel,
            first_name=adulte.prenom,
            last_name=adulte.nom,
            password=mot_de_passe if adulte.active else inutilisable,
        )
        for (_foyer, adulte), courriel in zip(adultes, courriels, strict=True)
    ]
    Utilisateur.objects.bulk_create(
        [
            compte
            for compte, (_, adulte) in zip(comptes, adultes, strict=True)
            if adulte.avec_compte
        ],
        batch_size=LOT,
    )
    EmailAddress.objects.bulk_create(
        [
            EmailAddress(user=compte, email=compte.email, primary=True, verified=adulte.active)
            for compte, (_, adulte) in zip(comptes, adultes, strict=True)
            if adulte.avec_compte
        ],
        batch_size=LOT,
    )
    Responsable.objects.bulk_create(
        [
            Responsable(
                foyer=foyer,
                utilisateur=compte if adulte.avec_compte else None,
                prenom=adulte.prenom,
                nom=adulte.nom,
                telephone_portable=adulte.telephone,
                telephone_fixe=adulte.fixe,
            )
            for compte, (foyer, adulte) in zip(comptes, adultes, strict=True)
        ],
        batch_size=LOT,
    )


def _courriels(adultes: list[AdultePrevu]) -> list[str]:
    """prenom.nom@exemple.fr, with a number where somebody already has it."""
    pris = set(Utilisateur.objects.values_list("email", flat=True))
    courriels = []
    for adulte in adultes:
        base = f"{_ascii(adulte.prenom)}.{_ascii(adulte.nom)}"
        candidats = (f"{base}{numero or ''}@exemple.fr" for numero in chain([0], count(2)))
        courriels.append(next(courriel for courriel in candidats if courriel not in pris))
        pris.add(courriels[-1])
    return courriels


def _ascii(mot: str) -> str:
    for lettre, lettres in (
        ("ı", "i"),
        ("Œ", "OE"),
        ("œ", "oe"),
        ("ł", "l"),
        ("Ł", "L"),
        ("’", ""),
        (" ", "-"),
    ):
        mot = mot.replace(lettre, lettres)
    return unicodedata.normalize("NFD", mot).encode("ascii", "ignore").decode().lower()


def _ecrire_les_quotients(couples: list[tuple[Foyer, FoyerPrevu]]) -> None:
    QuotientFamilial.objects.bulk_create(
        [
            QuotientFamilial(foyer=foyer, valeur=valeur, debut=debut, fin=fin, source="atteste")
            for foyer, prevu in couples
            for valeur, debut, fin in prevu.quotients
        ],
        batch_size=LOT,
    )
