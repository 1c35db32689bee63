"""The family's file: what a parent reads of it, and what nobody else does (D11)."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from demarches.models import ReglageDemarche
from famille.actions import noter_consultation
from famille.models import (
    AdresseFoyer,
    Consultation,
    Enfant,
    FicheSanitaire,
    Foyer,
    Modification,
    PeriodeDeGarde,
    QuotientFamilial,
    Rattachement,
    Responsable,
    Utilisateur,
)
from famille.socle.offres import lien_de_page
from reservations.models import Activite, Creneau, Inscription, Reservation, Structure
from reservations.regles.juge import Moment
from tests.acces.adresses import toutes
from tests.outils.lisible import lisible

FAMILLE = reverse("famille:famille")
HISTORIQUE = reverse("famille:historique")
CONSULTATIONS = reverse("famille:consultations")
TABLEAU = reverse("famille:tableau_de_bord")


def texte(reponse):
    return lisible(reponse.text)


def inscrire_a_la_valla(enfant):
    structure, _cree = Structure.objects.get_or_create(nom="La Valla")
    activite, _cree = Activite.objects.get_or_create(
        structure=structure, nom="Accueil", defaults={"age_min": 3, "age_max": 11, "capacite": 20}
    )
    Inscription.objects.create(
        enfant=enfant, activite=activite, debut=date(2026, 9, 1), fin=date(2027, 8, 31)
    )


def venu_hier(foyer, enfant):
    """A household that has begun: "Pour commencer" no longer says what its file lacks."""
    activite = Activite.objects.get(nom="Accueil")
    creneau = Creneau.objects.create(
        activite=activite, jour=date(2026, 11, 24), moment=Moment.MATIN
    )
    Reservation.objects.create(foyer=foyer, enfant=enfant, creneau=creneau)


def page_de(enfant):
    return reverse("famille:enfant", args=[enfant.pk])


@pytest.fixture(autouse=True)
def un_mercredi():
    with time_machine.travel("2026-11-25 10:00+01:00", tick=False):
        yield


@pytest.fixture
def autre_foyer_de_lea(famille_martin):
    """Léa's other home, where her other parent lives: nothing of it may reach Camille."""
    foyer = Foyer.objects.create(numero="2026-00999", nom="Delorme")
    AdresseFoyer.objects.create(
        foyer=foyer,
        voie="9 rue Secrète",
        code_postal="36100",
        commune="Issoudun",
        depuis=date(2022, 1, 1),
    )
    QuotientFamilial.objects.create(foyer=foyer, valeur="1777", debut=date(2026, 1, 1))
    pere = Utilisateur.objects.create_user(
        "julien@exemple.fr", None, first_name="Julien", last_name="Delorme"
    )
    Responsable.objects.create(foyer=foyer, utilisateur=pere, prenom="Julien", nom="Delorme")
    Rattachement.objects.create(
        enfant=famille_martin.lea, foyer=foyer, garde="alternee", debut=date(2022, 1, 1)
    )
    Modification.objects.create(
        foyer=foyer, objet="adresse", par=pere, apres={"Rue": "9 rue Secrète"}
    )
    # A change of the child is told to both homes; the one who made it is not named in the other.
    Modification.objects.create(
        foyer=famille_martin.foyer, objet="enfant Léa Martin", par=pere, apres={"Classe": "CE2"}
    )
    return foyer


SECRETS = ["Secrète", "Issoudun", "1777", "Delorme", "2026-00999", "julien@"]


def test_the_household_is_shown_in_words(famille_martin, connecter):
    QuotientFamilial.objects.create(
        foyer=famille_martin.foyer, valeur="842", debut=date(2026, 1, 1)
    )
    contenu = connecter(famille_martin.camille).get(FAMILLE).content.decode()
    for texte in [
        "2026-00417",
        "12 rue Bourdillon",
        "36000 Châteauroux",
        "842",
        "06 39 98 00 01",
        "Léa Martin",
        "8 ans",
    ]:
        assert texte in contenu


def test_an_address_to_come_is_told_with_its_day(famille_martin, connecter):
    AdresseFoyer.objects.create(
        foyer=famille_martin.foyer,
        voie="4 allée des Lilas",
        code_postal="36130",
        commune="Déols",
        depuis=date(2026, 12, 1),
    )
    contenu = connecter(famille_martin.camille).get(FAMILLE).content.decode()
    assert "À partir du 1er décembre 2026" in contenu
    assert "4 allée des Lilas" in contenu
    assert "12 rue Bourdillon" in contenu


