"""Every screen of a family: its "Aide" opens a page that speaks of it, or the guide's home; never
another subject."""

import re

import pytest
from django.urls import reverse

from cms_pages.aide.lecture import page_pour
from cms_pages.contenu import completer_le_guide
from cms_pages.contenu.ajouts import CHAPITRES
from cms_pages.models import AidePage, ChapitreFourni, EcranAide, GuidePage
from cms_pages.socle.ecrans import choix_des_ecrans
from demarches.catalogue import toutes as toutes_les_demarches
from tests.acces.adresses import toutes
from tests.cms_pages.mots_des_ecrans import mots_des_gabarits

DES_FAMILLES = (
    "famille:",
    "demarches:",
    "reservations:",
    "account_",
    "mfa_",
    "mes_",
    "usersessions",
    "activation",
)
# What no family looks at: an address that answers a form, a file, a redirection, and what only
# staff or the middle of a sign-in sees. Each opens the guide's home.
SANS_PAGE = {
    *(
        "account_inactive",
        "account_email_verification_sent",
        "account_signup",
        "account_confirm_email",
    ),
    "account_set_password",
    *(
        "famille:mandat_pdf",
        "famille:copie",
        "famille:recu_pdf",
        "famille:facture_pdf",
        "famille:facture_papier",
    ),
    *("famille:attestation_fiscale_pdf", "famille:lire_notifications", "famille:notification"),
    *("famille:confirmer_acces", "famille:acces_par_courrier", "famille:contester_adresse"),
    *("famille:vignette", "famille:communes", "demarches:ouvrir"),
    *("demarches:accuse_pdf", "demarches:decision_pdf", "demarches:ecrire"),
    "demarches:ne_revient_pas",
    *(
        "reservations:accuse_pdf",
        "reservations:attestation_pdf",
        "reservations:choisir",
        "reservations:vider",
    ),
    *("reservations:modifier", "reservations:soumettre", "reservations:annuler_demande"),
    *("reservations:accepter_offre", "reservations:refuser_offre", "reservations:retirer_attente"),
    *("reservations:attendre_ensemble", "reservations:attendre_separement"),
    *("reservations:retirer_voeux", "reservations:declarer_priorite"),
    "reservations:fichier_du_tirage",
    *("reservations:ceder", "reservations:garder_la_place", "reservations:prendre_la_place"),
    *("reservations:abandonner_la_semaine", "reservations:completer_la_semaine"),
    *("reservations:retirer_exceptions", "reservations:prevenir"),
    "reservations:annuler_ensemble",
    *("reservations:annuler_depuis_le_rappel", "reservations:confirmer_le_rappel"),
}
# A word of each booking screen that its help must hold.
MOTS = {
    "reservations:calendrier": "Vérifier et soumettre",
    "reservations:recapitulatif": "Soumettre ma demande",
    "reservations:suite": "ce qui empêche de réserver",
    "reservations:repetition": "Voir les dates",
    "reservations:semaine_type": "une exception",
    "reservations:regler_la_semaine": "Enregistrer et vérifier",
    "reservations:phrase": "est souligné",
    "reservations:demandes": "Défaire cette demande",
    "reservations:demande": "Défaire cette demande",
    "reservations:accuse": "accusé de réception",
    "reservations:rappel": "Rien à changer",
    "reservations:attentes": "votre rang est pris",
    "reservations:attente": "Attendre ensemble",
    "reservations:absences": "Ne viendra pas",
    "reservations:ouvertures": "Tout est prêt",
    "reservations:voeux": "Donnez un rang à chaque période",
    "reservations:liste_de_voeux": "Ensemble ou rien, avec",
    "reservations:regles_des_voeux": "les critères votés",
    "reservations:regles_appliquees": "Les règles appliquées à ma famille",
    "reservations:bourse": "Proposer la place",
    "reservations:agenda": "Créer l’adresse de mon agenda",
}


def _ecrans():
    """Every named address of a family's, as the "Aide" button names it."""
    return sorted({adresse.nom for adresse in toutes() if adresse.nom.startswith(DES_FAMILLES)})


def test_the_help_of_every_screen_speaks_of_it_or_is_the_guide(site):
    egarees = []
    for ecran in _ecrans():
        page = page_pour(ecran)
        liee = isinstance(page, AidePage) and page.ecrans.filter(cle=ecran).exists()
        if not liee and not isinstance(page, GuidePage):
            egarees.append((ecran, page.title))
    assert egarees == []


