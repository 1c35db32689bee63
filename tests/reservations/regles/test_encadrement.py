"""How many animators the law asks (CASF R227-15, R227-16), table by table."""

import pytest

from reservations.regles.accueil.encadrement import Besoin, Cadre, animateurs_minimum, cadre_du_jour

EXTRA, LONG, COURT = Cadre.EXTRASCOLAIRE, Cadre.LONG, Cadre.COURT
PEDT_LONG, PEDT_COURT = Cadre.PEDT_LONG, Cadre.PEDT_COURT


@pytest.mark.parametrize(
    ("cadre", "petits", "grands", "attendus"),
    [
        (EXTRA, 0, 0, 0),
        (EXTRA, 1, 0, 1),
        (EXTRA, 8, 12, 2),
        (EXTRA, 9, 12, 3),
        (EXTRA, 0, 13, 2),
        (EXTRA, 17, 37, 7),
        (LONG, 8, 12, 2),
        (LONG, 9, 13, 4),
        (COURT, 10, 14, 2),
        (COURT, 11, 15, 4),
        (PEDT_LONG, 10, 14, 2),
        (PEDT_LONG, 11, 15, 4),
        (PEDT_COURT, 14, 18, 2),
        (PEDT_COURT, 15, 19, 4),
        (PEDT_COURT, 28, 0, 2),
    ],
)
def test_the_law_asks_for_so_many_animators_rounded_up_in_each_age_band(
    cadre, petits, grands, attendus
):
    assert animateurs_minimum(cadre, petits, grands) == attendus


@pytest.mark.parametrize(
    ("faits", "cadre"),
    [
        ({"jour_de_classe": False, "pedt": False, "heures": 10}, EXTRA),
        ({"jour_de_classe": False, "pedt": True, "heures": 4}, EXTRA),
        ({"jour_de_classe": True, "pedt": False, "heures": 10}, LONG),
        ({"jour_de_classe": True, "pedt": False, "heures": 5}, COURT),
        ({"jour_de_classe": True, "pedt": False, "heures": 5, "deplacement": True}, COURT),
        ({"jour_de_classe": True, "pedt": True, "heures": 5.1}, PEDT_LONG),
        ({"jour_de_classe": True, "pedt": True, "heures": 5}, PEDT_COURT),
        ({"jour_de_classe": True, "pedt": True, "heures": 5, "deplacement": True}, PEDT_LONG),
        ({"jour_de_classe": True, "pedt": False, "heures": None}, LONG),
        ({"jour_de_classe": True, "pedt": True, "heures": None}, PEDT_LONG),
    ],
)
def test_the_ratio_follows_the_day_the_length_the_pedt_and_the_outing(faits, cadre):
    assert cadre_du_jour(**faits) == cadre


@pytest.mark.parametrize(
    ("cadre", "article"),
    [(EXTRA, "R227-15"), (LONG, "R227-16, I"), (COURT, "R227-16, I"), (PEDT_COURT, "R227-16, II")],
)
def test_the_article_is_named(cadre, article):
    assert Besoin(cadre, 3, 4).article == article
