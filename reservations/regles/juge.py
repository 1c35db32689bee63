"""May this child have this bloc? One judge for the page, the basket and the engine, so that the
sentence shown is the one enforced (G27–G31). No database, no Django: `maintenant` is an aware
moment, facts are arguments."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

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
    "est_passe",
    "etendue",
    "non_inscrit",
    "verdict",
    "verdict_annulation",
    "voeux_d_abord",
]


def verdict(bloc: Bloc, faits: Faits, *, maintenant: datetime) -> Verdict:
    """Can the child be booked on this bloc? The first of `RAISONS` against it, or yes."""
    return next(_contre(bloc, faits, maintenant), None) or _oui(bloc, faits, maintenant)


def empechements(bloc: Bloc, faits: Faits, *, maintenant: datetime) -> list[Verdict]:
    """All the reasons against booking this bloc, in the order of `RAISONS`."""
    return list(_contre(bloc, faits, maintenant))


def verdict_annulation(bloc: Bloc, faits: Faits, *, maintenant: datetime) -> Verdict:
    """Can this household cancel what it has booked on this bloc?"""
    if not faits.reserve(bloc):
        return Verdict(
            f"Vous n’avez pas de réservation {_la(bloc)}.", Motif.DEJA_RESERVE, Suite.AUTRE_JOUR
        )
    return _annulation(faits.delai_annulation.limite(bloc.debut, faits.calendrier), maintenant)


def est_passe(bloc: Bloc, maintenant: datetime) -> bool:
    """Whether the last day of the bloc is over."""
    return bloc.fin < maintenant.astimezone(PARIS).date()


def _contre(bloc: Bloc, faits: Faits, maintenant: datetime) -> Iterator[Verdict]:
    for raison in RAISONS:
        if contre := raison(bloc, faits, maintenant):
            yield contre


def _oui(bloc: Bloc, faits: Faits, maintenant: datetime) -> Verdict:
    limite = faits.delai_reservation.limite(bloc.debut, faits.calendrier)
    return Verdict(f"Réservable jusqu’au {_jour(limite, maintenant)}.", limite=limite)


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


def _deja_reserve(bloc: Bloc, faits: Faits, _maintenant: datetime) -> Verdict | None:
    if faits.reserve(bloc):
        return Verdict("Déjà réservé.", Motif.DEJA_RESERVE, Suite.AUTRE_JOUR)
    if not faits.reserves_ailleurs.isdisjoint(bloc.pks):
        return Verdict("Déjà réservé pour ce jour.", Motif.DEJA_RESERVE, Suite.AUTRE_JOUR)
    return None


def _inscription(bloc: Bloc, faits: Faits, _maintenant: datetime) -> Verdict | None:
    if all(en_vigueur_le(jour, faits.inscriptions) for jour in bloc.jours):
        return None
    return non_inscrit(faits.activite, bloc.unite)


def non_inscrit(activite: str, unite: Unite) -> Verdict:
    """The refusal of a child who is not registered to `activite` on all the days of a bloc of this
    unit."""
    phrase = f"Pas d’inscription à {activite} {_LA[unite]} : demandez d’abord une place."
    return Verdict(phrase, Motif.NON_INSCRIT, Suite.INSCRIPTION)


def _avant(bloc: Bloc, faits: Faits, maintenant: datetime) -> Verdict | None:
    """The reason given by the opening, else by the deadline."""
    return _ouverture(bloc, faits, maintenant) or _delai(bloc, faits, maintenant)


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
        phrase = f"Par vœux, jusqu’au {jusqu_au}. Les places restantes ouvrent à tous le {quand}."
    else:
        phrase = f"Les vœux sont clos. Les places restantes ouvrent à tous le {quand}."
    return Verdict(phrase, Motif.PAS_OUVERT, Suite.PATIENCE)


def voeux_d_abord(bloc: Bloc, faits: Faits, maintenant: datetime) -> Verdict | None:
    """A rule that agents may not override, unlike a deadline or an opening: until wishes close, a
    place given at the counter would come before all of them."""
    voeux = faits.par_voeux(bloc)
    if voeux is None or maintenant >= voeux.jusqu_au:
        return None
    phrase = (
        f"Donné par vœux jusqu’au {en_moment(voeux.jusqu_au, maintenant)} : réservé aujourd’hui, ce"
        " jour passerait devant toutes les demandes. Écrivez plutôt le vœu de cet enfant."
    )
    return Verdict(phrase, Motif.PAS_OUVERT, Suite.PATIENCE)


def _delai(bloc: Bloc, faits: Faits, maintenant: datetime) -> Verdict | None:
    limite = faits.delai_reservation.limite(bloc.debut, faits.calendrier)
    if maintenant <= limite:
        return None
    phrase = f"La réservation était possible jusqu’au {_jour(limite, maintenant)}."
    return Verdict(phrase, Motif.TROP_TARD, Suite.CONTACT, limite)


def _fermeture(bloc: Bloc, faits: Faits, _maintenant: datetime) -> Verdict | None:
    raison = next(filter(None, map(faits.ferme_pour, bloc.jours)), None)
    if raison is None and bloc.ouvert:
        return None
    dite = (raison or "").rstrip(" .!…") or "accueil annulé"  # an agent typed it, and how it ends
    return Verdict(f"Fermé : {dite}.", Motif.FERME, Suite.AUTRE_JOUR)


def _annee_connue(bloc: Bloc, faits: Faits, _maintenant: datetime) -> Verdict | None:
    """No booking on a day when nobody knows yet whether there is school (`jours_connus`)."""
    if all(map(faits.calendrier.connait, bloc.jours)):
        return None
    phrase = "Le calendrier scolaire de ce jour n’est pas encore connu : nous devons le compléter."
    return Verdict(phrase, Motif.FERME, Suite.AUTRE_JOUR)


def _age(bloc: Bloc, faits: Faits, _maintenant: datetime) -> Verdict | None:
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


def _fiche(bloc: Bloc, faits: Faits, _maintenant: datetime) -> Verdict | None:
    if not faits.fiche_exigee or (faits.fiche_jusqu_au and faits.fiche_jusqu_au >= bloc.fin):
        return None
    return _piece(Motif.FICHE, "La fiche sanitaire", faits.fiche_jusqu_au, bloc, faits)


def _assurance(bloc: Bloc, faits: Faits, _maintenant: datetime) -> Verdict | None:
    if not faits.assurance_exigee or (
        faits.assurance_jusqu_au and faits.assurance_jusqu_au >= bloc.fin
    ):
        return None
    return _piece(Motif.ASSURANCE, "L’assurance", faits.assurance_jusqu_au, bloc, faits)


def _piece(motif: Motif, quoi: str, jusqu_au: date | None, bloc: Bloc, faits: Faits) -> Verdict:
    """The refusal for a missing paper; it says so when the family has already sent a good one."""
    recue = faits.recues.get(motif)
    if recue and recue.jusqu_au >= bloc.fin:
        suite = Suite.SANTE if recue.a_completer else Suite.PATIENCE
        return Verdict(f"{quoi} n’est pas encore vérifiée. {recue.phrase}", motif, suite)
    if jusqu_au is None:
        phrase = f"{quoi} manque : donnez-la pour réserver."
    else:
        phrase = (
            f"{quoi} n’est valable que jusqu’au {en_lettres(jusqu_au)} : mettez-la à jour pour"
            " réserver après cette date."
        )
    return Verdict(phrase, motif, Suite.SANTE)


def _places(bloc: Bloc, faits: Faits, maintenant: datetime) -> Verdict | None:
    if bloc.places > 0:
        return None
    # No queue for a day on which the place could not be used.
    suite = Suite.AUTRE_JOUR if _garde(bloc, faits, maintenant) else Suite.ATTENTE
    return Verdict(f"Il n’y a plus de place {_la(bloc)}.", Motif.COMPLET, suite)


def _garde(bloc: Bloc, faits: Faits, _maintenant: datetime) -> Verdict | None:
    if all(faits.garde.ici(jour) for jour in bloc.jours):
        return None
    if len(bloc.jours) > 1:
        phrase = "Cette semaine n’est pas toute sur vos jours de garde."
    else:
        phrase = "Ce n’est pas un de vos jours de garde."
    return Verdict(phrase, Motif.PAS_SON_JOUR, Suite.CONTACT)


# In the order in which they are judged and said.
RAISONS: tuple[Callable[[Bloc, Faits, datetime], Verdict | None], ...] = (
    _deja_reserve,
    _inscription,
    _avant,
    _fermeture,
    _annee_connue,
    _age,
    _fiche,
    _assurance,
    _places,
    _garde,
)

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
