"""A new key for what is encrypted: by lots, taken up where it was stopped, verified before the old
one goes."""

from datetime import date

import pytest
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection

from famille.comptes.second_facteur.facteurs import enroler_totp
from famille.journal.carnet import Carnet, annuler_le_geste, changees_depuis
from famille.models import EcritureDeReprise, Enfant, FicheSanitaire, Fusion, Reprise
from famille.mouvements.donnees import rotation
from famille.socle.chiffrement import TOTP, Illisible, dechiffrer
from tests.famille.regie.scene import mandat

pytestmark = pytest.mark.django_db
NOUVELLE = "une nouvelle clé " * 4
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def fiches(famille_martin):
    for enfant in Enfant.objects.all():
        FicheSanitaire.objects.create(
            enfant=enfant,
            allergies=f"arachide de {enfant.prenom}",
            regime="sans-porc",
            medecin_telephone="02 61 91 00 10",
            valable_jusqu_au="2027-08-31",
        )
    return FicheSanitaire.objects.order_by("pk")


def brut(colonne="allergies"):
    with connection.cursor() as curseur:
        curseur.execute(f"SELECT {colonne} FROM famille_fichesanitaire ORDER BY id")
        return [valeur for (valeur,) in curseur.fetchall()]


def test_health_is_encrypted_in_the_database_and_clear_in_python(fiches):
    assert [fiche.allergies for fiche in fiches] == ["arachide de Léa", "arachide de Hugo"]
    assert {fiche.get_regime_display() for fiche in fiches} == {"Sans porc"}
    assert {fiche.medecin_telephone.as_e164 for fiche in fiches} == {"+33261910010"}
    jetons = brut() + brut("regime") + brut("medecin_telephone")
    assert not [
        jeton for jeton in jetons for mot in ("arachide", "porc", "261910010") if mot in jeton
    ]
    assert set(brut("medecin")) == {""}


def test_health_is_not_searched_by_mistake(fiches):
    with pytest.raises(FieldError, match="encrypted"):
        FicheSanitaire.objects.filter(allergies="arachide").exists()
    assert not FicheSanitaire.objects.filter(allergies__isnull=True).exists()


