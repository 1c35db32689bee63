"""What a family reads of its wishes: each with its rank, what became of it and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from famille.models import Enfant
from famille.socle.dire import compte, en_rang, enumerer
from reservations.lecture.presences_dites import libelle_nomme
from reservations.models import CritereDePriorite, ListeDeVoeux, Tirage, VoeuDeListe
from reservations.regles.voeux.raisons import Issue

from .faits import par_rang

type CleDAttente = tuple[int, int, str]  # child, activity, bloc
_PASTILLES = {
    VoeuDeListe.Issue.OBTENU: ("validee", "Obtenu"),
    VoeuDeListe.Issue.EN_FILE: ("en-attente", "Liste d’attente"),
    VoeuDeListe.Issue.NON_OBTENU: ("non-analyse", "Pas obtenu"),
}
_SIMPLES = {
    Issue.MAXIMUM: "Vous avez obtenu, parmi vos vœux préférés, le nombre que vous demandiez.",
    Issue.MEMES_JOURS: "Vous avez obtenu un vœu préféré aux mêmes jours.",
    Issue.ENSEMBLE: "Il restait des places, mais pas assez pour tous ensemble.",
}


@dataclass(frozen=True)
class VoeuDit:
    """One rank of a list. `statut`, `mot`: its pill, once published."""

    rang: int
    libelle: str
    ou: str
    statut: str = ""
    mot: str = ""
    pourquoi: str = ""


@dataclass(frozen=True)
class ListeDite:
    liste: ListeDeVoeux
    enfants: Sequence[Enfant]
    voeux: Sequence[VoeuDit]

    @property
    def prenoms(self) -> str:
        return enumerer(enfant.prenom for enfant in self.enfants)

    @property
    def pseudonymes(self) -> list[tuple[str, str]]:
        """(first name, pseudonym): by which the family finds itself in the exported file."""
        return [(lien.enfant.prenom, str(lien.pseudonyme)) for lien in self.liste.enfants.all()]


def dire_la_liste(
    liste: ListeDeVoeux, tirage: Tirage, rangs: Mapping[CleDAttente, int] | None = None
) -> ListeDite:
    """`rangs`: in their queues, of those who wait today."""
    voeux = [
        _decrire(rang, siens, tirage, rangs or {}) for rang, siens in par_rang(liste.voeux.all())
    ]
    return ListeDite(liste, [lien.enfant for lien in liste.enfants.all()], voeux)


def _decrire(
    rang: int, voeux: list[VoeuDeListe], tirage: Tirage, rangs: Mapping[CleDAttente, int]
) -> VoeuDit:
    ou = enumerer(dict.fromkeys(str(voeu.activite) for voeu in voeux))
    nom = libelle_nomme(voeux[0].activite.service, voeux[0].bloc)
    if not tirage.publie or not voeux[0].issue:
        return VoeuDit(rang, nom, ou)
    # one of two may wait where the other's home waits already
    issues = {voeu.issue for voeu in voeux}
    issue = (
        VoeuDeListe.Issue.EN_FILE
        if VoeuDeListe.Issue.EN_FILE in issues
        else VoeuDeListe.Issue(voeux[0].issue)
    )
    statut, mot = _PASTILLES[issue]
    criteres = tirage.dossier.get("criteres", ())
    phrases = [pourquoi(voeux[0].raison, criteres), _en_file(voeux, rangs)]
    return VoeuDit(rang, nom, ou, statut, mot, " ".join(filter(None, phrases)))


def _en_file(voeux: Iterable[VoeuDeListe], rangs: Mapping[CleDAttente, int]) -> str:
    """Where they stand in the queue today; "" for who waits no more."""
    siens = [rang for un in voeux if (rang := rangs.get((un.enfant_id, un.activite_id, un.bloc)))]
    return f"Vous êtes au {en_rang(max(siens))} de la liste d’attente." if siens else ""


def pourquoi(raison: dict[str, Any], criteres: Sequence[str]) -> str:
    """ "Les places ont été données à 12 enfants avant vous : 8 par le critère « … » et 4 par le
    tirage au sort." They are placed: who waits is counted by the queue alone."""
    if "phrase" in raison:
        return f"La place était pour vous, mais elle n’a pas pu être réservée : {raison['phrase']}"
    issue = raison.get("issue", "")
    if issue in _SIMPLES:
        return _SIMPLES[Issue(issue)]
    if issue != Issue.DEVANT:
        return ""
    devant = int(raison.get("devant", 0))
    if not devant:
        return "Il n’y avait aucune place à donner."
    parts = [
        f"{combien} par le critère « {nom_du_critere(criteres, rang)} »"
        for rang, combien in raison["par_critere"]
    ]
    if raison.get("par_tirage"):
        parts.append(f"{raison['par_tirage']} par le tirage au sort")
    donnees = "Les places ont été données" if devant > 1 else "La place a été donnée"
    return f"{donnees} à {compte(devant, 'enfant')} avant vous : {enumerer(parts)}."


def nom_du_critere(criteres: Sequence[str], rang: int) -> str:
    return CritereDePriorite.Genre(criteres[rang]).label.lower()


def noms_des_criteres(criteres: Iterable[str]) -> list[str]:
    return [CritereDePriorite.Genre(un).label for un in criteres]
