"""Numbers are never given twice, whoever asks at the same time; real threads, on SQLite and on
PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction

from famille import actions
from famille.models import Foyer, Utilisateur
from famille.socle.erreurs import Refus

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
ADRESSE = {
    "voie": "5 rue Grande",
    "code_postal": "36130",
    "commune": "Déols",
    "depuis": date(2026, 1, 1),
}


def en_meme_temps(fonction, nombre):
    def _un(rang):
        try:
            return fonction(rang)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as fils:
        return list(fils.map(_un, range(nombre)))


def test_households_opened_at_the_same_time_have_each_their_number():
    agent = Utilisateur.objects.create_user("agent@exemple.fr", first_name="A", last_name="B")
    foyers = en_meme_temps(
        lambda rang: actions.creer_foyer(nom=f"N{rang}", adresse=ADRESSE, par=agent), 24
    )
    assert len({foyer.numero for foyer in foyers}) == Foyer.objects.count() == 24


def test_a_series_has_no_hole_even_at_its_very_beginning():
    assert sorted(en_meme_temps(lambda _rang: actions.prochain_numero("essai-2026"), 24)) == list(
        range(1, 25)
    )


def test_a_number_whose_transaction_is_taken_back_is_given_again():
    with transaction.atomic():
        assert actions.prochain_numero("essai-2026") == 1
        transaction.set_rollback(True)
    assert actions.prochain_numero("essai-2026") == 1


def test_two_quotients_added_at_the_same_time_never_overlap():
    agent = Utilisateur.objects.create_user("agent@exemple.fr", first_name="A", last_name="B")
    foyer = actions.creer_foyer(nom="Petit", adresse=ADRESSE, par=agent)

    def ajouter(rang):
        try:
            actions.ajouter_quotient(foyer, valeur=rang, debut=date(2026, 9, 1), par=agent)
        except Refus:
            return False
        return True

    assert sorted(en_meme_temps(ajouter, 8)) == [False] * 7 + [True]
    assert foyer.quotients.count() == 1
