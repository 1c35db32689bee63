"""Wishes and the bourse on a phone, their allocation at a desk: ranked, drawn, published, answered
with a reason; a day given up, taken back, given up again and taken."""

from datetime import date, datetime

import pytest
from playwright.sync_api import expect

from famille.models import Foyer, Travail
from famille.travaux import actions as travaux
from reservations.models import (
    Attente,
    Cession,
    DeclarationDePriorite,
    ListeDeVoeux,
    Reservation,
    Tirage,
)
from reservations.regles.juge import PARIS
from tests.navigateur import pas
from tests.navigateur.conftest import (
    BUREAU,
    PETIT,
    verifier_accessibilite,
    verifier_sans_debordement,
)
from tests.reservations import outils
from tests.reservations.file import attendre, creer_file
from tests.reservations.voeux.scene import APRES, creer_ouverture, demander
from tests.reservations.voeux.test_attribution import voter

LONG = "Accueil de loisirs de l’école élémentaire Jean-Zay et Marie-Curie"
TROP_TARD = datetime(2026, 12, 7, 10, tzinfo=PARIS)


def vu(page):
    verifier_sans_debordement(page)
    verifier_accessibilite(page)


@pytest.fixture
def par_voeux(serveur, famille_martin, voisin, time_machine):
    """Three Wednesdays of one place each, of a centre and of two children with long names; Sami
    asks for the same first."""
    time_machine.move_to(outils.MAINTENANT)
    scene = creer_ouverture()
    scene.activite.structure.nom = LONG
    scene.activite.structure.save()
    famille_martin.hugo.prenom = "Maximilien-Alexandre"
    famille_martin.hugo.save()
    voter("commune")
    voter("travail", 2)
    for enfant in (famille_martin.lea, famille_martin.hugo, voisin.sami):
        outils.inscrire(enfant, scene.activite)
    DeclarationDePriorite.objects.create(
        foyer=voisin.foyer, genre="travail", jusqu_au=date(2027, 8, 31), etat="acceptee"
    )
    demander(scene, voisin, voisin.sami)
    return scene


def test_wishes_are_ranked_on_a_phone_drawn_at_a_desk_and_answered_with_their_reason(
    ouvrir, famille_martin, agent, par_voeux, time_machine
):
    telephone = ouvrir()
    pas.se_connecter(telephone, famille_martin.camille)
    _ecrire_ses_voeux(telephone)
    _relire_ses_voeux(telephone)
    telephone.goto("/reservations/?mois=2027-01")
    expect(telephone.get_by_role("link", name="Faire ou relire mes vœux")).to_be_visible()
    vu(telephone)
    time_machine.move_to(APRES)
    bureau = ouvrir(BUREAU)
    pas.enroler(agent)
    pas.se_connecter(bureau, agent)
    pas.donner_le_code(bureau)
    bureau.wait_for_url("**/gestion/**")
    _tirer_et_publier(bureau)
    adresse = f"/reservations/voeux/{par_voeux.ouverture.pk}/"
    for taille in (None, PETIT):
        page = ouvrir(taille) if taille else ouvrir()
        pas.se_connecter(page, famille_martin.camille)
        page.goto(adresse)
        expect(page.get_by_text("Les réponses sont là.")).to_be_visible()
        expect(page.get_by_text("à 1 enfant avant vous : 1 par le critère")).to_be_visible()
        vu(page)
    page.get_by_role("link", name="Comment les places sont données").click()
    expect(page.get_by_text(Tirage.objects.get().graine)).to_be_visible()
    vu(page)


def _ecrire_ses_voeux(page):
    """Both children together, from the page of the openings."""
    page.goto("/reservations/ouvertures/")
    expect(page.get_by_text("Vœux jusqu’au vendredi 4 décembre à 18 h.")).to_be_visible()
    vu(page)
    page.get_by_role("link", name="Faire mes vœux").click()
    expect(page.get_by_text("L’heure à laquelle vous les faites ne compte pas.")).to_be_visible()
    vu(page)
    page.get_by_role("link", name="Faire ses vœux : Léa").click()
    vu(page)
    page.get_by_label("Mercredi 6 janvier 2027").select_option("1")
    page.get_by_label("Mercredi 13 janvier 2027").select_option("1")
    page.get_by_role("button", name="Enregistrer ces vœux").click()
    expect(page.get_by_text("Deux périodes portent le même rang").first).to_be_visible()
    vu(page)
    page.get_by_label("Mercredi 13 janvier 2027").select_option("2")
    page.get_by_label("Maximilien-Alexandre").check()
    page.get_by_role("button", name="Enregistrer ces vœux").click()
    expect(page.get_by_text("C’est enregistré.")).to_be_visible()
    assert ListeDeVoeux.objects.filter(enfants__enfant__prenom="Léa").count() == 1


def _relire_ses_voeux(page):
    """Then alone; a priority is declared, the rules are read."""
    vu(page)
    page.get_by_role("link", name="Changer les vœux").click()
    page.get_by_label("Maximilien-Alexandre").uncheck()
    page.get_by_role("button", name="Enregistrer ces vœux").click()
    page.locator("summary", has_text="Retirer").click()
    expect(page.get_by_role("button", name="Oui, retirer ces vœux")).to_be_visible()
    vu(page)
    page.get_by_role("button", name="C’est notre cas").click()
    expect(page.get_by_text("En cours de vérification")).to_be_visible()
    vu(page)
    page.get_by_role("link", name="Comment les places sont données").click()
    expect(page.get_by_text(Tirage.objects.get().empreinte)).to_be_visible()
    vu(page)


