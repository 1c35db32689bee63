"""A place in the queue as a parent reads it: what it is called, until when it can be answered, what
is against it."""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from famille.models import Enfant
from famille.socle.dire import centimes_en_euros, en_heure, en_jour, enumerer
from famille.socle.ville.phrases import dit
from reservations.models import Activite, Attente
from reservations.regles.attente import apres_la_limite
from reservations.regles.juge import PARIS, Motif, Suite, Verdict, dire_la_limite
from reservations.regles.tarifs import SANS_TARIF, Prix, avis_quotient

SUITES = {
    Suite.INSCRIPTION: "Demander une place",
    Suite.SANTE: "Mettre à jour les informations de santé",
    Suite.CONTACT: dit("Contacter {le_service}"),
    Suite.ABSENCE: "Prévenir de l’absence",
}


Etat = Attente.Etat
PLUS_INSCRIT = (
    "l’inscription à cette activité est terminée, aucune place ne peut lui être proposée."
)
# What the family reads of a wait that is over: the pill, its word, and the sentence.
FINS = {
    Etat.ACCEPTEE: ("validee", "Obtenue", "Vous avez obtenu cette place."),
    Etat.REFUSEE: (
        "brouillon",
        "Refusée",
        "Vous avez refusé la place : elle n’est plus gardée pour vous.",
    ),
    Etat.EXPIREE: (
        "rejetee",
        "Sans réponse",
        "Vous n’avez pas répondu à temps : la place n’est plus gardée pour vous.",
    ),
    Etat.RETIREE: ("brouillon", "Terminée", "Vous n’êtes plus en liste d’attente."),
}
SANS_SUITE = ("brouillon", "Sans suite", "Aucune place ne s’est libérée à temps.")
PAR_LE_POLE = {
    Etat.ACCEPTEE: ("validee", "Obtenue", dit("{Le_service} vous a donné cette place.")),
    Etat.RETIREE: (
        "brouillon",
        "Terminée",
        dit("{Le_service} a retiré cette demande de la liste."),
    ),
}


def conclusion(attente: Attente) -> tuple[str, str, str]:
    """(pill, its word, sentence); with the agent's reason, when one decided."""
    etat = Etat(attente.etat)
    if attente.motif and etat in PAR_LE_POLE:
        statut, mot, phrase = PAR_LE_POLE[etat]
        return statut, mot, f"{phrase} Raison : {attente.motif.removesuffix('.')}."
    return FINS.get(etat, SANS_SUITE)


def echeance(instant: datetime, maintenant: datetime) -> str:
    """What comes after "avant": "mardi 1er décembre à 18 h", "aujourd’hui à 18 h", "la fin du
    mercredi 2 décembre"."""
    ici = instant.astimezone(PARIS)
    aujourdhui = ici.date() == maintenant.astimezone(PARIS).date()
    if (ici.hour, ici.minute) == (23, 59):
        return "ce soir, minuit" if aujourdhui else f"la fin du {en_jour(ici.date())}"
    return f"{'aujourd’hui' if aujourdhui else en_jour(ici.date())} à {en_heure(instant)}"


@dataclass
class Attendu:
    """One child who waits or is offered a place. `libelle`: the days; `empeche`: why no place could
    be offered to him today, None when one could; `empechements`: all the reasons; `freres`: those
    of the household who wait for the same days apart."""

    attente: Attente
    libelle: str
    maintenant: datetime
    inscrit: bool = False
    rang: int | None = None
    empeche: Verdict | None = None
    empechements: list[Verdict] = field(default_factory=list)
    prix: Prix | None = None
    avant_aides: str = ""
    annulable_jusqu_au: datetime | None = None
    freres: list["Attendu"] = field(default_factory=list)

    @property
    def enfant(self) -> Enfant:
        return self.attente.enfant

    @property
    def activite(self) -> Activite:
        return self.attente.activite

    @property
    def contre(self) -> str:
        """The sentence of what is against a place today, "" when nothing is."""
        if not self.inscrit:
            return f"{self.enfant.prenom} : {PLUS_INSCRIT}"
        return self.empeche.phrase if self.empeche else ""

    @property
    def suite(self) -> dict | None:
        """dict(lien, libelle): the next step, where there is one."""
        suite = self.empeche.suite if self.empeche else None
        if suite not in SUITES:
            return None
        return {"lien": reverse("reservations:suite", args=[suite.value]), "libelle": SUITES[suite]}


@dataclass
class GroupeAttente:
    """The waits answered at once: of one child, or of brothers and sisters together."""

    membres: list[Attendu]

    @property
    def attente(self) -> Attente:
        return self.membres[0].attente

    @property
    def proposee(self) -> bool:
        return self.attente.etat == Etat.PROPOSEE

    @property
    def ensemble(self) -> bool:
        return len(self.membres) > 1

    @property
    def libelle(self) -> str:
        return self.membres[0].libelle

    @property
    def prenoms(self) -> str:
        """ "Léa", "Hugo et Léa", "Hugo, Léa et Zoé"."""
        noms = [membre.enfant.prenom for membre in self.membres]
        return enumerer(noms)

    @property
    def expire_le(self) -> datetime:
        return self.attente.expire_le or timezone.now()

    @property
    def avant(self) -> str:
        return echeance(self.expire_le, self.membres[0].maintenant)

    @property
    def acceptable(self) -> bool:
        return not any(membre.contre for membre in self.membres)

    @property
    def trop_tard(self) -> str:
        """What may still come where the booking deadline has passed; "" where it has not."""
        passes = any(m.empeche and m.empeche.motif == Motif.TROP_TARD for m in self.membres)
        return apres_la_limite(self.attente.debut, self.membres[0].maintenant) if passes else ""

    @property
    def total(self) -> str:
        """The price of all, where there are several and all prices are known."""
        prix = [membre.prix for membre in self.membres]
        return (
            centimes_en_euros(sum(p.centimes for p in prix if p))
            if self.ensemble and all(prix)
            else ""
        )

    @property
    def avis_prix(self) -> list[str]:
        """What to know of the prices, each sentence once."""
        prix = [membre.prix for membre in self.membres]
        dites = [self.membres[0].avant_aides, avis_quotient(prix)]
        return [*filter(None, dites), *([SANS_TARIF] if None in prix else [])]

    @property
    def annulable(self) -> str:
        """Until when it could be cancelled, once accepted; "" when it could not."""
        limites = [membre.annulable_jusqu_au for membre in self.membres]
        if None in limites:
            return ""
        return dire_la_limite(min(limite for limite in limites if limite))


@dataclass
class Finie:
    """A wait that is over: pill, its word, sentence."""

    attente: Attente
    libelle: str
    statut: str
    mot: str
    phrase: str
