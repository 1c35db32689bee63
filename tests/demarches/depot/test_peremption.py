"""Drafts left alone: announced, then deleted; complements recalled; a demande taken back; a page
that has changed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from demarches.actions import (
    PassageImpossible,
    commencer,
    demander_complement,
    deposer,
    enregistrer_page,
    prendre,
    retirer_demande,
    valider,
)
from demarches.catalogue.changement_adresse import AdresseForm
from demarches.depot.peremption import (
    prevenir_avant_suppression,
    purger_brouillons,
    rappeler_complements,
)
from demarches.models import Demande, ReglageDelais, ReglageDemarche
from demarches.taches import tenir_les_brouillons
from famille.models import Courriel, Document
from famille.socle.dire import en_lettres
from tests.demarches.outils import Navigateur, justificatif, nouvelle_adresse
from tests.outils.lisible import lisible

pytestmark = pytest.mark.django_db
ANNONCE = "Changement d’adresse\u00a0: votre brouillon sera bientôt supprimé"


@pytest.fixture
def heure(time_machine):
    """avancer(days): the clock, frozen."""
    depart = timezone.now()
    time_machine.move_to(depart, tick=False)
    return lambda jours: time_machine.move_to(depart + timedelta(days=jours), tick=False)


@pytest.fixture
def deposee(camille):
    camille.poster("adresse", nouvelle_adresse(camille.demande))
    camille.poster("justificatif", justificatif())
    return deposer(camille.relue(), par=camille.demande.par)


def test_a_draft_left_alone_is_announced_once_then_deleted_with_its_files(camille, heure):
    camille.poster("adresse", nouvelle_adresse(camille.demande))
    camille.poster("justificatif", justificatif())
    heure(52)
    assert prevenir_avant_suppression() == 0
    heure(53)
    assert [prevenir_avant_suppression() for _fois in range(2)] == [1, 0]
    assert Courriel.objects.get(sujet=ANNONCE).destinataire == "camille.martin@exemple.fr"
    heure(59)
    assert purger_brouillons() == 0
    heure(60)
    assert purger_brouillons() == 1
    assert not Demande.objects.exists()
    assert not Document.objects.exists()


def test_a_draft_is_not_deleted_before_its_family_had_the_time_to_read(camille, heure):
    """The worker was down for two months: the mail leaves now, the draft stays a week more."""
    heure(90)
    assert tenir_les_brouillons() == 0
    heure(96)
    assert tenir_les_brouillons() == 0
    heure(97)
    assert tenir_les_brouillons() == 1


def test_a_draft_taken_up_again_lives_sixty_days_more(camille, heure):
    heure(55)
    prevenir_avant_suppression()
    demande = camille.relue()
    enregistrer_page(demande, saisie=demande.saisie, avancement=demande.avancement)
    heure(62)
    assert purger_brouillons() == 0
    heure(55 + 53)
    assert prevenir_avant_suppression() == 1


def test_the_town_sets_the_delay(camille, heure):
    reglage = ReglageDelais.load()
    reglage.brouillon_jours = 30
    reglage.save()
    heure(23)
    assert prevenir_avant_suppression() == 1


def test_the_mail_tells_nothing_that_was_typed(camille, heure):
    camille.poster("adresse", nouvelle_adresse(camille.demande), action="enregistrer")
    heure(53)
    prevenir_avant_suppression()
    courriel = Courriel.objects.get(sujet=ANNONCE)
    assert "Lilas" not in courriel.texte + courriel.html
    assert "changement d’adresse" in courriel.texte


def test_the_list_says_what_is_missing_and_when_the_draft_goes(camille):
    page = " ".join(camille.client.get(reverse("demarches:liste")).content.decode().split())
    assert "Reste à remplir : Nouvelle adresse, Justificatif" in page
    assert ", sauf si vous l’enregistrez de nouveau ou l’envoyez avant." in page


def test_opening_a_draft_does_not_keep_it_and_saving_it_does(
    camille, heure, connecter, famille_martin
):
    """What the mail and the list say to do is what puts the day off."""
    camille.poster("adresse", nouvelle_adresse(camille.demande))
    camille.poster("justificatif", justificatif())
    heure(53)
    prevenir_avant_suppression()
    courriel = Courriel.objects.get(sujet=ANNONCE)
    dit = "ouvrez l’une de ses pages et touchez « Enregistrer », ou envoyez-la."
    for texte in (courriel.texte, courriel.html):
        assert dit in lisible(texte)
    avant = camille.relue().modifie_le
    camille = Navigateur(connecter(famille_martin.camille), camille.demande)
    page = camille.lire("recapitulatif").text
    assert 'value="enregistrer"' not in page
    assert camille.relue().modifie_le == avant
    champs = justificatif()
    del champs["fichier"]
    camille.poster("justificatif", champs, action="enregistrer")
    assert camille.relue().modifie_le == timezone.now()


def test_a_message_begun_has_no_page_to_save_and_is_only_sent(famille_martin, reglage, heure):
    commencer("contact", foyer=famille_martin.foyer, par=famille_martin.camille)
    heure(53)
    prevenir_avant_suppression()
    assert "Pour la garder, envoyez-la." in lisible(Courriel.objects.get().texte)


def test_the_draft_of_a_closed_demarche_says_until_when_it_is_kept(camille):
    ReglageDemarche.objects.filter(code="changement-adresse").update(
        etat=ReglageDemarche.Etat.FERMEE
    )
    jour = timezone.localdate(camille.relue().modifie_le) + timedelta(days=60)
    page = lisible(camille.lire("adresse").text)
    dit = f"Votre brouillon est gardé jusqu’au {en_lettres(jour)} : vous pourrez l’envoyer si elle"
    assert dit in page


def test_a_complement_is_recalled_once_before_its_day(deposee, agent, heure):
    limite = timezone.localdate() + timedelta(days=15)
    demander_complement(
        deposee, par=agent, etapes=["justificatif"], message="Il manque la page 2.", limite=limite
    )
    heure(11)
    assert rappeler_complements() == 0
    heure(12)
    assert [rappeler_complements() for _fois in range(2)] == [1, 0]
    courriel = Courriel.objects.get(sujet__endswith="attend toujours un complément")
    assert "page 2" not in courriel.texte


def test_a_complement_just_asked_for_soon_is_not_recalled(deposee, agent):
    limite = timezone.localdate() + timedelta(days=2)
    demander_complement(
        deposee, par=agent, etapes=["justificatif"], message="La page 2.", limite=limite
    )
    assert rappeler_complements() == 0


def test_a_demande_that_nobody_looks_at_is_taken_back(camille, deposee):
    adresse = reverse("demarches:retirer", args=[deposee.pk])
    assert "Retirer cette demande ?" in camille.client.get(adresse).content.decode()
    assert Demande.objects.get().statut == Demande.Statut.EN_ATTENTE
    page = camille.client.post(adresse, follow=True).content.decode()
    assert "Cette demande est retirée" in page
    retiree = Demande.objects.get()
    assert (retiree.statut, retiree.echeance) == (Demande.Statut.RETIREE, None)
    assert (
        "Votre foyer l’a retirée" in camille.client.get(reverse("demarches:liste")).content.decode()
    )
    assert "déjà retirée" in camille.client.post(adresse, follow=True).content.decode()


def test_once_an_agent_has_it_a_demande_is_no_longer_taken_back(camille, deposee, agent):
    prendre(deposee, par=agent)
    with pytest.raises(PassageImpossible, match="Un agent étudie déjà"):
        retirer_demande(deposee, par=camille.demande.par)
    adresse = reverse("demarches:retirer", args=[deposee.pk])
    for essai in (camille.client.get, camille.client.post):
        assert "Un agent étudie déjà" in essai(adresse, follow=True).content.decode()
    assert Demande.objects.get().statut == Demande.Statut.EN_ATTENTE


def test_what_was_taken_back_is_not_decided(deposee, agent, famille_martin):
    retirer_demande(deposee, par=famille_martin.camille)
    with pytest.raises(PassageImpossible, match="retirée"):
        valider(deposee, par=agent)


def test_the_neighbour_takes_nothing_back(connecter, deposee, voisin):
    assert (
        connecter(voisin.nadia).post(reverse("demarches:retirer", args=[deposee.pk])).status_code
        == 404
    )
    assert Demande.objects.get().statut == Demande.Statut.EN_ATTENTE


def test_a_page_that_the_portal_changes_is_to_be_checked_again_and_keeps_its_answers(
    camille, monkeypatch
):
    camille.poster("adresse", nouvelle_adresse(camille.demande))
    assert "À vérifier" not in camille.lire("justificatif").content.decode()
    monkeypatch.setattr(AdresseForm, "empreinte", classmethod(lambda cls: "another version"))
    assert camille.client.get(camille.adresse("justificatif")).url == camille.adresse("adresse")
    page = camille.lire("adresse").content.decode()
    assert "À vérifier : cette page a changé" in page
    assert "4 allée des Lilas" in page
    camille.poster("adresse", nouvelle_adresse(camille.demande))
    assert camille.client.get(camille.adresse("justificatif")).status_code == 200
