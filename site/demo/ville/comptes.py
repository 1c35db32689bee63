"""The demo town's accounts, one constant for the command, the page /demo/, the terminal and the
browser tests."""

from typing import NotRequired, TypedDict

MOT_DE_PASSE = "un cheval blanc au galop"


class Compte(TypedDict):
    """`secret`: base32 of the second factor, staff only; `groupe`: staff only."""

    role: str
    courriel: str
    prenom: str
    nom: str
    pourquoi: str
    groupe: NotRequired[str]
    autres_groupes: NotRequired[list[str]]
    secret: NotRequired[str]
    qualite: NotRequired[str]
    service: NotRequired[str]


PERSONNEL: list[Compte] = [
    {
        "role": "Agente du Pôle Familles",
        "courriel": "agent@exemple.fr",
        "prenom": "Sophie",
        "nom": "Renard",
        "groupe": "Service des familles",
        "autres_groupes": ["Santé des enfants", "Régie"],
        "secret": "PORTAILDEMOAGENTEUNAAAAAAAAAAAAA",
        "qualite": "gestionnaire des dossiers familles",
        "service": "Pôle Familles",
        "pourquoi": "Traite les demandes, tient les dossiers des familles.",
    },
    {
        "role": "Agent du Pôle Familles",
        "courriel": "collegue@exemple.fr",
        "prenom": "Marc",
        "nom": "Petit",
        "groupe": "Service des familles",
        "autres_groupes": ["Lettres d’invitation"],
        "secret": "PORTAILDEMOAGENTDEUXAAAAAAAAAAAA",
        "qualite": "gestionnaire des dossiers familles",
        "service": "Pôle Familles",
        "pourquoi": "Le collègue : pour voir deux agents devant la même demande.",
    },
    {
        "role": "Direction de centre",
        "courriel": "directrice@exemple.fr",
        "prenom": "Inès",
        "nom": "Moreau",
        "groupe": "Direction de centre",
        "secret": "PORTAILDEMODIRECTRICEAAAAAAAAAAA",
        "qualite": "directrice de l’accueil de loisirs",
        "service": "La Valla",
        "pourquoi": "Dirige un accueil de loisirs.",
    },
    {
        "role": "Communication",
        "courriel": "redactrice@exemple.fr",
        "prenom": "Julie",
        "nom": "Caron",
        "groupe": "Communication",
        "secret": "PORTAILDEMOREDACTRICEAAAAAAAAAAA",
        "qualite": "chargée de communication",
        "service": "Communication",
        "pourquoi": "Écrit les pages et l’aide ; ne voit aucune famille.",
    },
    {
        "role": "Administration",
        "courriel": "admin@exemple.fr",
        "prenom": "Paul",
        "nom": "Girard",
        "groupe": "Administration",
        "secret": "PORTAILDEMOADMINISTRATEURAAAAAAA",
        "qualite": "administrateur du portail",
        "service": "Service informatique",
        "pourquoi": "Règle le portail : démarches, comptes, droits.",
    },
]

FAMILLES: list[Compte] = [
    {
        "role": "Parent",
        "courriel": "camille.martin@exemple.fr",
        "prenom": "Camille",
        "nom": "Martin",
        "pourquoi": "Deux enfants, des démarches dans tous les états.",
    },
    {
        "role": "Second parent",
        "courriel": "nicolas.martin@exemple.fr",
        "prenom": "Nicolas",
        "nom": "Martin",
        "pourquoi": "L’autre adulte du même foyer, avec son propre compte.",
    },
    {
        "role": "Parent, nouveau",
        "courriel": "nadia.benali@exemple.fr",
        "prenom": "Nadia",
        "nom": "Benali",
        "pourquoi": "Aucune démarche encore : le tableau de bord d’un premier jour.",
    },
    {
        "role": "Parent séparé",
        "courriel": "julien.lemoine@exemple.fr",
        "prenom": "Julien",
        "nom": "Lemoine",
        "pourquoi": "Résidence alternée : voit son enfant, jamais l’adresse de l’autre parent.",
    },
    {
        "role": "Parent séparé",
        "courriel": "aurelie.fontaine@exemple.fr",
        "prenom": "Aurélie",
        "nom": "Fontaine",
        "pourquoi": "L’autre parent du même enfant, avec son propre foyer.",
    },
    {
        "role": "Parent, noms très longs",
        "courriel": "marie-christine.vandenbroucke-deschamps@exemple.fr",
        "prenom": "Marie-Christine",
        "nom": "Vandenbroucke-Deschamps de Saint-Aubin",
        "pourquoi": "Cinq enfants et des noms qui n’en finissent pas.",
    },
]

# One line a role in the terminal; the page /demo/ shows them all.
COMPTES: list[Compte] = [
    FAMILLES[0],
    *(compte for compte in PERSONNEL if compte["courriel"] != "collegue@exemple.fr"),
]
