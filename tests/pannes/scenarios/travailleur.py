"""kill -9 of the worker in the middle of each kind of task: it is done once the worker is back, and
once.

No task makes a PDF: a web process does, while its reader waits, and nothing is written.
"""

from tests.pannes.constat import Constat
from tests.pannes.ralenti import attendre_le_milieu, ralentir
from tests.pannes.taches import TACHES
from tests.pannes.ville import Ville, attendre

TITRE = "kill -9 du travailleur"


def eprouver(ville: Ville) -> list[Constat]:
    return [_tuer_dans(ville, genre(ville)) for genre in TACHES]


def _tuer_dans(ville: Ville, tache) -> Constat:
    """Killed twice: while it writes, then when it has written all and has not said so yet (its row
    of the queue)."""
    constat = Constat(TITRE, tache.nom)
    try:
        tache.preparer()
        with ralentir(tache.table, tache.geste):
            tache.lancer()
            attendre_le_milieu()
            ville.t.tuer("taches-1")
            constat.exiger(
                not all(tache.faits()),
                "la tâche était finie avant d’être tuée : rien n’est éprouvé",
            )
        with ralentir("django_q_ormq", "DELETE"):
            ville.revenir("taches-1")
            duree = attendre(lambda: all(tache.faits()), tache.delai, tache.nom)
            attendre_le_milieu()
            ville.t.tuer("taches-1")
        ville.revenir("taches-1")
        attendre(lambda: not en_file(), 90, "the queue is empty")
        constat.notes.append(f"faite {duree:.0f} s après le premier retour")
    except AssertionError as erreur:
        constat.fautes.append(str(erreur))
        ville.reparer()
        return constat
    constat.compter(tache.faits())
    return constat


def en_file() -> int:
    """Tasks that wait or run."""
    from django_q.models import OrmQ

    return OrmQ.objects.count()
