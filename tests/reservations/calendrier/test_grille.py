"""The month as the page shows it, and its HTML: no database."""

import re
from datetime import date, datetime
from types import SimpleNamespace

import pytest

from famille.models import Enfant, Foyer
from reservations.calendrier.choix import Contexte
from reservations.calendrier.grille import grille, noms_des_activites, premiers_jours
from reservations.calendrier.vues import dessiner
from reservations.lecture.filtres import Mois
from reservations.lecture.lignes import LigneInscription
from reservations.models import Activite, Structure
from reservations.regles.calendrier import GenreDeDelai
from reservations.regles.cases import EtatCase
from reservations.regles.faits import ParVoeux
from reservations.regles.juge import (
    PARIS,
    Calendrier,
    CreneauLu,
    Delai,
    Faits,
    Moment,
    Periode,
    Unite,
    blocs,
)

MAINTENANT = datetime(2026, 11, 25, 10, 0, tzinfo=PARIS)
DECEMBRE = Mois(2026, 12)
CALENDRIER = Calendrier(
    (Periode("Vacances de Noël", date(2026, 12, 19), date(2027, 1, 3)),),
    {date(2026, 12, 25): "Noël", date(2026, 11, 11): "11 novembre"},
)
FOYER = Foyer(pk=1, nom="Martin")
LEA = Enfant(pk=1, prenom="Léa", naissance=date(2018, 3, 14))
HUGO = Enfant(pk=2, prenom="Hugo", naissance=date(2021, 6, 2))


def activite(pk=1, structure=1, nom="La Valla"):
    return Activite(pk=pk, nom="Accueil", structure=Structure(pk=structure, nom=nom))


def creneaux(*jours, moments=(Moment.MATIN, Moment.APRES_MIDI), debut=1):
    paires = [(jour, moment) for jour in jours for moment in moments]
    return [CreneauLu(pk, jour, moment, 10, 0) for pk, (jour, moment) in enumerate(paires, debut)]


def ligne(enfant=LEA, ou=None, *, unite=Unite.DEMI_JOURNEE, des=(), foyer=FOYER, **champs):
    valeurs = {
        "activite": "La Valla",
        "naissance": enfant.naissance,
        "age_min": 3,
        "age_max": 17,
        "calendrier": CALENDRIER,
        "inscriptions": ((date(2026, 9, 1), None),),
        "ouvertures": (
            (date(2026, 9, 1), date(2027, 7, 6), datetime(2026, 8, 24, 9, tzinfo=PARIS)),
        ),
        "fiche_exigee": False,
        "assurance_exigee": False,
    }
    return LigneInscription(
        foyer=foyer,
        enfant=enfant,
        activite=ou or activite(),
        faits=Faits(**valeurs | champs),
        blocs=blocs(des or creneaux(date(2026, 12, 2), date(2026, 12, 9)), lambda jour: unite),
    )


def mois(*lignes, lequel=DECEMBRE, **contexte):
    lecture = SimpleNamespace(lignes=list(lignes), calendrier=CALENDRIER)
    return grille(lecture, lequel, Contexte(MAINTENANT, **contexte))


def jour(montree, lequel):
    return next(un for semaine in montree.semaines for un in semaine.jours if un.jour == lequel)


def table(montree):
    return dessiner(grille=montree)


def bouton(choix):
    return dessiner(dernier=choix)


def test_the_weeks_go_from_monday_and_hold_the_whole_month():
    montree = mois(ligne())
    assert [semaine.jours[0].jour.isoformat() for semaine in montree.semaines] == [
        "2026-11-30",
        "2026-12-07",
        "2026-12-14",
        "2026-12-21",
        "2026-12-28",
    ]
    assert montree.colonnes == 5
    assert not jour(montree, date(2026, 11, 30)).dedans


def test_a_saturday_is_shown_when_there_is_something_on_it():
    assert mois(ligne(des=creneaux(date(2026, 12, 12)))).colonnes == 6


def test_a_day_holds_a_row_a_child_with_his_choices():
    montree = mois(ligne(), ligne(HUGO))
    rangs = jour(montree, date(2026, 12, 9)).rangs
    assert [(rang.enfant, [choix.mot for choix in rang.choix]) for rang in rangs] == [
        (LEA, ["matin", "après-midi"]),
        (HUGO, ["matin", "après-midi"]),
    ]