def _tirer_et_publier(page):
    page.goto("/gestion/planning/voeux/")
    vu(page)
    page.get_by_role("link", name="1 priorité à vérifier").click()
    vu(page)
    page.get_by_label("Pourquoi elle est refusée").fill("Le justificatif n’est pas arrivé.")
    page.get_by_role("button", name="Refuser").click()
    expect(page.get_by_text("la famille la lit")).to_be_visible()
    page.goto("/gestion/planning/voeux/")
    page.get_by_role("link", name="Mercredis de janvier").click()
    vu(page)
    page.get_by_role("button", name="Calculer l’aperçu").click()
    _finir_le_travail(page)
    page.goto("/gestion/planning/voeux/")
    page.get_by_role("link", name="Mercredis de janvier").click()
    expect(page.get_by_text("Aperçu : rien n’est encore réservé")).to_be_visible()
    assert not Reservation.objects.exists()
    vu(page)
    page.get_by_role("button", name="Publier").click()
    _finir_le_travail(page)
    page.goto("/gestion/planning/voeux/")
    page.get_by_role("link", name="Mercredis de janvier").click()
    expect(page.get_by_text("Ce qui a été donné")).to_be_visible()
    assert Reservation.objects.count() == 2
    vu(page)
    page.get_by_role("link", name="Écrire les vœux d’une famille").click()
    vu(page)


def _finir_le_travail(page):
    page.wait_for_url("**/travaux/**")
    travail = Travail.objects.order_by("cree_le").last()
    travaux.executer(travail.pk)
    page.reload()
    vu(page)
    return travail


def test_an_agent_writes_the_wishes_of_a_family_at_a_desk(ouvrir, famille_martin, agent, par_voeux):
    demander(par_voeux, famille_martin, famille_martin.hugo)
    Foyer.objects.filter(pk=famille_martin.foyer.pk).update(
        recherche=famille_martin.foyer.numero.lower()
    )
    page = ouvrir(BUREAU)
    pas.enroler(agent)
    pas.se_connecter(page, agent)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")
    page.goto(f"/gestion/reservations/guichet/{famille_martin.foyer.pk}/?le=2027-01-01")
    expect(
        page.get_by_text("Vœux jusqu’au vendredi 4 décembre à 18 h.", exact=True)
    ).to_be_visible()
    vu(page)
    ici = f"/gestion/planning/voeux/{par_voeux.ouverture.pk}"
    page.goto(f"{ici}/familles/?q={famille_martin.foyer.numero}")
    vu(page)
    page.get_by_role("main").get_by_role("link", name="Martin").click()
    vu(page)
    page.get_by_role("main").get_by_role("link", name="Léa").click()
    vu(page)
    page.get_by_label("mercredi 6 janvier 2027").select_option("1")
    page.get_by_role("button", name="Enregistrer ces vœux").click()
    expect(page.get_by_text("C’est enregistré")).to_be_visible()
    vu(page)


@pytest.fixture
def file_d_attente(serveur, famille_martin, voisin, time_machine):
    """Léa has the only place of Wednesday, which can no longer be cancelled; Sami waits for it."""
    time_machine.move_to(outils.MAINTENANT)
    activite = creer_file(famille_martin, voisin)
    activite.structure.nom = LONG
    activite.structure.save()
    attendre(voisin.foyer, voisin.sami, activite, par=voisin.nadia)
    time_machine.move_to(TROP_TARD)


def test_a_day_is_given_up_taken_back_given_up_again_and_taken(
    ouvrir, famille_martin, voisin, file_d_attente, time_machine
):
    celle_qui_donne = ouvrir()
    pas.se_connecter(celle_qui_donne, famille_martin.camille)
    celle_qui_donne.goto("/reservations/bourse/")
    expect(celle_qui_donne.get_by_text("1 enfant attend une place.")).to_be_visible()
    vu(celle_qui_donne)
    proposer = celle_qui_donne.get_by_role("button", name="Proposer la place")
    proposer.click()
    expect(celle_qui_donne.get_by_text("un e-mail vous le dira")).to_be_visible()
    vu(celle_qui_donne)
    celle_qui_donne.get_by_role("button", name="Garder ce jour").click()
    expect(celle_qui_donne.get_by_text("Vous gardez ce jour")).to_be_visible()
    vu(celle_qui_donne)
    proposer.click()
    expect(celle_qui_donne.get_by_role("button", name="Garder ce jour")).to_be_visible()
    celle_qui_prend = ouvrir(PETIT)
    pas.se_connecter(celle_qui_prend, voisin.nadia)
    celle_qui_prend.goto("/reservations/bourse/")
    vu(celle_qui_prend)
    celle_qui_prend.get_by_role("button", name="Prendre cette place").click()
    celle_qui_prend.wait_for_url("**/reservations/demandes/**")
    vu(celle_qui_prend)
    assert [une.enfant for une in Reservation.objects.all()] == [voisin.sami]
    assert Cession.objects.filter(etat="prise").count() == 1
    assert Attente.objects.get().etat == "acceptee"
    celle_qui_donne.reload()
    expect(celle_qui_donne.get_by_role("button", name="Garder ce jour")).to_have_count(0)
    vu(celle_qui_donne)
    celle_qui_prend.goto("/reservations/bourse/")
    expect(celle_qui_prend.get_by_text("Rien à proposer ni à prendre")).to_be_visible()
    vu(celle_qui_prend)
