"""The town's schools. One that a family named, "Les Marins", waits for an agent to bring it to its
row."""

from demo.ville.noms import COLLEGES, ECOLES_ELEMENTAIRES, ECOLES_MATERNELLES, LYCEES
from famille.dossier.foyers.ecoles.actions import creer_ecole
from famille.models import Utilisateur

INTERCOMMUNALE = "Groupe scolaire intercommunal Pierre-et-Marie-Curie – Jean-Racine"


def creer_les_ecoles(*, par: Utilisateur) -> None:
    communales = dict.fromkeys([*ECOLES_MATERNELLES, *ECOLES_ELEMENTAIRES])
    noms = [f"École {nom}" for nom in communales]
    noms += [lieu[0].upper() + lieu[1:] for lieu in (*COLLEGES, *LYCEES)]
    for nom in (*noms, INTERCOMMUNALE):
        creer_ecole(par=par, nom=nom)
