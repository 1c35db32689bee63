"""May this child have this bloc? One judge for the page, the basket and the engine, so that the
sentence shown is the one enforced (G27–G31). No database, no Django: `maintenant` is an aware
moment, facts are arguments."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from famille.regles.foyer import Garde, age_le, en_vigueur_le
from famille.socle.dire import compte, en_lettres, en_moment

from .blocs import Bloc, CreneauLu, Moment, Unite, UniteComptee, blocs, cle_de, etendue
from .calendrier import PARIS, Calendrier, Delai, Nature, Periode, dire_la_limite
from .faits import Faits, Motif, Suite, Verdict
from .saison import annee_scolaire, bornes_de_saison

__all__ = [
    "PARIS",
    "Bloc",
    "Calendrier",
    "CreneauLu",
    "Delai",
    "DuBloc",
    "DuJour",
    "Faits",
    "Garde",
    "Moment",
    "Motif",
    "Nature",
    "Periode",
    "Suite",
    "Unite",
    "UniteComptee",
    "Verdict",
    "annee_scolaire",
    "blocs",
    "bornes_de_saison",
    "cle_de",
    "dire_la_limite",
    "empechements",
    "etendue",
    "non_inscrit",
    "verdict",
    "verdict_annulation",
    "voeux_d_abord",
]


@dataclass(frozen=True)
class DuJour:
    """What is the same for all the blocs of these days whose activities open and close alike: same
    deadlines, same openings, same wishes, same school calendar. `bloc`, `faits`: any of theirs."""

    bloc: Bloc
    faits: Faits
    maintenant: datetime
    _fermes: dict[tuple, str | None] = field(default_factory=dict)

    @cached_property
    def passe(self) -> bool:
        """Whether their last day is over."""
        return self.bloc.fin < self.maintenant.astimezone(PARIS).date()

    @cached_property
    def avant(self) -> Verdict | None:
        """The opening or the deadline is against them."""
        ouverture = _ouverture(self.bloc, self.faits, self.maintenant)
        return ouverture or _delai(self._limite, self.maintenant)

    @cached_property
    def annee(self) -> Verdict | None:
        """The school calendar is against them."""
        return _annee_connue(self.bloc, self.faits)

    @cached_property
    def oui(self) -> Verdict:
        """The answer when nothing is against them."""
        dite = _jour(self._limite, self.maintenant)
        return Verdict(f"Réservable jusqu’au {dite}.", limite=self._limite)

    @cached_property
    def annulation(self) -> Verdict:
        """Whether who has booked them can still cancel."""
        limite = self.faits.delai_annulation.limite(self.bloc.debut, self.faits.calendrier)
        return _annulation(limite, self.maintenant)

    def ferme_pour(self, faits: Faits) -> str | None:
        """Why one of them is closed, as shown, to those who meet the same closings as this child;
        None when none is."""
        if faits.fermetures not in self._fermes:
            raisons = map(faits.ferme_pour, self.bloc.jours)
            self._fermes[faits.fermetures] = next(filter(None, raisons), None)
        return self._fermes[faits.fermetures]

    @cached_property
    def _limite(self) -> datetime:
        return self.faits.delai_reservation.limite(self.bloc.debut, self.faits.calendrier)


@dataclass(frozen=True)
class DuBloc:
    """What is the same for every child of an activity on one of its blocs: asked once for all of
    them, and only if one of them asks."""

    bloc: Bloc
    jour: DuJour
    _pour_tous: dict[tuple, Verdict] = field(default_factory=dict)

    @classmethod
    def de(cls, bloc: Bloc, faits: Faits, maintenant: datetime) -> "DuBloc":
        """`faits`: of any of the children."""
        return cls(bloc, DuJour(bloc, faits, maintenant))

    def pour_tous(self, faits: Faits) -> Verdict:
        """The answer to a child of whom nothing is against it (`Faits.rien_contre`): for all who
        meet the same closings."""
        trouve = self._pour_tous.get(faits.fermetures)
        if trouve is None:
            trouve = self._pour_tous[faits.fermetures] = (
                self.jour.avant
                or _fermeture(self.bloc, self.jour.ferme_pour(faits))
                or self.jour.annee
                or _places(self.bloc, faits)
                or self.jour.oui
            )
        return trouve


def verdict(
    bloc: Bloc, faits: Faits, *, maintenant: datetime, commun: DuBloc | None = None
) -> Verdict:
    """Can the child be booked on this bloc? The first reason against it, in the order of `Motif`.
    `commun`: the bloc, when others ask of it too."""
    commun = commun or DuBloc.de(bloc, faits, maintenant)
    if faits.rien_contre(bloc) and not faits.reserve(bloc):
        return commun.pour_tous(faits)
    return (
        _deja_reserve(bloc, faits)
        or _inscription(bloc, faits)
        or commun.jour.avant
        or _fermeture(bloc, commun.jour.ferme_pour(faits))
        or commun.jour.annee
        or _age(bloc, faits)
        or _fiche(bloc, faits)
        or _assurance(bloc, faits)
        or _places(bloc, faits)
        or _garde(bloc, faits)
        or commun.jour.oui
    )


def empechements(bloc: Bloc, faits: Faits, *, maintenant: datetime) -> list[Verdict]:
    """All that `verdict` would find against it, in the order of `Motif`."""
    jour = DuJour(bloc, faits, maintenant)
    contre = (
        _deja_reserve(bloc, faits),
        _inscription(bloc, faits),
        jour.avant,
        _fermeture(bloc, jour.ferme_pour(faits)),
        jour.annee,
        _age(bloc, faits),
        _fiche(bloc, faits),
        _assurance(bloc, faits),
        _places(bloc, faits),
        _garde(bloc, faits),
    )
    return [un for un in contre if un]


def verdict_annulation(
    bloc: Bloc, faits: Faits, *, maintenant: datetime, commun: DuBloc | None = None
) -> Verdict:
    """Can this household cancel what it has booked on this bloc? `commun`: as for `verdict`."""
    if not faits.reserve(bloc):
        return Verdict(
            f"Vous n’avez pas de réservation {_la(bloc)}.", Motif.DEJA_RESERVE, Suite.AUTRE_JOUR
        )
    return (commun or DuBloc.de(bloc, faits, maintenant)).jour.annulation


def _annulation(limite: datetime, maintenant: datetime) -> Verdict:
    if maintenant > limite:
        return Verdict(
            f"L’annulation était possible jusqu’au {_jour(limite, maintenant)}. Prévenez le centre"
            " de l’absence ; avec un justificatif, elle peut ne pas être facturée.",
            Motif.TROP_TARD,
            Suite.ABSENCE,
            limite,
        )
    return Verdict(f"Annulable jusqu’au {_jour(limite, maintenant)}.", limite=limite)


def _deja_reserve(bloc: Bloc, faits: Faits) -> Verdict | None:
    if faits.reserve(bloc):
        return Verdict("Déjà réservé.", Motif.DEJA_RESERVE, Suite.AUTRE_JOUR)
    if not faits.reserves_ailleurs.isdisjoint(bloc.pks):
        return Verdict("Déjà réservé pour ce jour.", Motif.DEJA_RESERVE, Suite.AUTRE_JOUR)
    return None


def _inscription(bloc: Bloc, faits: Faits) -> Verdict | None:
    if all(en_vigueur_le(jour, faits.inscriptions) for jour in bloc.jours):
        return None
    return non_inscrit(faits.activite, bloc.unite)


def non_inscrit(activite: str, unite: Unite) -> Verdict:
    """The refusal of a child who is not registered to `activite` on all the days of a bloc of this
    unit."""
    phrase = f"Pas d’inscription à {activite} {_LA[unite]} : demandez d’abord une place."
    return Verdict(phrase, Motif.NON_INSCRIT, Suite.INSCRIPTION)


def _ouverture(bloc: Bloc, faits: Faits, maintenant: datetime) -> Verdict | None:
    ouvre_le = faits.ouvre_le(bloc)
    if ouvre_le is None:
        phrase = (
            "Les réservations ne sont pas encore annoncées : la date de leur ouverture s’affichera"
            " ici."
        )
        return Verdict(phrase, Motif.PAS_OUVERT, Suite.PATIENCE)
    if maintenant >= ouvre_le:
        return None
    quand = en_moment(ouvre_le, maintenant)
    voeux = faits.par_voeux(bloc)
    if voeux is None:
        phrase = f"Les réservations ouvrent le {quand}."
    elif maintenant < voeux.jusqu_au:
        jusqu_au = en_moment(voeux.jusqu_au, maintenant)
        phrase = f"Par vœux, jusqu’au {jusqu_au} ; ce qui restera ouvre le {quand}."
    else:
        phrase = f"Les vœux sont clos : ce qui reste ouvre le {quand}."
    return Verdict(phrase, Motif.PAS_OUVERT, Suite.PATIENCE)


def voeux_d_abord(bloc: Bloc, faits: Faits, maintenant: datetime) -> Verdict | None:
    """What an agent may not pass over either, unlike a deadline or an opening: while wishes are
    written, or before, a place given at the counter would go before all of them."""
    voeux = faits.par_voeux(bloc)
    if voeux is None or maintenant >= voeux.jusqu_au:
        return None
    phrase = (
        f"Donné par vœux jusqu’au {en_moment(voeux.jusqu_au, maintenant)} : réservé aujourd’hui, ce"
        " jour passerait devant toutes les demandes. Écrivez plutôt le vœu de cet enfant."
    )
    return Verdict(phrase, Motif.PAS_OUVERT, Suite.PATIENCE)


def _delai(limite: datetime, maintenant: datetime) -> Verdict | None:
    if maintenant <= limite:
        return None
    phrase = f"La réservation était possible jusqu’au {_jour(limite, maintenant)}."
    return Verdict(phrase, Motif.TROP_TARD, Suite.CONTACT, limite)


def _fermeture(bloc: Bloc, raison: str | None) -> Verdict | None:
    if raison is None and bloc.ouvert:
        return None
    dite = (raison or "").rstrip(" .!…") or "accueil annulé"  # an agent typed it, and how it ends
    return Verdict(f"Fermé : {dite}.", Motif.FERME, Suite.AUTRE_JOUR)


def _annee_connue(bloc: Bloc, faits: Faits) -> Verdict | None:
    """Nothing new on a day of which nobody knows whether there is school (`regles.annee`)."""
    if all(map(faits.calendrier.connait, bloc.jours)):
        return None
    phrase = "Le calendrier scolaire de ce jour n’est pas encore connu : nous devons le compléter."
    return Verdict(phrase, Motif.FERME, Suite.AUTRE_JOUR)


def _age(bloc: Bloc, faits: Faits) -> Verdict | None:
    if age_le(bloc.debut, faits.naissance) < faits.age_min:
        accueil = (
            f"{faits.activite} accueille les enfants à partir de {compte(faits.age_min, 'an')}"
        )
        phrase = f"{accueil} : cet âge ne sera pas encore atteint {_la(bloc)}."
        return Verdict(phrase, Motif.TROP_JEUNE, Suite.CONTACT)
    if age_le(bloc.fin, faits.naissance) > faits.age_max:
        accueil = f"{faits.activite} accueille les enfants jusqu’à {compte(faits.age_max, 'an')}"
        phrase = f"{accueil} : cet âge sera dépassé {_la(bloc)}."
        return Verdict(phrase, Motif.TROP_AGE, Suite.CONTACT)
    return None


def _fiche(bloc: Bloc, faits: Faits) -> Verdict | None:
    if not faits.fiche_exigee or (faits.fiche_jusqu_au and faits.fiche_jusqu_au >= bloc.fin):
        return None
    phrase = _piece_perimee("La fiche sanitaire", faits.fiche_jusqu_au)
    return Verdict(phrase, Motif.FICHE, Suite.SANTE)


def _assurance(bloc: Bloc, faits: Faits) -> Verdict | None:
    if not faits.assurance_exigee or (
        faits.assurance_jusqu_au and faits.assurance_jusqu_au >= bloc.fin
    ):
        return None
    phrase = _piece_perimee("L’assurance", faits.assurance_jusqu_au)
    return Verdict(phrase, Motif.ASSURANCE, Suite.SANTE)


def _piece_perimee(quoi: str, jusqu_au: date | None) -> str:
    if jusqu_au is None:
        return f"{quoi} manque : donnez-la pour réserver."
    return (
        f"{quoi} n’est valable que jusqu’au {en_lettres(jusqu_au)} : mettez-la à jour pour réserver"
        " après cette date."
    )


def _places(bloc: Bloc, faits: Faits) -> Verdict | None:
    if bloc.places > 0:
        return None
    # No queue for a day on which the place could not be used.
    suite = Suite.AUTRE_JOUR if _garde(bloc, faits) else Suite.ATTENTE
    return Verdict(f"Il n’y a plus de place {_la(bloc)}.", Motif.COMPLET, suite)


def _garde(bloc: Bloc, faits: Faits) -> Verdict | None:
    if all(faits.garde.ici(jour) for jour in bloc.jours):
        return None
    if len(bloc.jours) > 1:
        phrase = "Cette semaine n’est pas toute sur vos jours de garde."
    else:
        phrase = "Ce n’est pas un de vos jours de garde."
    return Verdict(phrase, Motif.PAS_SON_JOUR, Suite.CONTACT)


_LA = {
    Unite.DEMI_JOURNEE: "ce jour-là",
    Unite.JOURNEE: "ce jour-là",
    Unite.SEMAINE: "cette semaine-là",
}


def _la(bloc: Bloc) -> str:
    return _LA[bloc.unite]


def _jour(instant: datetime, maintenant: datetime) -> str:
    """ "mercredi 2 décembre à minuit", with its year when it is not this one."""
    annee = instant.astimezone(PARIS).year != maintenant.astimezone(PARIS).year
    return dire_la_limite(instant, annee=annee)