def test_the_name_of_a_button_says_day_child_and_place_first():
    choix = jour(mois(ligne()), date(2026, 12, 9)).rangs[0].choix[0]
    assert (choix.quand, choix.qui) == ("mercredi 9 décembre", "Léa, La Valla")
    dit = '<i>mercredi 9 décembre, <span translate="no">Léa, La Valla</span>, </i>'
    assert dit in bouton(choix), "who has the page translated reads the names as they are"
    assert choix.cle == (1, 1, 1, "2026-12-09-matin")


def test_a_child_with_two_homes_of_this_account_has_a_row_in_each():
    autre = Foyer(pk=2, nom="Lemoine")
    rangs = jour(mois(ligne(), ligne(foyer=autre)), date(2026, 12, 9)).rangs
    assert [rang.foyer for rang in rangs] == ["Foyer Martin", "Foyer Lemoine"]
    assert "Foyer Lemoine" in rangs[1].choix[0].qui


def test_a_week_stands_below_its_days_and_is_named_by_its_open_days():
    des = creneaux(*(date(2026, 12, n) for n in (21, 22, 23, 24)), moments=(Moment.JOURNEE,))
    montree = mois(ligne(unite=Unite.SEMAINE, des=des))
    semaine = montree.semaines[3]
    assert semaine.titre == "Semaine du 21 au 24 décembre"
    assert [choix.mot for choix in semaine.rangs[0].choix] == ["semaine"]
    assert jour(montree, date(2026, 12, 22)).rien == "réservé à la semaine"


def test_a_week_of_two_months_is_in_both():
    des = creneaux(date(2026, 11, 30), date(2026, 12, 1), moments=(Moment.JOURNEE,))
    une = ligne(unite=Unite.SEMAINE, des=des)
    assert not mois(une, lequel=Mois(2026, 11)).vide
    assert not mois(une).vide


@pytest.mark.parametrize(
    ("quand", "etiquette", "rien"),
    [
        (date(2026, 12, 25), "Noël, férié", "pas d’accueil"),
        (date(2026, 12, 22), "vacances", "pas d’accueil"),
        (date(2026, 12, 3), "", "pas d’accueil"),
    ],
)
def test_a_day_without_anything_says_why(quand, etiquette, rien):
    un = jour(mois(ligne()), quand)
    assert (un.etiquette, un.rien, un.rangs) == (etiquette, rien, [])


def test_a_holiday_named_by_its_date_is_not_said_twice():
    un = jour(mois(ligne(), lequel=Mois(2026, 11)), date(2026, 11, 11))
    assert un.etiquette == "férié"


def test_a_closure_of_every_activity_shown_is_told_on_its_day():
    un = jour(
        mois(ligne(fermetures=((date(2026, 12, 3), date(2026, 12, 3), "grève"),))),
        date(2026, 12, 3),
    )
    assert un.rien == "fermé : grève"


def test_a_month_without_anything_is_empty():
    assert mois().vide
    assert mois(ligne(), lequel=Mois(2027, 3)).vide


def test_a_structure_gives_its_name_and_its_activity_only_when_it_has_several():
    assert noms_des_activites([ligne()]) == {1: "La Valla"}
    deux = [ligne(), ligne(ou=activite(2))]
    assert noms_des_activites(deux) == {1: "La Valla · Accueil", 2: "La Valla · Accueil"}


def test_what_can_no_longer_be_cancelled_has_a_lock_and_its_word():
    proche = ligne(des=creneaux(date(2026, 12, 1)), reserves=frozenset({1}))
    un = jour(mois(proche), date(2026, 12, 1))
    html = bouton(un.rangs[0].choix[0])
    assert re.search(r"<small[^>]*><svg[^>]*><use[^>]*#verrou\"></use></svg>non annulable", html)
    assert un.fixe
    assert '<a class="cal-tout" href="/reservations/absences/#jour-2026-12-01">Absence' in table(
        mois(proche)
    )


def test_one_gesture_takes_a_day_for_all_the_children_then_gives_it_back():
    montree = mois(ligne(), ligne(HUGO))
    un = jour(montree, date(2026, 12, 9)).ensemble
    assert (un.cle, un.mot, un.action) == ("2026-12-09", "Tous mes enfants", "reserver")
    pris = dict.fromkeys(
        [(1, e, 1, f"2026-12-09-{m}") for e in (1, 2) for m in ("matin", "apres-midi")], "reserver"
    )
    un = jour(mois(ligne(), ligne(HUGO), actions=pris), date(2026, 12, 9)).ensemble
    assert (un.mot, un.action) == ("Tout retirer", "retirer")
    seul = jour(mois(ligne()), date(2026, 12, 9)).ensemble
    assert seul.mot == "Toute la journée"
    matin = ligne(des=creneaux(date(2026, 12, 9), moments=(Moment.MATIN,)))
    assert jour(mois(matin), date(2026, 12, 9)).ensemble is None, "one press does it"


