"""The pages that are measured, and what each is held to.

`requetes`: at most. `ms`: milliseconds of processor of a quiet core, web and database, that the
design wants at most; a busy machine reads more. What a page took before is said by
`make bench-contre`, and what it takes in a larger town by `croissance`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    nom: str
    qui: str  # "", "parent", "parent de 30", "agent"
    adresse: str  # {mois}: the month read; {activite}, {demande}, {foyer}: keys of the town's
    requetes: int
    ms: float | None = None


TOUTES = "/gestion/demandes/?etat=toutes"
MOIS = "/reservations/?mois={mois}"
PAGES = (
    Page("accueil public", "", "/", 8),
    Page("aide", "", "/aide/", 8),
    Page("page de connexion", "", "/connexion/", 2),
    Page("tableau de bord, 1 ligne", "parent", "/tableau-de-bord/", 12),
    Page("tableau de bord, 30 lignes", "parent de 30", "/tableau-de-bord/", 12),
    Page("mois, 3 enfants × 3", "lecteur", MOIS, 7),
    # twenty lines a day, canteen and garderie beside three centres
    Page("mois, 3 enfants × 5", "lecteur de cantine", MOIS, 7),
    Page("page d’une démarche", "parent", "/demarches/changement-adresse/", 11),
    Page("accueil de l’agent", "agent", "/gestion/", 12),
    Page("demandes", "agent", "/gestion/demandes/", 7),
    Page("demandes, page 33", "agent", f"{TOUTES}&p=33", 9),
    # sent without a paper: its pieces, notes, complements or conversations would be one more each
    Page("une demande", "agent", "/gestion/demandes/{demande}/", 15),
    Page("foyers", "agent", "/gestion/foyers/", 9),
    Page("un foyer", "agent", "/gestion/foyers/{foyer}/", 14, 60),
    Page("famille cherchée", "agent", "/gestion/recherche/?q=nom42", 10),
    Page("famille cherchée, mal écrite", "agent", "/gestion/recherche/?q=camile", 14),
    Page("messages", "agent", "/gestion/messages/", 8),
    Page("factures", "agent", "/gestion/factures/", 10),
    Page("factures, page 500", "agent", "/gestion/factures/?p=500", 10),
    Page("remplissage", "agent", "/gestion/reservations/remplissage/", 14, 60),
)
