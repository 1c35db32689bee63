"""Until when one books and cancels, as the activities say it: for the public pages."""

from famille.socle.dire import enumerer
from reservations.models import Activite
from reservations.regles.calendrier import dire_les_delais


def phrases_des_delais() -> list[str]:
    """One sentence when every activity that families book has the same rule; else one for each
    rule, which names its activities. One query."""
    regles: dict[str, list[str]] = {}
    for activite in Activite.objects.actives().select_related("structure"):
        phrase = dire_les_delais(activite.pour_reserver, activite.pour_annuler)
        regles.setdefault(phrase, []).append(f"{activite.nom} ({activite.structure.nom})")
    if len(regles) == 1:
        return list(regles)
    return [f"{enumerer(qui)} : {_minuscule(phrase)}" for phrase, qui in regles.items()]


def _minuscule(phrase: str) -> str:
    return phrase[0].lower() + phrase[1:]
