"""For every day of two school years: what the sentence shows is enforced, and no refusal is without
a next step.

The deadline is read back from the sentence itself, as a parent reads it: nothing here asks the
rules for their limit.
"""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from famille.socle.dire import en_jour
from reservations.regles.calendrier import GenreDeDelai
from reservations.regles.juge import (
    PARIS,
    Bloc,
    Delai,
    Garde,
    Moment,
    Suite,
    Unite,
    cle_de,
    verdict,
    verdict_annulation,
)
from tests.reservations.cas import DERNIER, JOURS, PREMIER, bloc, creneau, faits, semaine

TOT = datetime(2026, 8, 24, 9, 0, tzinfo=PARIS)
DELAIS = [
    *(
        Delai(jours, genre, heure)
        for jours, genre, heure in product(
            [0, 1, 7, 15],
            [GenreDeDelai.JOURS, GenreDeDelai.OUVRES, GenreDeDelai.ECOLE],
            [None, time(8, 30)],
        )
    ),
    Delai(1, GenreDeDelai.SEMAINE, time(12), jour=3),
    Delai(2, GenreDeDelai.SEMAINE, jour=6),
    Delai(0, heure=time(2, 30)),  # skipped once a year, shown twice another day
]
_ECRITS = {
    en_jour(jour, annee=True): jour
    for n in range(2600)
    if (jour := date(2023, 1, 1) + timedelta(days=n))
}
SECONDE = timedelta(seconds=1)
_DATE = re.compile(
    r"(?:Réservable|Annulable|possible) jusqu’au"
    r" ([a-zé]+ \d+(?:er)? [a-zéû]+(?: \d{4})?) à (?:minuit|(\d+) h(?: (\d\d))?)\."
)


def ouvertes_et_sans_feries(delai):
    """Facts against which nothing but the deadline can be; the real calendar still counts working
    days."""
    return faits(
        ouvertures=((PREMIER, DERNIER, TOT - timedelta(days=365)),),
        delai_reservation=delai,
        delai_annulation=delai,
    )


def trop_tard_dit(phrase, maintenant):
    """The first second past what the sentence shows, in UTC, counted here so that nothing of the
    rules is trusted; without a year, one of this year. The sentence's own moment is still in time,
    and "à minuit" is the end of the day."""
    dite = _DATE.search(phrase.replace("\xa0", " "))
    assert dite, phrase
    jour = _ECRITS[dite[1] if re.search(r"\d{4}$", dite[1]) else f"{dite[1]} {maintenant.year}"]
    if dite[2] is None:
        return datetime.combine(jour + timedelta(days=1), time(), tzinfo=PARIS).astimezone(UTC)
    heure = time(int(dite[2]), int(dite[3] or 0))
    return datetime.combine(jour, heure, tzinfo=PARIS).astimezone(UTC) + SECONDE


@pytest.mark.parametrize("delai", DELAIS, ids=str)
@pytest.mark.parametrize("annuler", [False, True], ids=["book", "cancel"])
def test_shown_is_enforced_on_every_day_of_two_school_years(delai, annuler):
    juger, base = (verdict_annulation if annuler else verdict), ouvertes_et_sans_feries(delai)
    for jour in JOURS:
        if base.calendrier.ferme_pour(jour) and not annuler:
            continue
        un = bloc(jour)
        les_faits = replace(base, reserves=frozenset(un.pks)) if annuler else base
        avant = datetime.combine(jour - timedelta(days=120), time(12), tzinfo=PARIS)
        fin = trop_tard_dit(juger(un, les_faits, maintenant=avant).phrase, avant)
        assert juger(un, les_faits, maintenant=fin - SECONDE).possible, jour
        trop_tard = juger(un, les_faits, maintenant=fin)
        assert not trop_tard.possible, jour
        assert trop_tard_dit(trop_tard.phrase, fin.astimezone(PARIS)) == fin, jour


FERMETURES = st.lists(
    st.tuples(st.sampled_from(JOURS), st.integers(0, 10)).map(
        lambda un: (un[0], un[0] + timedelta(days=un[1]), "Grève")
    ),
    max_size=3,
)


@given(
    delai=st.sampled_from(DELAIS),
    jour=st.sampled_from(JOURS),
    fermetures=FERMETURES,
    classe=st.sampled_from([frozenset({0, 1, 3, 4}), frozenset(range(5))]),
)
def test_a_strike_announced_late_moves_no_limit_that_was_shown(delai, jour, fermetures, classe):
    base = ouvertes_et_sans_feries(delai)
    base = replace(base, calendrier=replace(base.calendrier, jours_de_classe=classe))
    un, tot = bloc(jour), datetime.combine(jour - timedelta(days=120), time(12), tzinfo=PARIS)
    reserve = replace(base, reserves=frozenset(un.pks))
    greve = replace(reserve, fermetures=tuple(fermetures))
    dites = [verdict_annulation(un, les_faits, maintenant=tot) for les_faits in (reserve, greve)]
    assert dites[0] == dites[1]


