"""Télécharger mes données (D9): all that is one's own, nothing of another home (D11), for one
day."""

import io
import json
import zipfile
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from demarches.actions import commencer
from demarches.models import Demande
from demarches.reglages.initiaux import creer_reglages
from famille.actions import modifier_responsable
from famille.models import (
    ContactFamille,
    Courriel,
    Document,
    ExportDonnees,
    FicheSanitaire,
    Message,
    Notification,
)
from famille.models.champs import Jeton
from famille.mouvements.donnees.archive import ecrire_archive
from famille.mouvements.donnees.copies import (
    a_preparer,
    demander_copie,
    preparer_copie,
    purger_les_perimees,
)
from reservations.models import Rappel
from tests.famille.facturation import facturer
from tests.famille.matrice import DE_LEA, IBANS, batir_tout

pytestmark = pytest.mark.django_db
MERCREDI = datetime(2026, 11, 25, 14, tzinfo=ZoneInfo("Europe/Paris"))
PAGE = "/mes-donnees/copie/"
RIEN = {"libelle": "Étage", "valeur": ""}


@pytest.fixture(autouse=True)
def horloge(time_machine, settings, tmp_path):
    time_machine.move_to(MERCREDI, tick=False)
    return time_machine


def copie_de(compte):
    copie = demander_copie(compte)
    assert preparer_copie(copie.pk)
    return ExportDonnees.objects.get(pk=copie.pk)


def ouvrir(copie):
    return zipfile.ZipFile(storages["prive"].open(copie.fichier))


def lu(compte):
    """(dict of the JSON, the page, the names in the zip) of a new copy."""
    archive = ouvrir(copie_de(compte))
    return (
        json.loads(archive.read("donnees.json")),
        archive.read("index.html").decode(),
        archive.namelist(),
    )


@pytest.fixture
def monde(agent):
    return batir_tout(agent)


def test_each_home_has_all_its_own_and_nothing_of_the_others(monde):
    maisons, _lea, _choses = monde
    for rang, maison in enumerate(maisons):
        donnees, page, noms = lu(maison.compte)
        tout = json.dumps(donnees, ensure_ascii=False) + page + " ".join(noms)
        for autre in maisons:
            marques = [
                f"{mot}{autre.lettre}"
                for mot in ("Nomfoyer", "Voie", "Contact", "Trace", "Texte", "papier")
            ]
            marques += [autre.foyer.numero, IBANS[maisons.index(autre)]]
            assert [marque in tout for marque in marques] == [autre is maison] * len(marques), (
                maison.lettre,
                autre,
            )
        assert all((mot in tout) == (rang < 2) for mot in DE_LEA if mot != "antéDeLéa")


def test_what_is_kept_of_bookings_is_of_one_s_own_home(famille_martin, voisin):
    for semaine, famille in ((7, famille_martin), (14, voisin)):
        Rappel.objects.create(foyer=famille.foyer, semaine=date(2026, 12, semaine))
    donnees, page, _noms = lu(famille_martin.camille)
    siens = donnees["sections"]["rappels"]["lignes"]
    assert [un["semaine"] for un in siens] == ["2026-12-07"]
    assert "14/12/2026" not in page


def test_neither_the_other_home_nor_its_adults_are_named(monde):
    maisons, _lea, _choses = monde
    _donnees, page, _noms = lu(maisons[1].compte)
    assert "NomadulteA" not in page
    assert "une autre personne autorisée" in page  # who gave Léa's authorisation


def test_the_other_adult_of_the_home_keeps_his_telephone(famille_martin):
    dany = famille_martin.foyer.responsables.create(prenom="Dany", nom="Martin")
    camille = famille_martin.foyer.responsables.get(prenom="Camille")
    modifier_responsable(dany, par=None, telephone_portable="+33639980002", lien="Parent")
    modifier_responsable(camille, par=None, telephone_fixe="+33639980003")
    donnees, page, _noms = lu(famille_martin.camille)
    tout = json.dumps(donnees, ensure_ascii=False) + page
    assert "+33639980002" not in tout
    assert "06 39 98 00 02" not in tout  # as the history of the file quotes it
    assert "06 39 98 00 03" in page  # her own
    assert {une["prenom"] for une in donnees["sections"]["adultes"]["lignes"]} == {
        "Camille",
        "Dany",
    }


def test_what_was_answered_and_changed_is_read_on_the_page_too(famille_martin):
    Demande.objects.create(
        code="changement-adresse",
        foyer=famille_martin.foyer,
        par=famille_martin.camille,
        recapitulatif=[
            {
                "titre": "Nouvelle adresse",
                "lignes": [{"libelle": "Commune", "valeur": "Déols"}, RIEN],
                "etape": "a",
            }
        ],
    )
    famille_martin.foyer.modifications.create(
        objet="adresse", avant={}, apres={"Rue": "4 allée des Lilas"}
    )
    _donnees, page, _noms = lu(famille_martin.camille)
    assert "Nouvelle adresse<br>Commune : Déols<br>Étage : —" in page
    assert "Rue : 4 allée des Lilas" in page


def test_a_draft_and_an_invoice_in_preparation(famille_martin):
    creer_reglages(demo=True)
    commencer("changement-adresse", foyer=famille_martin.foyer, par=famille_martin.camille)
    facturer(famille_martin.foyer, "12.34")
    donnees, page, _noms = lu(famille_martin.camille)
    assert [une["numero"] for une in donnees["sections"]["demarches"]["lignes"]] == [None]
    assert [une["total"] for une in donnees["sections"]["factures"]["lignes"]] == ["12.34"]
    assert "25/11/2026" in page


