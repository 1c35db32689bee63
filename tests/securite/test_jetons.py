"""Signed links: one that this site has not made, for this very use, with its present or former
keys, opens nothing."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.utils import timezone

from famille.comptes.activation import actions as activation
from famille.dossier.foyers.acces import liens
from famille.models import AccesAConfirmer, ExportDonnees
from famille.mouvements.donnees import copies
from reservations.rappels.liens import Lien, SemaineRappelee, lire_lien

pytestmark = pytest.mark.django_db
LIEN = Lien(1, 2, SemaineRappelee(date(2026, 11, 23)), datetime(2026, 11, 25, 18, tzinfo=UTC))


@pytest.fixture
def jetons(famille_martin):
    """dict: use → (a token made now, what reads it: falsy or BadSignature for one that opens
    nothing)."""
    compte = famille_martin.camille
    sienne = ExportDonnees.objects.create(utilisateur=compte, pret_le=timezone.now())
    responsable = famille_martin.foyer.responsables.get(utilisateur=compte)
    change = AccesAConfirmer.objects.create(
        foyer=famille_martin.foyer, nature="adresse", responsable=responsable
    )
    return {
        "rappel": (LIEN.signer(), lire_lien),
        "copie": (copies.signer(sienne), lambda jeton: copies.lire(jeton, compte)),
        "contestation": (liens.signer(change), liens.lire),
        "activation": (
            activation._generateur.make_token(compte),
            lambda jeton: activation._generateur.check_token(compte, jeton),
        ),
        "mot de passe": (
            default_token_generator.make_token(compte),
            lambda jeton: default_token_generator.check_token(compte, jeton),
        ),
    }


def ouvre(lire, jeton):
    try:
        return bool(lire(jeton))
    except signing.BadSignature:
        return False


USAGES = ["rappel", "copie", "contestation", "activation", "mot de passe"]


@pytest.mark.parametrize("usage", USAGES)
def test_one_that_was_changed_anywhere_opens_nothing(usage, jetons):
    jeton, lire = jetons[usage]
    assert ouvre(lire, jeton)
    for rang in range(0, len(jeton), 3):
        change = jeton[:rang] + ("x" if jeton[rang] != "x" else "y") + jeton[rang + 1 :]
        assert not ouvre(lire, change), rang
    for rien in ("", ":", "::", jeton.rpartition(":")[0] or "0-0", jeton[:-1]):
        assert not ouvre(lire, rien), rien


@pytest.mark.parametrize("usage", USAGES)
def test_one_made_for_another_use_opens_nothing(usage, jetons):
    _jeton, lire = jetons[usage]
    assert [autre for autre in USAGES if autre != usage and ouvre(lire, jetons[autre][0])] == []


@pytest.mark.parametrize("usage", USAGES)
def test_one_signed_by_another_key_opens_nothing_and_by_a_former_one_does(usage, jetons, settings):
    jeton, lire = jetons[usage]
    ancienne = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "une-autre-cle-" * 5, []
    assert not ouvre(lire, jeton)
    settings.SECRET_KEY_FALLBACKS = [ancienne]
    assert ouvre(lire, jeton)


def test_the_algorithm_is_ours_and_is_named_by_no_token():
    """A signature by SHA-1 under the same key, or by nothing, is none."""
    valeur = LIEN.signer().rpartition(":")[0]
    faible = signing.Signer(salt="reservations.rappel" + "signer", algorithm="sha1")
    assert lire_lien(faible.sign(valeur)) is None
    assert lire_lien(f"{valeur}:") is None
