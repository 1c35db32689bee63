"""One family on one page: what is said at its top, its tabs, each for whoever may read it, and the
notes that agents leave there."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from famille.dossier.foyers.bureau import url, url_du_foyer
from famille.dossier.foyers.bureau.volets import classes
from famille.dossier.foyers.notes import EN_COURS_MAX, ajouter_note, purger_les_finies
from famille.dossier.messages.actions import ouvrir_fil
from famille.models import Document, Foyer, NoteDuFoyer
from famille.mouvements.donnees.effacer_le_dossier import effacer_foyer
from famille.socle.erreurs import Refus
from tests.famille.facturation import facturer
from tests.outils.lisible import lisible

pytestmark = pytest.mark.django_db
ONGLETS = ["famille", "reservations", "demandes", "factures", "messages", "documents"]
ONGLETS += ["papiers", "notes"]


@pytest.fixture
def foyer(famille_martin):
    return famille_martin.foyer


@pytest.fixture
def lire(connecter, agent, foyer):
    bureau = connecter(agent)
    return lambda onglet="": lisible(bureau.get(url_du_foyer(foyer, onglet)).text)


@pytest.mark.parametrize("jours", [0, -1])
def test_a_document_whose_last_day_is_past_is_said_so(lire, foyer, jours):
    Document.objects.create(
        foyer=foyer,
        genre=Document.Genre.JUSTIFICATIF_DOMICILE,
        nom="edf.pdf",
        fichier="aa/a.pdf",
        type_mime="application/pdf",
        taille=1,
        classe_le=timezone.now(),
        valable_jusqu_au=timezone.localdate() + timedelta(days=jours),
    )
    page = lire("documents")
    assert "valable jusqu’au" in page
    assert ("était valable jusqu’au" in page) == (jours < 0)


def test_the_top_of_the_page_answers_a_call(lire, foyer, agent, famille_martin):
    facturer(foyer, "21.00")
    ouvrir_fil(foyer, sujet="Mercredi", texte="Bonjour", par=famille_martin.camille)
    ajouter_note(foyer, texte="Appeler après 17 h", a_savoir=True, par=agent)
    page = lire()
    for attendu in (
        "06 39 98 00 01",
        "12 rue Bourdillon",
        "21,00 €",
        "rien de réservé",
        "1 message sans réponse",
        "Appeler après 17 h (Sophie Renard",
        "Quotient",
    ):
        assert attendu in page
    for geste in (
        reverse("reservations_bureau:guichet_foyer", args=[foyer.pk]),
        f"{reverse('demandes_modeladmin_saisir')}?foyer={foyer.pk}",
        reverse("boite:nouveau", args=[foyer.pk]),
    ):
        assert geste in page


@pytest.mark.parametrize("onglet", [*ONGLETS, "historique", "nulle-part", ""])
def test_each_tab_opens_and_says_which_it_is(lire, onglet):
    page = lire(onglet)
    connus = [*ONGLETS, "historique"]
    actif = onglet if onglet in connus else "tout"
    assert f'href="?onglet={actif}" aria-current="page"' in page


def test_a_tab_that_one_may_not_read_is_not_there(lire, agent, foyer, connecter):
    facturer(foyer, "21.00")
    agent.groups.clear()
    agent.user_permissions.set(
        Permission.objects.filter(codename__in=["view_foyer", "access_admin"])
    )
    page = lisible(connecter(agent).get(url_du_foyer(foyer, "factures")).text)
    assert 'href="?onglet=tout" aria-current="page"' in page
    for absent in ("Reste dû", "onglet=factures", "onglet=messages", "21,00 €", "Encaisser"):
        assert absent not in page


def test_every_room_says_its_own_tab_once():
    codes = [classe.code for classe in classes()]
    assert sorted(codes) == sorted([*ONGLETS, "historique"])


def test_each_tab_takes_as_many_queries_for_1_and_30_rows(lire, foyer, agent, famille_martin):
    def mesurer():
        nombres = {}
        for onglet in ["", *ONGLETS]:
            lire(onglet)
            with CaptureQueriesContext(connection) as lues:
                lire(onglet)
            nombres[onglet] = len(lues)
        return nombres

    def remplir(combien):
        for rang in range(combien):
            facturer(foyer, "4.20")
            ouvrir_fil(foyer, sujet=f"S{rang}", texte="…", par=famille_martin.camille)
            ajouter_note(foyer, texte=f"Note {rang}", par=agent)

    remplir(1)
    avant = mesurer()
    remplir(29)
    assert mesurer() == avant
    assert max(avant.values()) <= 27


def test_a_note_is_written_shown_and_taken_away(connecter, agent, foyer):
    bureau = connecter(agent)
    demain = timezone.localdate() + timedelta(days=1)
    reponse = bureau.post(
        url("nouvelle_note", foyer.pk),
        {"texte": "Nicolas vient chercher Léa", "a_savoir": "on", "jusqu_au": f"{demain:%d/%m/%Y}"},
    )
    assert reponse.url == url_du_foyer(foyer, "notes")
    note = foyer.notes.get()
    assert (note.par, note.a_savoir, note.jusqu_au) == (agent, True, demain)
    for onglet in ("", "notes", "factures"):
        assert "Nicolas vient chercher Léa" in bureau.get(url_du_foyer(foyer, onglet)).text
    bureau.post(url("retirer_note", note.pk))
    assert not NoteDuFoyer.objects.exists()
    assert bureau.post(url("retirer_note", note.pk)).status_code == 404


@pytest.mark.parametrize(
    ("saisie", "dit"),
    [
        ({"texte": "  "}, "Remplissez ce champ"),
        ({"texte": "Bonjour", "jusqu_au": "01/01/2020"}, "Cette date est passée"),
        ({"texte": "x" * 501}, "500"),
    ],
)
def test_a_note_that_is_refused_says_why_and_keeps_what_was_typed(
    connecter, agent, foyer, saisie, dit
):
    page = connecter(agent).post(url("nouvelle_note", foyer.pk), saisie, follow=True).text
    assert dit in lisible(page)
    assert saisie["texte"].strip() in page
    assert not foyer.notes.exists()


def test_notes_do_not_pile_up(foyer, agent):
    for rang in range(EN_COURS_MAX):
        ajouter_note(foyer, texte=f"{rang}", par=agent)
    with pytest.raises(Refus, match="retirez celles"):
        ajouter_note(foyer, texte="une de trop", par=agent)


def test_a_note_past_its_last_day_is_neither_shown_nor_kept(lire, foyer, agent):
    aujourdhui = timezone.localdate()
    finie = ajouter_note(foyer, texte="Vacances chez sa tante", par=agent)
    encore = ajouter_note(foyer, texte="Appeler après 17 h", jusqu_au=aujourdhui, par=agent)
    NoteDuFoyer.objects.filter(pk=finie.pk).update(jusqu_au=aujourdhui - timedelta(days=1))
    assert "Vacances chez sa tante" not in lire("notes")
    assert purger_les_finies() == 1
    assert list(foyer.notes.all()) == [encore]


def test_no_family_reads_a_note(foyer, agent, connecter, famille_martin):
    ajouter_note(foyer, texte="Appeler après 17 h", a_savoir=True, par=agent)
    parent = connecter(famille_martin.camille)
    for adresse in ("famille:famille", "famille:historique", "famille:messages"):
        page = parent.get(reverse(adresse)).text
        assert "Foyer" in page or "Martin" in page or "Messages" in page
        assert "Appeler après" not in page
    assert parent.post(url("nouvelle_note", foyer.pk), {"texte": "a"}).status_code in (302, 403)
    assert foyer.notes.count() == 1


def test_notes_go_with_the_household(foyer, agent, famille_martin):
    ajouter_note(foyer, texte="Appeler après 17 h", par=agent)
    effacer_foyer(foyer, par=agent)
    assert not NoteDuFoyer.objects.exists()
    assert Foyer.objects.get(pk=foyer.pk).lieux == ""