def test_one_gesture_takes_a_whole_week_where_several_days_are_free():
    des = creneaux(*(date(2026, 12, n) for n in (21, 22, 23)), moments=(Moment.JOURNEE,))
    montree = mois(ligne(des=des, unite=Unite.JOURNEE))
    un = montree.semaines[3].ensemble
    assert (un.cle, un.mot, un.quand) == ("2026-S52", "Toute la semaine", "semaine du 21 décembre")
    assert montree.groupe("2026-S52") is montree.semaines[3]
    assert mois(ligne()).semaines[1].ensemble is None, "of a single day, its own gesture does it"


def test_the_strip_of_weeks_goes_to_those_that_hold_something():
    montree = mois(ligne())
    assert [semaine.bornes for semaine in montree.bandeau] == ["1 – 4", "7 – 11"]
    html = table(montree)
    assert all(f'<tr id="s{semaine.cle}">' in html for semaine in montree.bandeau)
    assert mois(ligne(des=creneaux(date(2026, 12, 9)))).bandeau == []


@pytest.mark.parametrize(
    ("autre", "serree"),
    [
        (ligne(HUGO), True),
        (ligne(ou=activite(2, 2, "Pôle Ados")), False),
        (ligne(Enfant(pk=3, prenom="Lucie", naissance=date(2019, 1, 1))), False),
    ],
)
def test_names_are_left_out_only_where_the_initial_says_it_all(autre, serree):
    assert mois(ligne(), autre).serree is serree


def test_the_first_day_that_can_be_changed_is_found_for_each_delay():
    lignes = [ligne(), ligne(HUGO, delai_reservation=Delai(2, GenreDeDelai.OUVRES))]
    assert premiers_jours(lignes, MAINTENANT) == {
        Delai(7): date(2026, 12, 2),
        Delai(2, GenreDeDelai.OUVRES): date(2026, 11, 27),
    }


def test_a_button_says_all_of_its_name_and_whether_it_is_pressed():
    montree = mois(ligne(reserves=frozenset({3})))
    html = bouton(jour(montree, date(2026, 12, 9)).rangs[0].choix[0])
    texte = re.sub(r"<small.*?</small>|<[^>]+>", "", html)
    assert (
        texte
        == "mercredi 9 décembre, Léa, La Valla, Matin : réservé, annulable jusqu’au mercredi 2"
        " décembre à minuit"
    )
    assert 'aria-pressed="true"' in html
    assert 'value="1.1.1.2026-12-09-matin.annuler"' in html
    assert '<small aria-hidden="true">réservé</small>' in html


def test_what_is_refused_is_no_button_but_opens_its_sentence_and_its_next_step():
    html = bouton(jour(mois(ligne(fiche_exigee=True)), date(2026, 12, 9)).rangs[0].choix[0])
    assert "<button" not in html
    assert html.startswith("<details")
    assert "La fiche sanitaire manque" in html
    assert 'href="/reservations/suite/sante/"' in html


def test_a_full_bloc_asks_for_the_queue_by_a_button_of_its_own():
    plein = [CreneauLu(1, date(2026, 12, 9), Moment.MATIN, 10, 10)]
    html = bouton(jour(mois(ligne(des=plein)), date(2026, 12, 9)).rangs[0].choix[0])
    assert 'value="1.1.1.2026-12-09-matin.attendre"' in html
    assert "Il n’y a plus de place ce jour-là." in html


def test_names_from_the_database_are_escaped():
    enfant = Enfant(pk=9, prenom="<b>Zoé", naissance=date(2018, 1, 1))
    html = table(mois(ligne(enfant, activite(nom="L’Île & <script>"), fermetures=())))
    assert "<b>Zoé" not in html
    assert "<script" not in html
    assert "&lt;b&gt;Zoé" in html


def test_a_column_that_stays_empty_is_narrow():
    html = table(mois(ligne()))
    assert '<th scope="col">Mercredi</th>' in html
    assert '<th scope="col" class="cal-etroite">Lundi</th>' in html


