"""A file of families as a careless software writes it: one line a child with his parents, one line
in twelve damaged. Each damage says what is to come of it, so that what the Reprise says of the file
is compared with what is in it."""

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

UNE_SUR = 12
CODAGES = ("utf-8-sig", "cp1252", "utf-16")
TITRES = [
    *("Identifiant famille", "Responsable 1 Nom", "Responsable 1 Prénom", "Responsable 1 E-mail"),
    *("Adresse", "Code postal", "Ville", "Enfant Nom", "Enfant Prénom", "Enfant Date de naissance"),
]
_COURRIEL, _NOM, _PRENOM, _NAISSANCE = 3, 7, 8, 9
_NOMS = ("Lefèvre", "Moreau", "Dupré", "Noël", "Le Gall", "N’Diaye", "Œuvrard", "Roux-Çelik")
_PRENOMS = ("Inès", "Paul", "Noé", "Zoé", "Anaïs", "Côme", "Élodie", "Yanis", "Maëlle", "François")
_GRAINE = 17
REFUSE, SIGNALE, PRIS = "refuse", "signale", "pris"


@dataclass
class Abime:
    """What is in the file: its bytes; by number of line, which of them are refused, and of which
    one cell only is left out; how many children and households come in. `quoi`: how many of each
    damage."""

    octets: bytes = b""
    refusees: set[int] = field(default_factory=set)
    signalees: set[int] = field(default_factory=set)
    enfants: int = 0
    familles: int = 0
    quoi: Counter[str] = field(default_factory=Counter)


def _sans_accents(texte: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", texte) if not unicodedata.combining(c))


def _en(place: int, texte: str) -> Callable[[list[str]], list[str]]:
    return lambda ligne: [*ligne[:place], texte, *ligne[place + 1 :]]


def _aux_noms(changer: Callable[[str], str]) -> Callable[[list[str]], list[str]]:
    """Of the child: his parents are told by three lines, that would gainsay each other."""
    return lambda ligne: [
        *ligne[:_NOM],
        changer(ligne[_NOM]),
        changer(ligne[_PRENOM]),
        *ligne[_NAISSANCE:],
    ]


def _noms_echanges(ligne: list[str]) -> list[str]:
    return [*ligne[:_NOM], ligne[_PRENOM], ligne[_NOM], *ligne[_NAISSANCE:]]


def _date_americaine(ligne: list[str]) -> list[str]:
    jour, mois, annee = ligne[_NAISSANCE].split("/")
    return [*ligne[:_NAISSANCE], f"{annee}-{mois}-{jour}"]


DEGATS: tuple[tuple[str, Callable[[list[str]], list[str]], str], ...] = (
    ("accents perdus", _aux_noms(_sans_accents), PRIS),
    ("capitales", _aux_noms(str.upper), PRIS),
    ("nom et prénom échangés", _noms_echanges, PRIS),
    ("date à l’envers", _date_americaine, PRIS),
    ("blancs partout", lambda ligne: [f"  {une}\u00a0 " for une in ligne], PRIS),
    ("jour qui n’existe pas", _en(_NAISSANCE, "31/02/2019"), REFUSE),
    ("date en toutes lettres", _en(_NAISSANCE, "avant-hier"), REFUSE),
    ("date dans l’avenir", _en(_NAISSANCE, "03/05/2090"), REFUSE),
    ("date d’un parent", _en(_NAISSANCE, "03/05/1961"), REFUSE),
    ("prénom vide", _en(_PRENOM, ""), REFUSE),
    ("ligne coupée", lambda ligne: ligne[:_NAISSANCE], REFUSE),
    ("prénom qui calcule", _en(_PRENOM, "=1+1"), PRIS),  # a text of a CSV computes nothing
    ("adresse e-mail sans @", _en(_COURRIEL, "parent.exemple.fr"), SIGNALE),
)


def ecrire(lignes: int, codage: str = CODAGES[0]) -> Abime:
    """So many lines, always the same. Households of three children; twins now and then."""
    hasard, fait, texte = Random(_GRAINE), Abime(), io.StringIO()
    tableau = csv.writer(texte, delimiter=";")
    tableau.writerow(TITRES)
    for rang in range(lignes):
        numero, famille, place = rang + 2, rang // 3, rang % 3
        if not place:
            foyer = Random(f"{_GRAINE}-{famille}")
            nom = foyer.choice(_NOMS)
            adulte = [f"F{famille}", nom, foyer.choice(_PRENOMS), f"parent{famille}@exemple.fr"]
            adresse = [f"{famille} rue de la Gare", "36000", "Ville"]
            naissance = date(2014, 1, 1) + timedelta(days=foyer.randrange(3000))
            prenoms = foyer.sample(_PRENOMS, 3)
        # twins: the two first of a household in forty
        ecart = 0 if famille % 40 == 0 and place == 1 else 400 * place
        ne_le = f"{naissance + timedelta(days=ecart):%d/%m/%Y}"
        ligne, sort = [*adulte, *adresse, nom, prenoms[place], ne_le], PRIS
        if hasard.randrange(UNE_SUR) == 0:
            quoi, abimer, sort = hasard.choice(DEGATS)
            ligne = abimer(ligne)
            fait.quoi[quoi] += 1
        tableau.writerow(ligne)
        fait.refusees |= {numero} if sort == REFUSE else set()
        fait.signalees |= {numero} if sort == SIGNALE else set()
        fait.enfants += sort != REFUSE
    fait.familles = -(-lignes // 3)
    fait.octets = texte.getvalue().encode(codage, "replace")
    return fait


def comparer(attendu: Abime, refusees: set[int], signalees: set[int]) -> list[str]:
    """In what the faults that were told differ from those that are there."""
    return [
        f"{quoi} : {sorted(lignes)[:5]} ({len(lignes)})"
        for quoi, lignes in (
            ("refusées sans raison", refusees - attendu.refusees),
            ("refus non dits", attendu.refusees - refusees),
            ("cases laissées non dites", attendu.signalees - signalees),
        )
        if lignes
    ]


def ecarts(reprise, attendu: Abime) -> list[str]:
    """Once it is imported, in what what was told and what came in differ from the file."""
    from famille.models import Enfant, Foyer, Rattachement, Responsable

    # the reason itself: that of a child's home only follows from it
    lues = reprise.fautes.order_by().exclude(raison__contains="sa propre ligne est refusée")
    refusees, signalees = (
        set(lues.filter(bloque=bloque).values_list("numero", flat=True)) for bloque in (True, False)
    )
    comptes = (
        ("familles", Foyer.objects.count(), attendu.familles),
        ("adultes", Responsable.objects.count(), attendu.familles),
        ("enfants", Enfant.objects.count(), attendu.enfants),
        ("enfants chez eux", Rattachement.objects.count(), attendu.enfants),
        ("fautes sans raison", lues.filter(raison="").count(), 0),
    )
    return [
        *comparer(attendu, refusees, signalees),
        *(
            f"{quoi} : {venus} au lieu de {voulus}"
            for quoi, venus, voulus in comptes
            if venus != voulus
        ),
    ]