def test_an_allergy_that_no_key_reads_never_looks_like_none(fiches, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NOUVELLE, []
    with pytest.raises(Illisible):
        assert fiches.first().allergies


def test_a_key_of_its_own_writes_and_the_others_still_read(fiches, famille_martin, settings):
    settings.CLES_DE_CHIFFREMENT = [NOUVELLE]
    fiche = fiches.first()
    assert fiche.allergies == "arachide de Léa"
    fiche.allergies = "œuf"
    fiche.save()
    settings.SECRET_KEY = "la clé de signature change, elle " * 2
    assert fiches.first().allergies == "œuf"


def test_everything_is_brought_to_the_first_key(fiches, famille_martin, agent, settings, capsys):
    sien = mandat(famille_martin.foyer)
    codes = enroler_totp(agent, SECRET).get_unused_codes()
    settings.CLES_DE_CHIFFREMENT, ancienne = [NOUVELLE], settings.SECRET_KEY
    call_command("tourner_les_cles")
    dit = capsys.readouterr().out
    for ligne in (
        "fiches sanitaires : 2 lignes lues, 2",
        "seconds facteurs : 2 lignes lues, 2",
        "prélèvement : 1",
    ):
        assert ligne in dit
    settings.SECRET_KEY = "la clé de signature change, elle " * 2
    assert [fiche.allergies for fiche in fiches.all()] == ["arachide de Léa", "arachide de Hugo"]
    assert type(sien).objects.get().iban.startswith("FR14")
    facteurs = {facteur.type: facteur.wrap() for facteur in agent.authenticator_set.all()}
    assert facteurs["recovery_codes"].get_unused_codes() == codes
    assert dechiffrer(facteurs["totp"].instance.data["secret"], usage=TOTP) == SECRET
    assert ancienne not in (settings.SECRET_KEY, *settings.CLES_DE_CHIFFREMENT)


def test_what_a_record_of_an_import_or_of_a_merge_keeps_is_turned_by_its_own_use_and_still_undone(
    fiches, famille_martin, administrateur, settings
):
    lea, hugo = fiches
    carnet = Carnet()
    carnet.ecrire(lea, allergies="kiwi")
    carnet.retirer(hugo)
    reprise = Reprise.objects.create(par=administrateur)
    EcritureDeReprise.objects.create(reprise=reprise, rang=0, gestes=carnet.gestes)
    Fusion.objects.create(
        genre="foyers", foyer=famille_martin.foyer, releve={"gestes": carnet.gestes}
    )
    settings.CLES_DE_CHIFFREMENT = [NOUVELLE]
    call_command("tourner_les_cles")
    settings.SECRET_KEY = "la clé de signature change, elle " * 2
    gestes = EcritureDeReprise.objects.get().gestes
    assert len(Fusion.objects.get().releve["gestes"]) == len(gestes)
    assert not [*changees_depuis(gestes)]
    for geste in reversed(gestes):
        annuler_le_geste(geste)
    assert [fiche.allergies for fiche in fiches.all()] == ["arachide de Léa", "arachide de Hugo"]


def test_run_again_it_writes_nothing(fiches, settings, capsys):
    settings.CLES_DE_CHIFFREMENT = [NOUVELLE]
    call_command("tourner_les_cles")
    avant = brut()
    call_command("tourner_les_cles")
    assert "fiches sanitaires : 2 lignes lues, 0 chiffrées" in capsys.readouterr().out
    assert brut() == avant


def test_stopped_in_the_middle_it_goes_on(fiches, settings, monkeypatch):
    monkeypatch.setattr(rotation, "LOT", 1)
    settings.CLES_DE_CHIFFREMENT = [NOUVELLE]
    coffre = next(un for un in rotation.COFFRES if un.titre == "fiches sanitaires")
    # the first lot is kept, the process dies
    rotation._tourner_un_lot(coffre, None, rotation.Compte())
    assert rotation.restants(coffre) == 1
    compte = rotation.tourner(coffre)
    assert (compte.lues, compte.tournees, rotation.restants(coffre)) == (2, 1, 0)


def test_verified_without_writing(fiches, settings):
    settings.CLES_DE_CHIFFREMENT, avant = [NOUVELLE], brut()
    with pytest.raises(CommandError, match="Gardez l’ancienne clé : 2 fiches sanitaires"):
        call_command("tourner_les_cles", verifier=True)
    assert brut() == avant


def test_one_row_that_no_key_reads_is_named_and_stops_none(fiches, settings, capsys):
    perdue = fiches.first()
    with connection.cursor() as curseur:
        curseur.execute(
            "UPDATE famille_fichesanitaire SET allergies = 'abîmé' WHERE id = %s", [perdue.pk]
        )
    settings.CLES_DE_CHIFFREMENT = [NOUVELLE]
    with pytest.raises(CommandError, match="1 fiches sanitaires"):
        call_command("tourner_les_cles")
    assert f"aucune clé ne lit {perdue.pk}" in capsys.readouterr().err
    assert rotation.restants(rotation.COFFRES[1]) == 1


def test_the_columns_that_the_turn_knows_are_all_those_that_are_encrypted():
    from django.apps import apps

    from demarches.donnees import secrets
    from famille.models.champs import ChampChiffre
    from reservations.donnees import secrets as des_soins

    chiffres = {
        (modele._meta.label, champ.name)
        for modele in apps.get_models()
        for champ in modele._meta.concrete_fields
        if isinstance(champ, ChampChiffre) or champ.name.endswith("_chiffre")
    }
    coffres = [*rotation.COFFRES, *secrets.COFFRES, *des_soins.COFFRES]
    connus = {
        (coffre.lignes().model._meta.label, nom) for coffre in coffres for nom in coffre.champs
    }
    assert chiffres - connus == set()


def test_dates_stay_readable_by_the_database(fiches):
    """What the engine asks of the record is not encrypted: until when it holds."""
    assert FicheSanitaire.objects.filter(valable_jusqu_au__gte=date(2027, 1, 1)).count() == 2
