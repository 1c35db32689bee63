"""The history of a row in the admin is for those who may see the row, not for whoever enters."""

import pytest
from django.urls import NoReverseMatch, reverse
from wagtail.log_actions import log

from tests.acces.lignes import MODELES, une_ligne

pytestmark = pytest.mark.django_db
# whose history somebody reads
DITES = {
    *("activites_", "baremes-de-creche_", "criteres-de-priorite_", "jours-feries_", "ouvertures_"),
    *("periodes-scolaires_", "reglages-des-demarches_", "reglements_", "reponses-types_"),
    *("structures_", "tarifs_"),
}


def _adresse(debut, ligne):
    try:
        return reverse(f"{debut}modeladmin_history", args=[ligne.pk])
    except NoReverseMatch:  # this one has none
        return None


def test_nobody_reads_the_history_of_a_row_that_he_may_not_see(
    client, connecter, directrice, redactrice, regisseur, agent, administrateur
):
    lues = set()
    for debut, modele in MODELES.items():
        ligne = une_ligne(modele)
        adresse = _adresse(debut, ligne)
        if adresse is None:
            continue
        log(instance=ligne, action="wagtail.edit", user=agent)
        for compte in (directrice, redactrice, regisseur):
            assert connecter(compte).get(adresse).status_code == 302, adresse
        if 200 in {
            connecter(compte).get(adresse).status_code for compte in (agent, administrateur)
        }:
            lues.add(debut)
    assert lues == DITES
