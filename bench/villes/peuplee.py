"""A town of a given size for the benches of pages: bookings of years, demandes, invoices, accounts,
written in bulk, and the households that read."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from bench.villes.ville import VilleDeBench

FACTURES = """
INSERT INTO famille_facture (foyer_id, genre, etat, cle, numero, objet, mois, destinataire, emise_le,
                             echeance, total, regle, motif, cree_le)
SELECT foyers[1 + n %% array_length(foyers, 1)], 'facture', 'publiee', 'bench-' || n, 'F-2019-' || n,
       'Restauration scolaire', jour, '["Camille Nom"]', jour, jour + 30, 42, CASE WHEN n %% 20 = 0 THEN 0 ELSE 42 END,
       '', now()
FROM generate_series(1, %s) n,
     LATERAL (SELECT array_agg(id) AS foyers FROM famille_foyer) f,
     LATERAL (SELECT current_date - n %% 1500 AS jour) j
"""  # noqa: E501

# beside the accounts of the households that book: a picker of agents must not read them all
COMPTES = """
INSERT INTO famille_utilisateur (password, is_superuser, email, first_name, last_name, qualite,
                                 service, is_staff, is_active, date_joined)
SELECT '!', false, 'compte' || n || '@bench.invalid', 'Prénom', 'Nom' || n, '', '',
       false, true, now()
FROM generate_series(1, %s) n
"""

JOURS = 10  # of two half-days, that the household of the opening morning books
ADRESSE_DU_PARENT = "camille1@exemple.fr"  # of the household of one line


@dataclass(frozen=True)
class Taille:
    enfants: int  # who have booked one créneau in four or five of three activities, for 300 days
    demandes: int
    factures: int
    comptes: int  # of parents, who read nothing here


TAILLE, COURTE = Taille(500, 10_000, 40_000, 5_000), Taille(10, 100, 1_000, 10)


@dataclass(frozen=True)
class Gens:
    """Keys of the accounts who read; the town, whose first household books."""

    comptes: dict[str, int]
    activites: list[int]
    ville: VilleDeBench


def creer(menages: int) -> Gens:
    """In a prepared database: activities, and who reads."""
    from bench.villes.demandes import creer_agent
    from bench.villes.grande_ville import TROIS, creer_activites, creer_lecteur
    from bench.villes.ville import creer_ville
    from demarches.reglages.initiaux import creer_reglages

    creer_reglages(demo=True)  # open, before `preparer` makes those of a town that has not chosen
    agent = creer_agent()
    activites = creer_activites()
    ville = creer_ville(menages, JOURS, capacite=100)
    lecteur = creer_lecteur(ville.menages[-1], activites[:TROIS])
    ecolier = creer_lecteur(ville.menages[-2], activites)
    comptes = {"agent": agent.pk, "lecteur": lecteur.pk, "matin": ville.menages[0].compte}
    comptes["lecteur de cantine"] = ecolier.pk
    comptes |= {"parent": creer_famille(1).pk, "parent de 30": creer_famille(30).pk}
    return Gens(comptes, activites, ville)


def creer_famille(lignes: int):
    """The account of a household with so many children and so many demandes, begun and sent."""
    from demarches.actions import commencer
    from famille.actions import ajouter_enfant
    from tests.conftest import creer_foyer

    foyer, compte = creer_foyer(
        f"2026-9{lignes:04}", "Martin", "Camille", f"camille{lignes}@exemple.fr"
    )
    for rang in range(lignes):
        naissance = date(2016, 1, 1) + timedelta(days=97 * rang)
        ajouter_enfant(
            foyer, prenom=f"Enfant {rang}", nom="Martin", naissance=naissance, par=compte
        )
        demande = commencer("changement-adresse", foyer=foyer, par=compte)
        if rang % 2:
            type(demande).objects.filter(pk=demande.pk).update(
                statut="en-attente", numero=f"D-{uuid.uuid4().hex[:8]}", deposee_le=demande.cree_le
            )
    return compte


def remplir(taille: Taille, gens: Gens) -> dict[str, int]:
    """How many of each are written."""
    from django.db import connection

    from bench.villes import demandes, grande_ville
    from famille.models import Utilisateur

    agent = Utilisateur.objects.get(pk=gens.comptes["agent"])
    reservations = grande_ville.remplir(gens.activites, taille.enfants)
    demandes.remplir(taille.demandes, agent)
    with connection.cursor() as curseur:
        curseur.execute(FACTURES, [taille.factures])
        curseur.execute(COMPTES, [taille.comptes])
        curseur.execute("VACUUM ANALYZE")
    return {
        "reservations": reservations,
        "demandes": taille.demandes,
        "factures": taille.factures,
        "comptes": taille.comptes,
    }
