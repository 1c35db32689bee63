"""The IBAN in the clear: in no row, log, mail, journal, address or page, but for an agent who asked
to see it."""

import json
import logging

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from demarches.actions import enregistrer_page, valider
from demarches.bureau import urls_de
from demarches.declaration import champ_secret
from demarches.models import Demande
from famille.models import Consultation, MandatSEPA
from tests.demarches.outils import pdf
from tests.demarches.prelevement import (
    AUTRE_IBAN,
    AUTRE_MASQUE,
    IBAN,
    MASQUE,
    TAPE,
    compte,
    envoyer,
    remplir,
    titulaire,
)
from tests.outils.fuites import nulle_part, toute_la_base


def secret_de(demande):
    return Demande.objects.get(pk=demande.pk).saisie["compte"]["iban"]


def test_the_iban_is_in_no_row_no_log_no_mail(
    camille, agent, caplog, django_capture_on_commit_callbacks
):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.DEBUG)
    camille.poster("services", {"services": ["creche"]})
    camille.poster("compte", compte(camille.demande, iban="fr14 2004 1010 0505 0001 3m02 607"))
    assert nulle_part(toute_la_base())
    remplir(camille, rib=pdf(f"RIB {IBAN}.pdf"))
    assert nulle_part(toute_la_base())
    with django_capture_on_commit_callbacks(execute=True):
        demande = envoyer(camille)
    assert nulle_part(toute_la_base())
    with django_capture_on_commit_callbacks(execute=True):
        valider(demande, par=agent)
    assert MandatSEPA.objects.get().iban == IBAN
    assert nulle_part(toute_la_base())
    assert nulle_part(caplog.text)
    assert all(nulle_part(f"{m.subject}{m.body}{m.alternatives}") for m in mail.outbox)


def test_the_probe_sees_an_iban_in_the_clear(famille_martin):
    famille_martin.foyer.modifications.create(objet=f"compte {IBAN}")
    assert not nulle_part(toute_la_base())


def test_no_page_of_the_family_shows_it(camille, agent):
    remplir(camille)
    pages = [
        camille.lire(etape).text for etape in ("services", "compte", "mandat", "recapitulatif")
    ]
    demande = envoyer(camille)
    valider(demande, par=agent)
    rum = MandatSEPA.objects.get().rum
    for adresse in (
        f"/demarches/demande/{demande.pk}/",
        f"/demarches/demande/{demande.pk}/accuse/",
        "/ma-famille/",
        "/ma-famille/historique/",
        f"/ma-famille/mandats/{rum}/",
        "/tableau-de-bord/",
    ):
        reponse = camille.client.get(adresse)
        assert reponse.status_code == 200
        pages.append(reponse.text)
    assert [page for page in pages if not nulle_part(page)] == []
    assert MASQUE in pages[-2]


def test_no_page_of_the_agents_shows_it_without_asking(camille, agent, connecter):
    remplir(camille)
    demande = envoyer(camille)
    bureau = connecter(agent)
    dossier = bureau.get(urls_de(demande)).text
    assert MASQUE in dossier
    assert nulle_part(dossier)


def test_typing_the_same_again_writes_the_same(camille):
    remplir(camille)
    avant = secret_de(camille.demande)
    assert list(avant[0]) == ["chiffre"]
    camille.poster("compte", {"titulaire": titulaire(camille.demande), "iban": TAPE}, "enregistrer")
    assert secret_de(camille.demande) == avant


def test_an_iban_typed_anew_takes_its_place(camille):
    remplir(camille)
    camille.poster("compte", {"titulaire": titulaire(camille.demande), "iban": AUTRE_IBAN})
    assert f'value="{AUTRE_MASQUE}"' in camille.lire("compte").text


def test_an_iban_taken_away_is_gone(camille):
    remplir(camille)
    camille.poster("compte", {"titulaire": titulaire(camille.demande), "iban": ""}, "enregistrer")
    assert secret_de(camille.demande) == [""]


def test_a_mask_does_not_bring_the_iban_back(camille):
    """A page refused for another reason shows what was typed, never what was kept."""
    remplir(camille)
    page = camille.poster("compte", {"titulaire": "0", "iban": MASQUE})
    assert page.status_code == 200
    assert nulle_part(page.text)


def test_two_screens_are_told_without_the_iban(camille):
    camille.poster("services", {"services": ["creche"]})
    camille.lire("compte")
    vieil_ecran = dict(camille.caches)
    camille.poster("compte", compte(camille.demande))
    camille.caches = vieil_ecran
    conflit = camille.poster(
        "compte", {"titulaire": titulaire(camille.demande), "iban": AUTRE_IBAN}, relire=False
    )
    assert conflit.status_code == 409
    assert f"IBAN : {MASQUE}" in conflit.text
    assert nulle_part(conflit.text)
    assert f'value="{AUTRE_IBAN}"' in conflit.text