def test_a_screen_that_families_look_at_has_its_page(site):
    """A new screen is tied to a page of the guide, or listed above with what it is."""
    lies = {cle.partition("/")[0] for cle in EcranAide.objects.values_list("cle", flat=True)}
    assert {
        ecran for ecran in _ecrans() if ecran not in lies and not ecran.startswith("mfa_")
    } == SANS_PAGE


def test_each_page_of_each_demarche_opens_a_page_on_this_demarche(site):
    egarees = []
    for code, demarche in toutes_les_demarches().items():
        for ecran, etape in [
            ("demarches:presentation", ""),
            *(("demarches:etape", e) for e in demarche.etapes),
        ]:
            page = page_pour(ecran, code, etape)
            liees = page.ecrans.values_list("cle", flat=True) if isinstance(page, AidePage) else []
            if not any(f"/{code}" in cle or cle == ecran for cle in liees):
                egarees.append((code, etape, page.title))
    assert egarees == []


@pytest.mark.parametrize("ecran", MOTS)
def test_the_help_of_a_booking_screen_names_what_is_on_it(site, client, ecran):
    reponse = client.get(reverse("cms_pages:aide_ecran"), {"ecran": ecran}, follow=True)
    assert MOTS[ecran] in " ".join(reponse.text.replace("\xa0", " ").split())


def test_every_booking_screen_is_among_them(site):
    chapitre = AidePage.objects.get(slug="reserver")
    assert set(
        EcranAide.objects.filter(page__path__startswith=chapitre.path).values_list("cle", flat=True)
    ) == set(MOTS)


def test_the_words_that_the_chapter_quotes_are_on_the_screens(site):
    """A button renamed is renamed in its help."""
    textes = [
        page.specific.texte_complet()
        for page in AidePage.objects.get(slug="reserver").get_children()
    ]
    cites = {mot for texte in textes for mot in re.findall("«\xa0([^»]+)\xa0»", texte)}
    ecrits = mots_des_gabarits()
    assert {
        mot for mot in cites if mot.replace("\xa0", " ") not in ecrits
    } == DANS_L_AGENDA_DU_TELEPHONE
    assert len(cites) > 12


DANS_L_AGENDA_DU_TELEPHONE = {"S’abonner par adresse", "À partir de l’URL"}


def test_an_editor_can_save_a_page_with_the_screens_it_has(site):
    """The form offers a list: what is tied and not in it could not be saved again."""
    offerts = {cle for _groupe, ecrans in choix_des_ecrans() for cle, _nom in ecrans}
    assert set(EcranAide.objects.values_list("cle", flat=True)) - offerts == set()


# A town that was installed before the chapter


@pytest.fixture
def ville_d_avant(site):
    """The guide as an older version left it."""
    for chemin in CHAPITRES:
        AidePage.objects.get(slug=chemin.rpartition("/")[2]).delete()
    ChapitreFourni.objects.all().delete()
    return site


def test_an_upgraded_town_receives_the_chapters_once(ville_d_avant, client):
    assert completer_le_guide() == len(CHAPITRES)
    reponse = client.get(
        reverse("cms_pages:aide_ecran"), {"ecran": "reservations:absences"}, follow=True
    )
    assert "Ne viendra pas" in reponse.text
    assert "images/" in reponse.text
    assert completer_le_guide() == 0
    AidePage.objects.get(slug="reserver").delete()
    assert completer_le_guide() == 0  # the town does not want it


def test_a_town_that_wrote_its_own_help_keeps_it(ville_d_avant):
    EcranAide.objects.create(
        page=AidePage.objects.get(slug="ma-famille"), cle="reservations:calendrier", sort_order=9
    )
    assert completer_le_guide() == len(CHAPITRES) - 1
    assert not AidePage.objects.filter(slug="reserver").exists()


def test_a_new_town_has_it_already(site):
    assert completer_le_guide() == 0
    assert AidePage.objects.filter(slug="reserver").count() == 1


@pytest.mark.django_db
def test_a_portal_without_a_guide_is_left_alone():
    assert completer_le_guide() == 0
    assert not ChapitreFourni.objects.exists()  # they come with its guide, if it makes one