def test_a_former_adult_is_not_shown(famille_martin, connecter):
    Responsable.objects.create(
        foyer=famille_martin.foyer, prenom="Ancien", nom="Adulte", fin=date(2026, 1, 1)
    )
    assert "Ancien" not in connecter(famille_martin.camille).get(FAMILLE).content.decode()


def test_the_quotient_is_shown_with_the_one_to_come_and_those_before(famille_martin, connecter):
    for valeur, debut, fin in [
        ("555", date(2025, 1, 1), date(2025, 12, 31)),
        ("842", date(2026, 1, 1), date(2026, 12, 31)),
        ("901", date(2027, 1, 1), None),
    ]:
        QuotientFamilial.objects.create(
            foyer=famille_martin.foyer, valeur=valeur, debut=debut, fin=fin
        )
    contenu = texte(connecter(famille_martin.camille).get(FAMILLE))
    assert '<p class="pf-chiffre">842</p>' in contenu
    assert "<strong>901</strong> à partir du 1er janvier 2027" in contenu
    assert (
        "<strong>555</strong>, à partir du 1er janvier 2025 et jusqu’au 31 décembre 2025" in contenu
    )


def test_a_childs_page_shows_health_and_who_read_it(famille_martin, agent, connecter):
    lea, camille = famille_martin.lea, connecter(famille_martin.camille)
    assert "La fiche sanitaire de Léa n’est pas encore remplie." in texte(camille.get(page_de(lea)))
    FicheSanitaire.objects.create(
        enfant=lea,
        regime="sans-porc",
        allergies="Arachide",
        medecin="Dr Perrin",
        valable_jusqu_au=date(2027, 8, 31),
    )
    noter_consultation(famille_martin.foyer, "fiche sanitaire de Léa", par=agent, sante_de=lea)
    contenu = texte(camille.get(page_de(lea)))
    for dit in ("Sans porc", "Arachide", "Dr Perrin", "Valable jusqu’au 31 août 2027"):
        assert dit in contenu
    assert (
        "Consultée par Sophie Renard (Pôle Familles) le mercredi 25 novembre 2026 à 10 h" in contenu
    )
    assert "Consultée par" not in texte(camille.get(page_de(famille_martin.hugo)))


def test_a_childs_page_says_whose_days_are_his(famille_martin, connecter):
    rattachement = famille_martin.lea.rattachements.get()
    Rattachement.objects.filter(pk=rattachement.pk).update(garde="alternee", semaines="paires")
    for debut, fin, ici in [
        (date(2026, 12, 19), date(2026, 12, 26), True),
        (date(2026, 12, 27), date(2027, 1, 3), False),
        (date(2026, 10, 17), date(2026, 11, 1), True),  # past
    ]:
        PeriodeDeGarde.objects.create(rattachement=rattachement, debut=debut, fin=fin, ici=ici)
    contenu = texte(connecter(famille_martin.camille).get(page_de(famille_martin.lea)))
    assert "Résidence alternée : semaines paires" in contenu
    assert "Du 19 décembre 2026 au 26 décembre 2026 : chez vous" in contenu
    assert "Du 27 décembre 2026 au 3 janvier 2027 : dans son autre foyer" in contenu
    assert "octobre" not in contenu


def test_a_childs_page_says_what_his_registrations_still_want(famille_martin, connecter):
    inscrire_a_la_valla(famille_martin.lea)
    FicheSanitaire.objects.create(
        enfant=famille_martin.lea,
        valable_jusqu_au=date(2027, 8, 31),
        assurance_fin=date(2026, 11, 30),
    )
    navigateur = connecter(famille_martin.camille)
    contenu = texte(navigateur.get(page_de(famille_martin.lea)))
    assert "À compléter pour Léa" in contenu
    assert "L’assurance extrascolaire finit le 30 novembre 2026." in contenu
    assert "À compléter" not in texte(navigateur.get(page_de(famille_martin.hugo)))
    assert texte(navigateur.get(FAMILLE)).count("Dossier à compléter") == 1


def test_the_dashboard_says_it_too(famille_martin, connecter):
    inscrire_a_la_valla(famille_martin.lea)
    venu_hier(famille_martin.foyer, famille_martin.lea)
    contenu = texte(connecter(famille_martin.camille).get(reverse("famille:tableau_de_bord")))
    assert (
        "Dossier de Léa : la fiche sanitaire manque, l’assurance extrascolaire manque et des"
        in contenu
    )
    pages = (f"sante-{famille_martin.lea.pk}", "autorisations")
    lien = lien_de_page("informations-du-foyer", *pages)
    assert (
        f'<a href="{lien}">Compléter<span class="visually-hidden"> pour Léa</span></a>' in contenu
    )


