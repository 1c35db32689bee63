"""What a parent has just said of an absence: whom and when it is about, what it changes of the
bill, and what could still be cancelled instead."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.html import format_html

from famille.models import Enfant
from famille.regles.foyer import entier
from famille.socle.dire import centimes_en_euros, compte, en_jour, enumerer
from famille.socle.noms import nom_propre
from famille.socle.offres import lien_de_page
from reservations.lecture.blocs_reserves import BlocReserve
from reservations.models import Reservation
from reservations.regles.absences import jours_excuses
from reservations.tarifs.prix import APayer, prix_de

from .justificatifs import Reglement
from .lecture import JUSTIFICATIF, jours_prevus


@dataclass(frozen=True)
class PlageDAbsence:
    """Children (pks), first and last day: what the page's address keeps of a gesture."""

    enfants: frozenset[int]
    debut: date
    fin: date

    @classmethod
    def lire(cls, questions: QueryDict) -> "PlageDAbsence | None":
        """None for what is not understood."""
        enfants = {entier(texte) for texte in questions.getlist("enfant")} - {None}
        try:
            debut, fin = (date.fromisoformat(questions.get(nom, "")) for nom in ("du", "au"))
        except ValueError:
            return None
        return cls(frozenset(filter(None, enfants)), debut, fin) if enfants else None

    @classmethod
    def des(cls, reservations: Iterable[Reservation]) -> "PlageDAbsence":
        lues = list(reservations)
        jours = [une.creneau.jour for une in lues]
        return cls(frozenset(une.enfant_id for une in lues), min(jours), max(jours))

    @property
    def questions(self) -> str:
        choix: list[tuple[str, object]] = [("enfant", pk) for pk in sorted(self.enfants)]
        return "?" + urlencode([*choix, ("du", self.debut), ("au", self.fin)])

    @property
    def quand(self) -> str:
        if self.debut == self.fin:
            return en_jour(self.debut)
        return f"du {en_jour(self.debut)} au {en_jour(self.fin)}"

    def couvre(self, enfant: int, jour: date) -> bool:
        return enfant in self.enfants and self.debut <= jour <= self.fin


@dataclass
class Annonce:
    """`annoncees`: the bookings said absent there; `annulables`: the blocs that can still be
    cancelled, and are not charged then. `a_justifier`, once `certificat` is said: (child, address)
    of those of whom it would excuse a day at least, the démarche opened on them."""

    plage: PlageDAbsence
    annoncees: list[Reservation] = field(default_factory=list)
    a_annoncer: list[Reservation] = field(default_factory=list)
    annulables: list[BlocReserve] = field(default_factory=list)
    certificat: str = ""
    a_justifier: list[tuple[Enfant, str]] = field(default_factory=list)

    @property
    def qui(self) -> str:
        return enumerer(dict.fromkeys(une.enfant.prenom for une in self.annoncees))

    @property
    def ne_vient(self) -> str:
        plusieurs = len({une.enfant_id for une in self.annoncees}) > 1
        return "ne viennent pas" if plusieurs else "ne vient pas"

    @property
    def quand(self) -> str:
        """The days said: one by one where a day between the first and the last stays booked."""
        plage = PlageDAbsence.des(self.annoncees)
        dits = sorted({une.creneau.jour for une in self.annoncees})
        restent = {jour for un in self.annulables for jour in un.bloc.jours}.difference(dits)
        if any(plage.debut < jour < plage.fin for jour in restent):
            return enumerer(map(en_jour, dits))
        return plage.quand

    @property
    def restent(self) -> list[str]:
        """What can still be cancelled, each by its name: another activity of that day may be due.
        "Hugo, Garderie scolaire · Matin et soir : lundi 30 novembre"."""
        jours: dict[str, list[str]] = {}
        for un in self.annulables:
            quoi = format_html("{}, {}", nom_propre(un.enfant.prenom), un.activite)
            jours.setdefault(quoi, []).append(en_jour(un.bloc.debut))
        return [
            format_html("{}\u00a0: {}", quoi, enumerer(dict.fromkeys(siens)))
            for quoi, siens in jours.items()
        ]


