"""The pages that are measured, and what each is held to.

`rapport`: the floor page's processor time over the page's own, in the same run. `vise` is what the
design wants; `tenu` is what the bench fails under: the same once it is reached, until then the last
figure reached, less the noise. The design wanted 0.03 to 0.04 of the agents' pages; they stand at
twice that, and both are what two runs of 29 November reached, less a fifth: one that became twice
as slow would pass otherwise. `requetes`, `croissance` (large town over small): at most.
"""

from dataclasses import dataclass

CROISSANCE = 1.3


@dataclass(frozen=True)
class Page:
    nom: str
    qui: str  # "", "parent", "parent de 30", "agent"
    adresse: str  # {mois}: the month read; {activite}, {demande}, {foyer}: keys of the small town's
    requetes: int
    tenu: float
    vise: float
    plancher: str = "/plancher/"
    croissance: float = CROISSANCE


TOUTES = "/gestion/demandes/?etat=toutes"
MOIS = "/reservations/?mois={mois}"
DU_MOIS = "/plancher/{debut}/{fin}/"
PAGES = (
    Page("accueil public", "", "/", 8, 0.1, 0.1),
    Page("aide", "", "/aide/", 8, 0.1, 0.1),
    Page("page de connexion", "", "/connexion/", 2, 0.2, 0.2),
    Page("tableau de bord, 1 ligne", "parent", "/tableau-de-bord/", 12, 0.20, 0.20),
    Page("tableau de bord, 30 lignes", "parent de 30", "/tableau-de-bord/", 12, 0.16, 0.20),
    Page("mois, 3 enfants × 3", "lecteur", MOIS, 7, 0.30, 0.40, DU_MOIS),
    # twenty lines a day, canteen and garderie beside three centres
    Page("mois, 3 enfants × 5", "lecteur de cantine", MOIS, 7, 0.28, 0.40, DU_MOIS),
    Page("page d’une démarche", "parent", "/demarches/changement-adresse/", 11, 0.13, 0.15),
    # What waits is counted in indexes (8 ms in the large town), beside a page that has become
    # lighter again (0.086 to 0.103): x1.12 to 1.45 from run to run.
    Page("accueil de l’agent", "agent", "/gestion/", 12, 0.07, 0.07, croissance=1.5),
    Page("demandes", "agent", "/gestion/demandes/", 7, 0.06, 0.06),
    Page("demandes, page 33", "agent", f"{TOUTES}&p=33", 9, 0.06, 0.06),
    # one household answers in both towns: what grows is what is read to find it
    Page("nom cherché", "agent", f"{TOUTES}&q=camille77@exemple.fr", 11, 0.08, 0.08),
    Page("une demande", "agent", "/gestion/demandes/{demande}/", 12, 0.07, 0.07),
    Page("foyers", "agent", "/gestion/foyers/", 9, 0.07, 0.07),
    # 50 ms beside a floor of 2: what a name, or a name with its mistakes, leads to
    Page("famille cherchée", "agent", "/gestion/recherche/?q=nom42", 10, 0.12, 0.12),
    # All the town resembles that word: its index is read whole. The page around it is lighter than
    # when 1.3 was held, and what the town adds (8 ms) the same.
    Page(
        "famille cherchée, mal écrite",
        *("agent", "/gestion/recherche/?q=camile", 14, 0.07, 0.07),
        croissance=1.45,
    ),
    Page("messages", "agent", "/gestion/messages/", 8, 0.11, 0.11),
    # three of their tabs are counted up to 25,000 rows (docs/comprendre/performance.md)
    Page("factures", "agent", "/gestion/factures/", 10, 0.05, 0.05),
    Page("factures, page 500", "agent", "/gestion/factures/?p=500", 10, 0.045, 0.045),
    Page("remplissage", "agent", "/gestion/reservations/remplissage/", 14, 0.03, 0.03),
)