def test_more_than_three_children_are_one_line(famille_martin, connecter):
    for n in range(3):
        enfant = Enfant.objects.create(
            prenom=f"Enfant{n}", nom="Martin", naissance=date(2019, 1, 1)
        )
        Rattachement.objects.create(
            enfant=enfant, foyer=famille_martin.foyer, debut=date(2019, 1, 1)
        )
    for enfant in Enfant.objects.du([famille_martin.foyer])[:4]:
        inscrire_a_la_valla(enfant)
    venu_hier(famille_martin.foyer, famille_martin.lea)
    contenu = texte(connecter(famille_martin.camille).get(reverse("famille:tableau_de_bord")))
    assert "dans le dossier de 4 enfants" in contenu
    assert "Dossier de Léa" not in contenu


def test_the_readings_name_the_agent_his_quality_and_what_he_read(famille_martin, agent, connecter):
    noter_consultation(famille_martin.foyer, "fiche du foyer", par=agent)
    noter_consultation(
        famille_martin.foyer, "fiche sanitaire de Léa", par=agent, sante_de=famille_martin.lea
    )
    navigateur = connecter(famille_martin.camille)
    contenu = texte(navigateur.get(CONSULTATIONS))
    assert "Par Sophie Renard (Pôle Familles), gestionnaire des dossiers familles" in contenu
    assert "Fiche du foyer" in contenu
    seule = texte(navigateur.get(f"{CONSULTATIONS}?enfant={famille_martin.lea.pk}"))
    assert "Fiche sanitaire de Léa" in seule
    assert "Fiche du foyer" not in seule
    assert "Aucun agent n’a lu" in texte(
        navigateur.get(f"{CONSULTATIONS}?enfant={famille_martin.hugo.pk}")
    )


def test_a_reader_whose_account_is_gone_is_still_told(famille_martin, agent, connecter):
    noter_consultation(famille_martin.foyer, "fiche du foyer", par=agent)
    agent.delete()
    assert "Par un agent dont le compte n’existe plus" in texte(
        connecter(famille_martin.camille).get(CONSULTATIONS)
    )


def test_the_neighbour_s_child_is_no_filter(famille_martin, voisin, agent, connecter):
    noter_consultation(voisin.foyer, "fiche sanitaire de Sami", par=agent, sante_de=voisin.sami)
    contenu = (
        connecter(famille_martin.camille)
        .get(f"{CONSULTATIONS}?enfant={voisin.sami.pk}")
        .content.decode()
    )
    assert "Sami" not in contenu


def test_a_second_home_is_told_and_never_described(famille_martin, autre_foyer_de_lea, connecter):
    navigateur = connecter(famille_martin.camille)
    for adresse in [
        FAMILLE,
        page_de(famille_martin.lea),
        HISTORIQUE,
        CONSULTATIONS,
        reverse("famille:tableau_de_bord"),
    ]:
        contenu = navigateur.get(adresse).content.decode()
        assert not [secret for secret in SECRETS if secret in contenu], adresse
    assert "réside aussi dans un autre foyer" in navigateur.get(FAMILLE).content.decode()
    assert (
        "réside aussi dans un autre foyer"
        in navigateur.get(page_de(famille_martin.lea)).content.decode()
    )
    assert "autre foyer" not in navigateur.get(page_de(famille_martin.hugo)).content.decode()


def test_a_change_by_the_other_parent_is_told_without_a_name(
    famille_martin, autre_foyer_de_lea, connecter
):
    contenu = connecter(famille_martin.camille).get(HISTORIQUE).text
    assert "Enfant Léa Martin" in contenu
    assert "une autre personne autorisée" in contenu


def test_a_home_left_is_no_longer_a_second_home(famille_martin, autre_foyer_de_lea, connecter):
    autre_foyer_de_lea.rattachements.update(fin=date(2026, 11, 24))
    assert "autre foyer" not in connecter(famille_martin.camille).get(FAMILLE).content.decode()


@pytest.mark.parametrize("qui", ["lea", "hugo"])
def test_the_neighbour_gets_a_404(qui, famille_martin, voisin, connecter):
    reponse = connecter(voisin.nadia).get(page_de(getattr(famille_martin, qui)))
    assert reponse.status_code == 404
    assert "Martin" not in reponse.content.decode()