def test_what_a_family_has_typed_runs_nothing_in_the_page(famille_martin):
    famille_martin.foyer.contacts.create(
        prenom="<script>alert(1)</script>", nom="X", telephone="+33639980009"
    )
    _donnees, page, _noms = lu(famille_martin.camille)
    assert "<script>" not in page
    assert "http" not in page.replace("http-equiv", "")  # it asks the network for nothing


def test_a_file_that_is_blocked_is_named_and_left_out(monde):
    maison = monde[0][0]
    Document.objects.filter(foyer=maison.foyer).update(etat=Document.Etat.INFECTE)
    donnees, page, noms = lu(maison.compte)
    assert not [nom for nom in noms if "papierA" in nom]
    assert "contient un virus" in page
    assert [un["chemin"] for un in donnees["documents"] if un["nom"] == "papierA.pdf"] == [""]


def test_what_no_key_reads_any_more_says_so_and_the_rest_is_there(monde):
    """Before, one health record that was lost left the parent without a copy."""
    maison = monde[0][0]
    avant = lu(maison.compte)[0]["sections"]["sante"]["lignes"][0]
    FicheSanitaire.objects.update(allergies=Jeton("écrit sous une clé perdue"))
    donnees, page, _noms = lu(maison.compte)
    [fiche] = donnees["sections"]["sante"]["lignes"]
    assert fiche["allergies"].startswith("Ne peut plus être lu : s’il sert encore, redites-le ")
    assert fiche == avant | {"allergies": fiche["allergies"]}
    assert "Ne peut plus être lu" in page


def test_asked_twice_it_is_one_and_a_second_task_does_nothing(famille_martin):
    premiere, seconde = (
        demander_copie(famille_martin.camille),
        demander_copie(famille_martin.camille),
    )
    assert premiere.pk == seconde.pk
    assert preparer_copie(premiere.pk)
    assert not preparer_copie(premiere.pk)
    assert Courriel.objects.filter(cle__startswith="copie-").count() == 1


def test_a_copy_whose_task_was_lost_is_taken_up(famille_martin, horloge):
    copie = demander_copie(famille_martin.camille)
    assert a_preparer() == []
    horloge.shift(timedelta(minutes=3))
    assert a_preparer() == [copie.pk]


def test_the_mail_and_the_notice_say_that_it_is_there_and_nothing_else(famille_martin):
    copie_de(famille_martin.camille)
    courriel = Courriel.objects.get(cle__startswith="copie-")
    assert reverse("famille:mes_copies") in courriel.texte
    assert "Martin" not in courriel.texte
    assert Notification.objects.get(utilisateur=famille_martin.camille).lien == PAGE


def test_it_is_asked_and_taken_on_the_page(famille_martin, connecter):
    client = connecter(famille_martin.camille)
    assert "Préparer ma copie" in client.get(PAGE).text
    client.post(PAGE)
    assert "se prépare" in client.get(PAGE).text
    preparer_copie(ExportDonnees.objects.get().pk)
    page = client.get(PAGE)
    fichier = client.get(f"{PAGE}{page.context['pretes'][0]['jeton']}/")
    assert fichier.status_code == 200
    assert b"".join(fichier.streaming_content)[:2] == b"PK"
    assert "no-store" in fichier.headers["Cache-Control"]
    assert "mes-donnees-2026-11-25.zip" in fichier.headers["Content-Disposition"]


@pytest.fixture
def adresse(famille_martin, connecter):
    copie_de(famille_martin.camille)
    page = connecter(famille_martin.camille).get(PAGE)
    return f"{PAGE}{page.context['pretes'][0]['jeton']}/"


def test_the_neighbour_gets_404_even_with_the_address(adresse, voisin, connecter):
    assert connecter(voisin.nadia).get(adresse).status_code == 404


def test_a_forged_address_is_404(adresse, client):
    assert (
        client.get(adresse.replace("/mes-donnees/copie/", "/mes-donnees/copie/x")).status_code
        == 404
    )


def test_nobody_signed_in_is_asked_to_sign_in(adresse, client):
    client.logout()
    assert client.get(adresse).url.startswith("/connexion/")


def test_after_its_day_the_address_is_over_and_the_file_deleted(
    adresse, famille_martin, connecter, horloge, django_capture_on_commit_callbacks
):
    fichier = ExportDonnees.objects.get().fichier
    horloge.shift(timedelta(hours=23, minutes=59))
    assert connecter(famille_martin.camille).get(adresse).status_code == 200
    horloge.shift(timedelta(minutes=1))
    client = connecter(famille_martin.camille)
    assert client.get(adresse).status_code == 410
    assert "Préparer ma copie" in client.get(PAGE).text
    with django_capture_on_commit_callbacks(execute=True):
        assert purger_les_perimees() == 1
    assert not storages["prive"].exists(fichier)
    assert client.get(adresse).status_code == 410


def test_thirty_messages_and_children_cost_no_query_more(monde):
    maison, fil = monde[0][0], monde[0][0].foyer.fils.first()
    sans = combien(maison.compte)
    Message.objects.bulk_create(
        Message(fil=fil, du_service=False, auteur="x", texte=f"n{n}") for n in range(30)
    )
    ContactFamille.objects.bulk_create(
        ContactFamille(foyer=maison.foyer, prenom="P", nom=f"N{n}", telephone="+33639980009")
        for n in range(30)
    )
    assert combien(maison.compte) == sans


def combien(compte):
    with CaptureQueriesContext(connection) as requetes:
        ecrire_archive(io.BytesIO(), compte)
    return len(requetes)