def test_a_day_without_care_in_a_month_of_holidays_is_as_wide_as_the_others():
    des = [CreneauLu(n, date(2026, 12, n), Moment.MATIN, 10, 0) for n in (7, 8, 9, 10)]
    montree = mois(ligne(des=des))
    assert len(montree.pleines) > 1
    assert "cal-etroite" not in table(montree)


def test_the_days_are_titles_just_below_that_of_the_page():
    html = table(mois(ligne()))
    assert '<h2 class="cal-date"><time datetime="2026-12-09">' in html
    assert "<h3" not in html


def test_what_the_basket_asks_and_can_no_longer_be_had_is_drawn_apart():
    plein = [CreneauLu(1, date(2026, 12, 9), Moment.MATIN, 10, 10)]
    montree = mois(ligne(des=plein), actions={(1, 1, 1, "2026-12-09-matin"): "reserver"})
    html = bouton(jour(montree, date(2026, 12, 9)).rangs[0].choix[0])
    assert 'class="cal-b cal-ajout cal-revoir"' in html
    assert ">à revoir</small>" in html


SAISON = date(2026, 9, 1), date(2027, 7, 6)
LUNDI = datetime(2026, 11, 30, 9, tzinfo=PARIS)  # after MAINTENANT
OUVRE_LUNDI = {"ouvertures": ((*SAISON, LUNDI),)}
VOEUX = ParVoeux(1, *SAISON, datetime(2026, 11, 28, 9, tzinfo=PARIS), LUNDI)


@pytest.mark.parametrize(
    ("communs", "siens"),
    [
        ({}, {"delai_reservation": Delai(14)}),
        ({}, {"delai_annulation": Delai(14), "reserves": frozenset({11, 12, 13, 14})}),
        ({}, {"ouvertures": ()}),
        (OUVRE_LUNDI, {"voeux": (VOEUX,)}),
        ({}, {"fermetures": ((date(2026, 12, 2), date(2026, 12, 2), "peinture"),)}),
    ],
    ids=["booking", "cancelling", "opening", "wishes", "closing"],
)
def test_an_activity_is_judged_beside_another_as_alone(communs, siens):
    """What is the same for activities that open and close alike is asked once for them."""
    jours = date(2026, 12, 2), date(2026, 12, 9)
    une = ligne(reserves=frozenset({1}), **communs)
    centre = activite(2, 2, "Colombier")
    autre = ligne(ou=centre, des=creneaux(*jours, debut=11), **communs | siens)

    def dits(*lignes):
        return {un.cle: un.case for rang in mois(*lignes).rangs for un in rang.choix}

    assert dits(une, autre) == dits(une) | dits(autre) == dits(autre, une)


DEJA_TARD = {"delai_annulation": Delai(14), "reserves": frozenset({1, 2, 3, 4})}
HIER = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("communs", "siens"),
    [
        ({}, {"reserves": frozenset({1, 2})}),
        (DEJA_TARD, {"absences": frozenset({1})}),
        ({}, {"reserves_ailleurs": frozenset({3})}),
        ({}, {"inscriptions": ((date(2026, 9, 1), HIER),)}),
        ({}, {"age_min": 6}),
        ({}, {"fiche_exigee": True, "fiche_jusqu_au": HIER}),
        ({}, {"fermetures": ((date(2026, 12, 2), date(2026, 12, 2), "sortie"),)}),
    ],
    ids=["booked", "absent", "elsewhere", "registered", "age", "record", "outing"],
)
def test_a_child_is_judged_beside_another_as_alone(communs, siens):
    """What is told alike to children of an activity is judged once for them."""
    lea, hugo = ligne(**communs), ligne(HUGO, **communs | siens)

    def dits(*lignes):
        return {un.cle: un.case for rang in mois(*lignes).rangs for un in rang.choix}

    assert dits(lea, hugo) == dits(lea) | dits(hugo) == dits(hugo, lea)
    assert list(dits(lea).values()) != list(dits(hugo).values()), "it proves nothing"


def test_what_one_household_asks_of_a_bloc_is_not_said_to_another_child():
    cle = (1, 1, 1, "2026-12-02-matin")
    montree = mois(ligne(), ligne(HUGO), actions={cle: "reserver"})
    etats = {un.cle: un.case.etat for rang in montree.rangs for un in rang.choix}
    assert etats.pop(cle) == EtatCase.AJOUT
    assert set(etats.values()) == {EtatCase.LIBRE}