def test_the_neighbour_reads_his_own_file_only(famille_martin, voisin, connecter):
    Modification.objects.create(
        foyer=famille_martin.foyer, objet="adresse", apres={"Rue": "12 rue Bourdillon"}
    )
    for adresse in [FAMILLE, HISTORIQUE, CONSULTATIONS, reverse("famille:tableau_de_bord")]:
        contenu = connecter(voisin.nadia).get(adresse).content.decode()
        assert "Martin" not in contenu
        assert "Bourdillon" not in contenu


def test_an_adult_who_has_left_the_household_reads_nothing_more(famille_martin, connecter):
    famille_martin.foyer.responsables.update(fin=date(2026, 11, 24))
    navigateur = connecter(famille_martin.camille)
    assert navigateur.get(page_de(famille_martin.lea)).status_code == 404
    assert "relié à aucun dossier" in navigateur.get(FAMILLE).content.decode()


def test_readings_by_agents_are_told_with_their_service(famille_martin, agent, connecter):
    Consultation.objects.create(foyer=famille_martin.foyer, quoi="fiche du foyer", par=agent)
    contenu = connecter(famille_martin.camille).get(FAMILLE).content.decode()
    assert "Sophie Renard (Pôle Familles)" in contenu
    assert "mercredi 25 novembre 2026 à 10 h" in lisible(contenu)


def test_the_readings_go_a_page_at_a_time(famille_martin, agent, connecter):
    Consultation.objects.bulk_create(
        Consultation(foyer=famille_martin.foyer, quoi=f"pièce {n:02}", par=agent) for n in range(25)
    )
    navigateur = connecter(famille_martin.camille)
    assert "Pièce 24" in navigateur.get(CONSULTATIONS).content.decode()
    assert "Pièce 24" not in navigateur.get(f"{CONSULTATIONS}?page=2").content.decode()
    assert "Pièce 00" in navigateur.get(f"{CONSULTATIONS}?page=2").content.decode()


def test_the_page_leads_to_the_demarche_that_changes_it_only_when_open(famille_martin, connecter):
    navigateur = connecter(famille_martin.camille)
    lien = reverse("demarches:presentation", args=["changement-adresse"])
    assert lien not in navigateur.get(FAMILLE).content.decode()
    ReglageDemarche.objects.update_or_create(
        code="changement-adresse",
        defaults={"titre": "Adresse", "etat": "ouverte", "effet_silence": "sans-objet"},
    )
    assert lien in navigateur.get(FAMILLE).content.decode()


@pytest.mark.parametrize("adresse", [FAMILLE, HISTORIQUE, CONSULTATIONS])
def test_queries_do_not_grow_with_the_family(
    adresse,
    famille_martin,
    agent,
    connecter,
    django_assert_max_num_queries,
    django_assert_num_queries,
):
    navigateur = connecter(famille_martin.camille)
    foyer = famille_martin.foyer

    def remplir(nombre):
        for n in range(nombre):
            enfant = Enfant.objects.create(
                prenom=f"Enfant{n}", nom="Martin", naissance=date(2019, 1, 1)
            )
            Rattachement.objects.create(enfant=enfant, foyer=foyer, debut=date(2019, 1, 1))
            QuotientFamilial.objects.create(foyer=foyer, valeur=n, debut=date(2026, 1, 1))
            Consultation.objects.create(foyer=foyer, quoi="fiche", par=agent)
            Modification.objects.create(foyer=foyer, objet="foyer", par=agent, apres={"Nom": "M"})
            compte = Utilisateur.objects.create_user(f"adulte{n}-{nombre}@exemple.fr", None)
            Responsable.objects.create(foyer=foyer, utilisateur=compte, prenom="Adulte", nom=str(n))

    remplir(1)
    navigateur.get(adresse)  # once, for what is kept between requests
    with django_assert_max_num_queries(20) as premiere:
        navigateur.get(adresse)
    remplir(30)
    with django_assert_num_queries(len(premiere)):
        navigateur.get(adresse)


ESPACES_DES_FAMILLES = "famille:", "reservations:", "demarches:"


def test_who_has_no_household_is_told_so_wherever_a_guide_may_lead(agent, connecter):
    """An agent who follows a link of the help: no screen of the families that names no row is
    missing for him."""
    navigateur = connecter(agent)
    ecrans = [
        adresse.exemple
        for adresse in toutes()
        if adresse.nom.startswith(ESPACES_DES_FAMILLES) and "<" not in adresse.motif
    ]
    assert {HISTORIQUE, CONSULTATIONS} <= set(ecrans)
    absents = [ecran for ecran in ecrans if navigateur.get(ecran).status_code == 404]
    assert absents == []
    for ecran in (HISTORIQUE, CONSULTATIONS):
        assert "relié à aucun dossier" in navigateur.get(ecran).content.decode()