def lire_annonce(
    plage: PlageDAbsence, blocs: Iterable[BlocReserve], maintenant: datetime
) -> Annonce:
    """What is booked there, by what can be done of it. No query."""
    annonce = Annonce(plage)
    for un in blocs:
        prevues = [
            une
            for jour, siennes in jours_prevus(un, maintenant)
            if plage.couvre(un.enfant.pk, jour)
            for une in siennes
        ]
        annonce.annoncees += [une for une in prevues if une.absence_annoncee_le]
        restent = [une for une in prevues if not une.absence_annoncee_le]
        if un.limite < maintenant:
            annonce.a_annoncer += restent
        elif restent:
            annonce.annulables.append(un)
    return annonce


def dire_le_certificat(annonce: Annonce, blocs: Iterable[BlocReserve], reglement: Reglement) -> str:
    """What a medical certificate would take off the bill; "" where it would change nothing: it is
    then not asked. Two queries."""
    excuses = _jours_excuses(annonce, reglement)
    if not excuses:
        return ""
    vises = [
        un
        for un in blocs
        if any((un.foyer.pk, un.enfant.pk, jour) in excuses for jour in un.bloc.jours)
    ]
    prix = prix_de(
        APayer(un.foyer.pk, un.enfant.pk, un.activite.pk, un.activite.structure_id, un.bloc)
        for un in vises
    )
    connus = [prix.get((un.enfant.pk, un.activite.pk, un.bloc.cle)) for un in vises]
    centimes = sum(un.centimes for un in connus if un)
    if None not in connus and not centimes:
        return ""
    entiers = all(
        (un.foyer.pk, un.enfant.pk, jour) in excuses for un in vises for jour in un.bloc.jours
    )
    somme = f", soit {centimes_en_euros(centimes)}" if None not in connus and entiers else ""
    fin = max(jour for *_qui, jour in excuses)
    limite = reglement.limite(fin)
    avant = f" Envoyez-le avant le {en_jour(limite)} au soir." if limite else ""
    ne_seront = "ne seront pas facturés" if len(excuses) > 1 else "ne sera pas facturé"
    return (
        f"Avec un certificat médical, {compte(len(excuses), 'jour')} {ne_seront}{somme}.{avant}"
        f" {reglement.avis}"
    ).rstrip()


def plages_a_justifier(annonce: Annonce, reglement: Reglement) -> list[tuple[Enfant, str]]:
    """Child by child, those of whom a certificate would excuse a day. No query but that of the
    démarche's address."""
    excuses = {enfant for _foyer, enfant, _jour in _jours_excuses(annonce, reglement)}
    siennes: dict[int, list[Reservation]] = defaultdict(list)
    for une in annonce.annoncees:
        if une.enfant_id in excuses:
            siennes[une.enfant_id].append(une)
    return [
        (leurs[0].enfant, lien_du_certificat(pk, PlageDAbsence.des(leurs)))
        for pk, leurs in siennes.items()
    ]


def lien_du_certificat(enfant: int, plage: PlageDAbsence) -> str:
    """Where the certificate of this child's days is sent: they are filled in, and can be
    corrected."""
    return lien_de_page(JUSTIFICATIF, "absence", enfant=enfant, du=plage.debut, au=plage.fin)


def _jours_excuses(annonce: Annonce, reglement: Reglement) -> set[tuple[int, int, date]]:
    """Of what was said: (household, child, day) that a certificate would excuse."""
    jours: dict[tuple[int, int], set[date]] = defaultdict(set)
    for une in annonce.annoncees:
        jours[une.foyer_id, une.enfant_id].add(une.creneau.jour)
    return {
        (*qui, jour)
        for qui, siens in jours.items()
        for jour in jours_excuses(siens, reglement.carence)
    }


def enfants_attendus(blocs: Iterable[BlocReserve]) -> list[Enfant]:
    """Those of whom something is booked, the eldest first."""
    return list({un.enfant.pk: un.enfant for un in blocs}.values())
