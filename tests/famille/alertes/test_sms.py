"""An SMS costs money and rings twice if it is sent twice: neither is left to chance."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from famille.alertes import envois
from famille.alertes.actions import choisir
from famille.alertes.sms.modele import FORMULAIRE, Faute, Modele, lire
from famille.models import Alerte, Responsable
from famille.regles.alertes import SMS
from famille.regles.sms import est_gsm7, est_un_mobile, longueur, parts, rediger, simplifier
from famille.taches import relancer_alertes
from tests.famille.alertes.test_envois import proposer

pytestmark = pytest.mark.django_db
Etat = Alerte.Etat


@pytest.fixture(autouse=True)
def _un_mardi(time_machine):
    time_machine.move_to("2026-12-01 10:00+01:00", tick=False)


@pytest.fixture
def camille(famille_martin, prestataire):
    compte = famille_martin.camille
    choisir(compte, {("offre", SMS)}, parmi=[SMS], par=compte)
    return compte


def test_it_is_one_part_with_the_very_page_and_no_name(camille, prestataire):
    proposer(camille)
    assert relancer_alertes() == 1
    [sms] = prestataire.sms
    assert (sms["recipient"], sms["sender"]) == ("+33639980001", "Ville")
    texte = sms["content"]
    assert texte.startswith("Une place vous est proposée jusqu'au mercredi 2 décembre")
    assert texte.endswith(" http://testserver/listes-d-attente/")
    assert est_gsm7(texte)
    assert parts(texte) == 1
    assert "Camille" not in texte
    alerte = Alerte.objects.get()
    assert (alerte.etat, alerte.identifiant, alerte.parts) == (Etat.ACCEPTEE, "m-1", 1)
    assert sms["tag"] == str(alerte.reference)


def test_a_mobile_of_elsewhere_or_no_mobile_is_told_by_mail_only(camille, prestataire):
    for numero in ("+32470123456", "+33254080000", ""):
        Responsable.objects.filter(utilisateur=camille).update(telephone_portable=numero)
        proposer(camille, numero or 0)
    assert not Alerte.objects.exists()


@pytest.mark.parametrize("statut", [429, 500, 503])
def test_a_provider_that_took_nothing_is_asked_again_with_the_same_reference(
    statut, camille, prestataire, time_machine
):
    proposer(camille)
    prestataire.reponses = [(statut, {})]
    assert relancer_alertes() == 0
    assert Alerte.objects.get().etat == Etat.PREPAREE
    time_machine.shift(timedelta(minutes=2))
    assert relancer_alertes() == 1
    assert [sms["tag"] for sms in prestataire.sms] == [str(Alerte.objects.get().reference)]


@pytest.mark.parametrize("statut", [408, 502, 504, None])
def test_one_that_may_have_been_taken_is_never_sent_again(
    statut, camille, prestataire, time_machine
):
    """`None`: the connection is cut before any answer."""
    proposer(camille)
    prestataire.reponses = [(statut, {})]
    for _fois in range(3):
        assert relancer_alertes() == 0
        time_machine.shift(timedelta(minutes=10))
    assert Alerte.objects.get().etat == Etat.INCONNUE
    assert len(prestataire.recues) == 1


def test_a_provider_that_is_slow_is_not_asked_twice(camille, prestataire, monkeypatch):
    monkeypatch.setattr("famille.alertes.sms.canal.DELAI", (1, 0.2))
    depart = Barrier(2)
    monkeypatch.setattr(prestataire, "repondre", lambda *_: depart.wait(2) and (201, {}, b"{}"))
    proposer(camille)
    assert relancer_alertes() == 0
    depart.abort()
    alerte = Alerte.objects.get()
    assert (alerte.etat, alerte.derniere_erreur) == (Etat.INCONNUE, "ReadTimeout")


def test_a_provider_that_is_down_is_asked_again(camille, prestataire):
    prestataire.fermer()
    proposer(camille)
    assert relancer_alertes() == 0
    assert Alerte.objects.get().etat == Etat.PREPAREE


def test_a_refusal_is_kept_and_logged_without_the_number(camille, prestataire, caplog, settings):
    settings.SMS_CLE = "une autre"
    proposer(camille)
    assert relancer_alertes() == 0
    assert Alerte.objects.get().etat == Etat.REFUSEE
    [dit] = [une for une in caplog.records if une.name == "famille.alertes.sms.canal"]
    assert dit.getMessage() == "The provider of SMS refuses what the portal sends: HTTP 401"


def test_a_worker_killed_in_the_middle_leaves_a_doubt_and_no_second_sms(
    camille, prestataire, time_machine
):
    proposer(camille)
    Alerte.objects.update(etat=Etat.EN_COURS, prochain_essai_le=timezone.now())
    time_machine.shift(timedelta(minutes=2))
    assert relancer_alertes() == 0
    assert Alerte.objects.get().etat == Etat.INCONNUE
    assert not prestataire.recues


def test_an_account_costs_so_much_a_day_and_no_more(camille, prestataire, time_machine):
    for numero in range(3):
        proposer(camille, numero)
    assert relancer_alertes() == 2
    assert Alerte.objects.get(etat=Etat.REFUSEE).derniere_erreur == "plafond du compte"
    time_machine.shift(timedelta(days=1))
    proposer(camille, 3)
    assert relancer_alertes() == 1


def test_the_town_spends_so_much_a_day_and_no_more(camille, voisin, prestataire, caplog):
    Alerte.objects.bulk_create(
        Alerte(
            cle=f"autre-{rang}",
            utilisateur=voisin.nadia,
            sujet="offre",
            canal=SMS,
            etat=Etat.ACCEPTEE,
            parts=2,
            expire_le=timezone.now(),
        )
        for rang in range(2)
    )
    proposer(camille)
    assert relancer_alertes() == 0
    assert Alerte.objects.get(utilisateur=camille).derniere_erreur == "plafond du jour"
    assert "ceiling" in caplog.text


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_send_one_sms(camille, prestataire):
    proposer(camille)
    cle, depart = Alerte.objects.get().pk, Barrier(2)

    def travailler():
        depart.wait()
        envois.envoyer(cle)
        connection.close()

    fils = [Thread(target=travailler) for _ in range(2)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert len(prestataire.recues) == 1


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("a" * 160, (160, 1)),
        ("a" * 161, (161, 2)),
        ("a" * 306, (306, 2)),
        ("a" * 307, (307, 3)),
        ("é à è ù ì ò Ç É", (15, 1)),
        ("€", (2, 1)),
        ("[" * 81, (162, 2)),
        ("ê" * 70, (70, 1)),
        ("ê" * 71, (71, 2)),
        ("ê" * 135, (135, 3)),
        ("😀", (2, 1)),
    ],
)
def test_the_parts_are_counted_as_providers_do(texte, attendu):
    assert (longueur(texte), parts(texte)) == attendu


def test_what_french_writes_goes_into_the_alphabet_of_sms():
    dit = "« L’été, ça s’arrête tôt : naïf, cœur, À bientôt… » – 5\u202f€"
    assert not est_gsm7(dit)
    assert est_gsm7(simplifier(dit))
    assert simplifier("l’accueil du 9 décembre") == "l'accueil du 9 décembre"


def test_what_is_too_long_for_one_part_keeps_the_very_page_first():
    page, portail = "https://exemple.fr/" + "b" * 60, "https://exemple.fr"
    long, bref = "Une place vous est offerte. " + "Répondez " * 6, "Une place vous est offerte."
    assert rediger(bref, page, portail) == f"{bref} {page}"
    assert rediger(long, page, portail) == f"{bref} {page}"
    assert rediger("a" * 100 + ".", page, portail) == "a" * 100 + f". {portail}"
    assert rediger("a" * 200, page, portail) == "a" * 160


@pytest.mark.parametrize(
    ("numero", "oui"),
    [
        ("+33612345678", True),
        ("+33712345678", False),  # 0700: not given to mobiles
        ("+33759123456", True),
        ("+590690123456", True),
        ("+594694123456", True),
        ("+596696123456", True),
        ("+262692123456", True),
        ("+262639123456", True),
        ("+33254080000", False),
        ("+32470123456", False),
        ("+336123456789", False),
        ("0612345678", False),
        ("", False),
    ],
)
def test_only_a_french_mobile_overseas_included_is_written_to(numero, oui):
    assert est_un_mobile(numero) is oui


BON = """
adresse = "https://sms.exemple.fr/envoyer"
emetteur = "MaVille"
[corps]
to = "{numero}"
text = "{texte}"
"""


@pytest.mark.parametrize(
    ("change", "dit"),
    [
        (("", ""), ""),
        (("https:", "http:"), "https"),
        (("MaVille", "Ma Ville"), "emetteur"),
        (("MaVille", "36000"), "chiffres"),
        (("{texte}", "{nom}"), "accolades"),
        (("{texte}", "{texte"), "accolades"),
        (("[corps]", "par_jour = 0\n[corps]"), "par_jour"),
        (("[corps]", 'format = "xml"\n[corps]'), "format"),
    ],
)
def test_what_is_wrong_in_the_file_is_a_sentence(change, dit, tmp_path):
    fichier = tmp_path / "sms.toml"
    fichier.write_text(BON.replace(*change))
    fautes = lire(fichier).fautes()
    assert bool(fautes) is bool(dit)
    assert not dit or dit in " ".join(fautes)


@pytest.mark.parametrize("contenu", ["adresse", 'adresse = "https://x"', BON + "[secret]\na = 1"])
def test_a_file_that_is_not_one_stops_the_start(contenu, tmp_path):
    fichier = tmp_path / "sms.toml"
    fichier.write_text(contenu)
    with pytest.raises(Faute):
        lire(fichier)


def test_a_form_in_another_provider_s_words_is_sent_as_it_wants():
    modele = Modele(
        adresse="https://sms.exemple.fr/",
        emetteur="MaVille",
        format=FORMULAIRE,
        corps={"numero": "{numero}", "message": "{texte}", "stop": 1},
    )
    fait = modele.requete({"numero": "+33639980001", "texte": "À l'école & vous"})
    assert (
        fait["data"] == "numero=%2B33639980001&message=%C3%80%20l%27%C3%A9cole%20%26%20vous&stop=1"
    )


def test_a_provider_that_says_no_with_a_200_is_understood():
    modele = Modele("https://x", "Ville", statuts=(200,), etat_ok={"status": "100"})
    assert modele.est_acceptee(200, {"status": 100})
    assert not modele.est_acceptee(200, {"status": 201})
    assert not modele.est_acceptee(200, None)