def test_what_is_typed_is_saved_by_itself_encrypted(camille):
    camille.poster("services", {"services": ["creche"]})
    camille.poster("compte", {"iban": TAPE}, "auto", HTTP_HX_REQUEST="true")
    assert nulle_part(json.dumps(camille.relue().saisie))
    assert f'value="{MASQUE}"' in camille.lire("compte").text


def test_a_changed_site_key_still_reads_a_draft(camille, settings):
    remplir(camille)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "une autre clé " * 5, [settings.SECRET_KEY]
    assert camille.relue().donnees["compte"]["iban"] == IBAN


def test_a_forged_secret_in_a_draft_opens_nothing(camille):
    enregistrer_page(
        camille.demande,
        saisie={"compte": {"iban": [{"chiffre": "gAAAAA"}]}},
        avancement=camille.demande.avancement,
    )
    assert camille.relue().demarche.formulaire(camille.relue(), "compte")["iban"].data == ""


# Seen by an agent who asks


def voir(bureau, demande, cle="compte.iban"):
    return bureau.post(f"{urls_de(demande)}secret/", {"cle": cle})


def test_an_agent_asks_sees_it_once_and_the_family_knows(camille, agent, connecter):
    remplir(camille)
    demande = envoyer(camille)
    bureau = connecter(agent)
    reponse = voir(bureau, demande)
    assert "FR14 2004 1010 0505 0001 3M02 606" in reponse.text
    assert "no-store" in reponse.headers["Cache-Control"]
    trace = Consultation.objects.filter(foyer=demande.foyer).latest("pk")
    assert (trace.quoi, trace.par) == (f"IBAN en entier, demande {demande.numero}", agent)
    assert nulle_part(bureau.get(urls_de(demande)).text)


@pytest.mark.parametrize(
    "cle", ["", "compte", "compte.titulaire", "compte.rib", "mandat.sceau", "x.y", "compte.iban.0"]
)
def test_only_a_secret_field_is_seen_so(camille, agent, connecter, cle):
    remplir(camille)
    demande = envoyer(camille)
    assert voir(connecter(agent), demande, cle).status_code == 302
    assert not Consultation.objects.filter(quoi__contains="en entier").exists()


def test_without_the_right_it_is_not_offered_nor_given(camille, agent, connecter):
    remplir(camille)
    demande = envoyer(camille)
    agent.groups.get().permissions.filter(codename="lire_iban").delete()
    bureau = connecter(agent)
    assert "Voir en entier" not in bureau.get(urls_de(demande)).text
    assert voir(bureau, demande).status_code == 302


def test_a_decided_demande_no_longer_shows_it(camille, agent, connecter):
    remplir(camille)
    demande = envoyer(camille)
    valider(demande, par=agent)
    assert voir(connecter(agent), demande).status_code == 302


@pytest.mark.parametrize("qui", ["directrice", "redactrice", "administrateur"])
def test_nobody_else_asks(camille, connecter, request, qui):
    remplir(camille)
    demande = envoyer(camille)
    assert voir(connecter(request.getfixturevalue(qui)), demande).status_code in (302, 403)
    assert not Consultation.objects.filter(quoi__contains="en entier").exists()


def test_what_the_family_types_during_a_complement_is_not_the_agent_s(camille, agent):
    remplir(camille)
    demande = envoyer(camille)
    assert [secret["masque"] for secret in champ_secret.secrets_envoyes(demande, agent)] == [MASQUE]
    demande.complements.create(etapes=["compte", "mandat"], message="RIB", limite="2026-12-10")
    Demande.objects.filter(pk=demande.pk).update(statut="a-completer")
    assert champ_secret.secrets_envoyes(Demande.objects.get(pk=demande.pk), agent) == []


# A new key for the site


def test_everything_is_brought_to_a_new_key_at_once(mandat, camille, settings, capsys):
    camille.poster("souhait", {"quoi": "nouveau"})
    remplir(camille, services=["garderie"])
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "une autre clé " * 5, [settings.SECRET_KEY]
    call_command("tourner_les_cles")
    assert (
        "secrets des démarches : 1 lignes lues, 1 chiffrées de nouveau" in capsys.readouterr().out
    )
    settings.SECRET_KEY_FALLBACKS = []
    assert camille.relue().donnees["compte"]["iban"] == IBAN
    assert MandatSEPA.objects.get().iban == IBAN


def test_a_lost_key_changes_nothing_and_says_so(mandat, settings):
    avant = MandatSEPA.objects.get().iban_chiffre
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "une autre clé " * 5, []
    with pytest.raises(CommandError, match="Gardez l’ancienne clé : 1 mandats"):
        call_command("tourner_les_cles")
    assert MandatSEPA.objects.get().iban_chiffre == avant
