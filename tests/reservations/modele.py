"""The engine and its queue in plain Python: no database, no lock, one thing at a time.
test_machine.py compares them.

Written from what families are promised, not from the code: who is booked, who waits and in what
order, what an offer holds, what is left when a day closes.
"""

from dataclasses import dataclass, field

EN_ATTENTE, PROPOSEE = "en-attente", "proposee"


@dataclass
class Jour:
    """One créneau."""

    capacite: int
    ouvert: bool = True


@dataclass
class EnFile:
    enfant: str
    bloc: str
    etat: str = EN_ATTENTE
    tenus: list = field(default_factory=list)


class Modele:
    """`blocs`: name of a bloc → its créneaux, in the order of the days; a bloc of several is a
    week."""

    def __init__(self, blocs, enfants, capacite):
        self.blocs, self.enfants = blocs, enfants
        self.jours = {jour: Jour(capacite) for jours in blocs.values() for jour in jours}
        self.reserves: set[tuple[str, str]] = set()  # (child, créneau)
        self.file: list[EnFile] = []
        self.sortis: set[str] = set()  # children no longer registered

    def prises(self, jour):
        tenus = sum(jour in attente.tenus for attente in self.file)
        return sum(pris == jour for _enfant, pris in self.reserves) + tenus

    def libres(self, jour):
        return self.jours[jour].capacite - self.prises(jour)

    def contenu(self, bloc):
        """A closed day leaves its week, unless all are."""
        jours = self.blocs[bloc]
        return [jour for jour in jours if self.jours[jour].ouvert] or jours

    def reserve(self, enfant, bloc):
        return any((enfant, jour) in self.reserves for jour in self.contenu(bloc))

    def contre(self, enfant, bloc):
        """Why this child cannot have this bloc, its places left aside; None when he can."""
        if enfant in self.sortis:
            return "non-inscrit"
        if self.reserve(enfant, bloc):
            return "deja-reserve"
        return None if all(self.jours[jour].ouvert for jour in self.contenu(bloc)) else "ferme"

    # What a family presses: list of (child, bloc, action) → list of reasons, "" where there is
    # none.

    def soumettre(self, lignes):
        pris: list[str] = []
        raisons = []
        for enfant, bloc, action in lignes:
            raison = self._juger(enfant, bloc, action, pris)
            raisons.append(raison)
            if action == "reserver" and not raison:
                pris += self.contenu(bloc)
        if not any(raisons):
            self._appliquer(lignes)
        return raisons

    def _juger(self, enfant, bloc, action, pris):
        if action == "annuler":
            if enfant in self.sortis:
                return "non-inscrit"
            return "" if self.reserve(enfant, bloc) else "deja-reserve"
        raison = self.contre(enfant, bloc)
        if raison:
            return raison
        complet = any(self.libres(jour) <= pris.count(jour) for jour in self.contenu(bloc))
        return "complet" if complet == (action == "reserver") else ""

    def _appliquer(self, lignes):
        # Each bloc as it is before any of the lines: what one line frees is not for another one of
        # the same press.
        lignes = [(enfant, bloc, action, self.contenu(bloc)) for enfant, bloc, action in lignes]
        for enfant, bloc, action, _jours in lignes:
            if action == "attendre" and not self._en_cours(enfant, bloc):
                self.file.append(EnFile(enfant, bloc))
        self.reserves |= {
            (enfant, jour)
            for enfant, _bloc, action, jours in lignes
            if action == "reserver"
            for jour in jours
        }
        for enfant, bloc, action, _jours in lignes:
            if action == "reserver":
                for attente in self._en_cours(enfant, bloc):
                    self.servir(self._finir(attente, "acceptee"))
        rendus = {
            (enfant, jour)
            for enfant, _bloc, action, jours in lignes
            if action == "annuler"
            for jour in jours
        }
        self._liberer(rendus)

    def _liberer(self, rendus):
        rendus &= self.reserves
        self.reserves -= rendus
        self.servir([jour for _enfant, jour in rendus])

    def _en_cours(self, enfant, bloc):
        return [
            a
            for a in self.file
            if (a.enfant, a.bloc) == (enfant, bloc) and a.etat in (EN_ATTENTE, PROPOSEE)
        ]

    def _finir(self, attente, etat):
        rendus, attente.tenus, attente.etat = attente.tenus, [], etat
        return rendus

    # The queue.

    def servir(self, jours):
        """First come, first served, among those who wait for these days."""
        for attente in self.file:
            if attente.etat == EN_ATTENTE and set(self.blocs[attente.bloc]) & set(jours):
                if self.reserve(attente.enfant, attente.bloc):
                    attente.etat = "acceptee"
                elif not self.contre(attente.enfant, attente.bloc) and self._tient(attente.bloc):
                    attente.etat, attente.tenus = PROPOSEE, self.contenu(attente.bloc)

    def _tient(self, bloc, sauf=()):
        return all(self.libres(jour) > 0 for jour in self.contenu(bloc) if jour not in sauf)

    def rang(self, attente):
        devant = [a for a in self.file if a.bloc == attente.bloc and a.etat == EN_ATTENTE]
        return devant.index(attente) + 1

    def offres(self):
        return [attente for attente in self.file if attente.etat == PROPOSEE]

    def accepter(self, attente):
        """Whether the place is booked. If not, the offer is over and the place goes to the next."""
        possible = not self.contre(attente.enfant, attente.bloc) and self._tient(
            attente.bloc, sauf=attente.tenus
        )
        tenus = self._finir(attente, "acceptee" if possible else "retiree")
        if possible:
            self.reserves |= {(attente.enfant, jour) for jour in self.contenu(attente.bloc)}
        else:
            self.servir(tenus)
        return possible

    def refuser(self, attente, etat="refusee"):
        self.servir([*self._finir(attente, etat), *self.blocs[attente.bloc]])

    def expirer(self):
        for attente in self.offres():
            self.refuser(attente, "expiree")

    # What agents do.

    def changer(self, jours, capacite):
        """Whether it is possible: never below what is taken."""
        if any(self.prises(jour) > capacite for jour in jours):
            return False
        plus = [jour for jour in jours if self.jours[jour].capacite < capacite]
        for jour in jours:
            self.jours[jour].capacite = capacite
        self.servir(plus)
        return True

    def ouvrir(self, jours, ouvert):
        changes = [jour for jour in jours if self.jours[jour].ouvert != ouvert]
        for jour in changes:
            self.jours[jour].ouvert = ouvert
        if ouvert:
            self.servir(changes)

    def annuler(self, jour):
        self._liberer({(enfant, pris) for enfant, pris in self.reserves if pris == jour})

    def sortir(self, enfant):
        """The child leaves the activity: his waits, his offers, his bookings."""
        self.sortis.add(enfant)
        siennes = [a for a in self.file if a.enfant == enfant and a.etat in (EN_ATTENTE, PROPOSEE)]
        self.servir([jour for attente in siennes for jour in self._finir(attente, "retiree")])
        self._liberer({(qui, jour) for qui, jour in self.reserves if qui == enfant})