def un_bloc(jour, unite, libres, ouvert):
    if unite == Unite.SEMAINE:
        return semaine(jour - timedelta(days=jour.weekday()), libres=libres, ouvert=ouvert)
    if unite == Unite.DEMI_JOURNEE:
        return bloc(jour, libres=libres, ouvert=ouvert)
    deux = tuple(
        creneau(jour, moment, libres=libres, ouvert=ouvert)
        for moment in (Moment.MATIN, Moment.APRES_MIDI)
    )
    return Bloc(cle_de(unite, jour, Moment.MATIN), unite, deux)


JOUR = st.sampled_from(JOURS)
PEUT_ETRE = st.one_of(st.none(), JOUR)
INSTANT = st.builds(
    lambda jour, minute: datetime.combine(jour, time(), tzinfo=PARIS) + timedelta(minutes=minute),
    JOUR,
    st.integers(0, 1439),
)
UN_DELAI = st.builds(
    Delai,
    st.integers(1, 15),
    st.sampled_from(GenreDeDelai),
    st.none() | st.times().map(lambda heure: heure.replace(second=0, microsecond=0)),
    st.integers(0, 6),
)
SITUATION = st.fixed_dictionaries(
    {
        "naissance": st.dates(date(2008, 1, 1), date(2027, 12, 31)),
        "age_min": st.integers(0, 18),
        "age_max": st.integers(0, 18),
        "delai_reservation": UN_DELAI,
        "delai_annulation": UN_DELAI,
        "inscriptions": st.lists(st.tuples(JOUR, PEUT_ETRE), max_size=2).map(tuple),
        "ouvertures": st.lists(st.tuples(JOUR, JOUR, INSTANT), max_size=2).map(tuple),
        "fermetures": st.lists(
            st.tuples(
                JOUR, JOUR, st.sampled_from(["travaux", "Grève.", "…", " ", "Sortie à la mer !"])
            ),
            max_size=2,
        ).map(tuple),
        "fiche_exigee": st.booleans(),
        "fiche_jusqu_au": PEUT_ETRE,
        "assurance_exigee": st.booleans(),
        "assurance_jusqu_au": PEUT_ETRE,
        "garde": st.builds(
            Garde, st.sampled_from(["", "paires", "impaires"]), debut=PEUT_ETRE, fin=PEUT_ETRE
        ),
    }
)


@settings(max_examples=400)
@given(
    champs=SITUATION,
    jour=JOUR,
    maintenant=INSTANT,
    unite=st.sampled_from(Unite),
    libres=st.integers(0, 3),
    ouvert=st.booleans(),
    reserve=st.sampled_from(["", "", "ici", "ailleurs"]),
)
def test_whatever_the_facts_there_is_a_sentence_and_a_next_step(
    champs, jour, maintenant, unite, libres, ouvert, reserve
):
    un = un_bloc(jour, unite, libres, ouvert)
    reserves = {"ici": "reserves", "ailleurs": "reserves_ailleurs"}
    ses_faits = faits(**champs, **({reserves[reserve]: frozenset(un.pks)} if reserve else {}))
    for reponse in (
        verdict(un, ses_faits, maintenant=maintenant),
        verdict_annulation(un, ses_faits, maintenant=maintenant),
    ):
        _bien_dite(reponse)


@pytest.mark.parametrize(
    "champs", [{}, {"ouvertures": ()}, {"inscriptions": ()}, {"fiche_jusqu_au": None}], ids=str
)
@pytest.mark.parametrize("unite", Unite)
def test_every_day_of_two_school_years_is_well_said(champs, unite):
    """Seen each day from a week and a day before, so that some are open and some are too late."""
    ses_faits = faits(**champs)
    for jour in JOURS:
        maintenant = datetime.combine(jour - timedelta(days=8), time(10), tzinfo=PARIS)
        _bien_dite(verdict(un_bloc(jour, unite, 1, True), ses_faits, maintenant=maintenant))


def _bien_dite(reponse):
    phrase = reponse.phrase
    assert phrase == phrase.strip()
    assert phrase.endswith(".")
    assert not phrase.endswith(("..", " .", "….", "!.")), phrase
    assert phrase[0].isupper()
    assert "None" not in phrase
    assert reponse.possible == (reponse.suite is None)
    assert reponse.suite is None or isinstance(reponse.suite, Suite)
