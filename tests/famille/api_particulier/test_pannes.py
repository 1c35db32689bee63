"""The service silent, slow, lying, closed: one Echec each time, within its time, and nothing of a
person in the logs."""

import logging
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from demo.caf import contrat
from famille.echanges.api_particulier.personne import Personne
from famille.echanges.api_particulier.reponses import Echec, Issue, attente, echec_de, quotient_de

CAMILLE = Personne("MARTIN", ("Camille",), "F", 1988, 3, 9, commune="36044")
VITE = {"delai": (0.2, 0.2), "entier": 0.4}


def echec(faux, faute):
    faux.fautes = [faute]
    with pytest.raises(Echec) as leve:
        faux.client(**VITE).quotient(CAMILLE)
    return leve.value


@pytest.mark.parametrize("faute", ["silence", "goutte", "long", "ailleurs", "html"])
def test_a_service_that_does_not_answer_as_it_should_is_down(faux_caisses, faute):
    assert echec(faux_caisses, faute).issue is Issue.PANNE
    assert not faux_caisses.attendu  # a slow answer is left before its end
    assert len(faux_caisses.recues) == 1  # no redirection is followed


def test_nobody_listens(faux_caisses):
    faux_caisses.fermer()
    with pytest.raises(Echec) as leve:
        faux_caisses.client(**VITE).quotient(CAMILLE)
    assert leve.value.issue is Issue.PANNE


@pytest.mark.parametrize(
    "faute",
    [
        contrat.refus(401, "00103", "Jeton expiré", "MARTIN Camille"),
        contrat.panne(),
        contrat.refus(500, "Camille MARTIN", "?", "née le 9 mars 1988"),
    ],
)
def test_nothing_of_a_person_is_logged(faux_caisses, faute, caplog):
    caplog.set_level(logging.DEBUG)
    dit = echec(faux_caisses, faute)
    ecrit = " ".join(ligne.getMessage() for ligne in caplog.records if "urllib3" not in ligne.name)
    assert "API Particulier" in ecrit
    for mot in ("MARTIN", "Camille", "1988", "36044", "un-jeton"):
        assert mot not in ecrit + str(dit) + repr(dit.__context__)


def test_retry_after_is_said_in_seconds_or_as_a_moment():
    maintenant = datetime(2026, 11, 28, 12, tzinfo=UTC)
    assert attente({"Retry-After": "30"}, maintenant) == 30
    assert attente({"Retry-After": "Sat, 28 Nov 2026 12:01:00 GMT"}, maintenant) == 60
    assert attente({"RateLimit-Reset": str(int(maintenant.timestamp()) + 7)}, maintenant) == 7
    assert attente({"Retry-After": "bientôt"}, maintenant) == 0
    assert attente({"Retry-After": "-5"}, maintenant) == 0
    assert attente({"Retry-After": "9" * 30}, maintenant) <= 86_400


def test_too_many_questions_says_when_to_come_back(faux_caisses):
    dit = echec(faux_caisses, contrat.trop())
    assert (dit.issue, dit.code, dit.attendre) == (Issue.TROP, "00429", 2.0)


@pytest.mark.parametrize(
    "faux",
    [
        {"valeur": -1},
        {"valeur": "742"},
        {"valeur": True},
        {"valeur": 7.42},
        {"valeur": 742_000},
        {"mois": 13},
        {"mois": 0},
        {"annee": 2031},
        {"annee": 2020},
        {"fournisseur": "EDF"},
        {"annee_calcul": None},
    ],
)
def test_an_answer_that_cannot_be_is_none(faux):
    lu = contrat.quotient(742, 2026, 11, regime="CNAF", dits={}).corps
    assert quotient_de(lu, date(2026, 11, 28)).valeur == 742
    lu["data"]["quotient_familial"] |= faux
    with pytest.raises(Echec) as leve:
        quotient_de(lu, date(2026, 11, 28))
    assert leve.value.issue is Issue.PANNE


def test_what_the_habilitation_masks_is_for_the_administration():
    for lu in ({"data": {}}, {"data": {"quotient_familial": None}}):
        with pytest.raises(Echec) as leve:
            quotient_de(lu, date(2026, 11, 28))
        assert leve.value.issue is Issue.FERME


def test_a_token_of_franceconnect_asks_in_the_place_of_a_name(faux_caisses):
    mois = timezone.localdate().replace(day=1)
    faux_caisses.trouver("jeton-de-camille", 742, mois)
    assert faux_caisses.client().quotient_france_connect("jeton-de-camille", mois).valeur == 742
    chemin, dits, porteur = faux_caisses.recues[-1]
    assert chemin.endswith("/france_connect")
    assert porteur == "Bearer jeton-de-camille"
    assert set(dits) == {"annee", "mois", "recipient"}


def test_what_lacks_of_a_person_is_said():
    assert CAMILLE.manques() == []
    assert Personne("", (), "", commune="").manques() == [
        *("le nom de naissance", "les prénoms", "le sexe à l’état civil"),
        *("la date de naissance", "la commune de naissance"),
    ]
    assert Personne("FAKIR", ("Eymen",), "M", 1992, pays="99350").manques() == []
    sans_jour = dict(Personne("A", ("B",), "F", 1992, None, 4, commune="36044").parametres())
    assert "jourDateNaissance" not in sans_jour


def test_the_name_in_use_is_said_where_it_is_another():
    mariee = Personne("DURAND", ("Rose",), "F", 1988, commune="36044", nom_usage="MARTIN")
    assert dict(mariee.parametres())["nomUsage"] == "MARTIN"
    assert "nomUsage" not in dict(CAMILLE.parametres())


def test_who_is_nobody_known_is_not_one_without_a_file():
    for code, issue in (("35003", Issue.INCONNU), ("37003", Issue.ABSENT)):
        dit = echec_de(404, {}, {"errors": [{"code": code}]}, timezone.now())
        assert dit.issue is issue
