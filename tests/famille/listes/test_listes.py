"""The agents' lists: one component for all of them, and what each must keep."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.template.loader import get_template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from demarches.bureau.liste import ListeDesDemandes
from demarches.caisses.bureau import ListeDesQuotients
from demarches.catalogue.place_en_accueil_de_loisirs.bureau import ListeDesPlaces
from demarches.catalogue.reinscription.bureau.liste import ListeDesReinscriptions
from famille.argent.factures.liste import ListeDesFactures, ListeDesLignesARevoir
from famille.argent.regie.bureau.listes import (
    ListeDesCredits,
    ListeDesLignesBancaires,
    ListeDesRelances,
    ListeDesRemises,
    ListeDesRetours,
    ListeDesTitres,
    ListeDuJournal,
)
from famille.argent.regie.bureau.recouvrement.listes import ListeDeLaBalance, ListeDuTresor
from famille.dossier.foyers.bureau.ecoles.vues import ListeDesEcoles
from famille.dossier.foyers.bureau.journal_acces import ListeDesConsultations
from famille.dossier.foyers.bureau.liste import ListeDesFoyers
from famille.dossier.fusion.bureau.vues import ListeDesDoublons
from famille.dossier.listes.declaration import Liste
from famille.dossier.listes.export import entetes
from famille.dossier.listes.lecture import choisir
from famille.dossier.messages.actions import ouvrir_fil
from famille.dossier.messages.bureau.liste import ListeDesMessages
from famille.models import Fil, Foyer, Travail, VueDeListe
from famille.mouvements.invitations.bureau.vues import ListeDesInvitations
from reservations.attente.bureau.liste import ListeDAttente
from reservations.envois.liste import ListeDesEnvois
from reservations.facturation.liste import ListeDesCampagnes
from reservations.payeurs.liste import ListeDesPayeurs
from reservations.planning.bureau.inscriptions import ListeDesInscriptions
from reservations.planning.bureau.vues.creneaux import ListeDesCreneaux
from reservations.planning.evenements.lecture import ListeDesEvenements
from reservations.reductions.liste import ListeDesReductions
from tests.conftest import creer_foyer
from tests.famille.listes.fichier import exporter
from tests.maison.test_architecture import RACINE
from tests.outils.lisible import lisible

pytestmark = pytest.mark.django_db
LISTES = [
    ListeDeLaBalance,
    ListeDesCredits,
    ListeDesReductions,
    ListeDuTresor,
    ListeDesConsultations,
    ListeDAttente,
    ListeDesCampagnes,
    ListeDesCreneaux,
    ListeDesDemandes,
    ListeDesEnvois,
    ListeDesEvenements,
    ListeDesFactures,
    ListeDesFoyers,
    ListeDesInscriptions,
    ListeDesLignesBancaires,
    ListeDesLignesARevoir,
    ListeDesMessages,
    ListeDesDoublons,
    ListeDesEcoles,
    ListeDesInvitations,
    ListeDesPayeurs,
    ListeDesPlaces,
    ListeDesQuotients,
    ListeDesReinscriptions,
    ListeDesRelances,
    ListeDesRemises,
    ListeDesRetours,
    ListeDesTitres,
    ListeDuJournal,
]
# Two make their own file: a period of the journal, and each list of places. What only looks alike
# is nobody's to take away.
SANS_FICHIER = (ListeDuJournal, ListeDesPlaces, ListeDesDoublons, ListeDesEcoles)
EXPORTEES = [sorte for sorte in LISTES if sorte not in SANS_FICHIER]
FOYERS = reverse("foyers_modeladmin_index")


@pytest.fixture
def bureau(connecter, agent):
    return connecter(agent)


@pytest.fixture
def vingt_foyers(famille_martin):
    for rang in range(20):
        creer_foyer(f"2026-01{rang:03}", f"Nom{rang:02}", "Alex", f"alex{rang}@exemple.fr")


def noms(reponse):
    return [rang.ligne.nom for rang in reponse.context["lue"].rangs]


@pytest.mark.parametrize("sorte", LISTES, ids=lambda sorte: sorte.__name__)
def test_each_column_of_the_screen_has_its_cell_and_each_of_the_file_its_value(sorte):
    connues = {colonne.nom: colonne for colonne in sorte.colonnes}
    assert len(connues) == len(sorte.colonnes)
    for nom in sorte.ecran:
        assert connues[nom]
        get_template(f"{sorte.cellules}#{nom}")
    if sorte.groupe_de is not Liste.groupe_de:
        get_template(f"{sorte.cellules}#groupe")
    if sorte.coche:
        get_template(f"{sorte.cellules}#nom")
    assert [nom for nom in sorte.fichier if connues[nom].valeur is None] == []
    assert len(set(entetes(sorte))) == len(sorte.fichier)


def test_every_list_of_an_agent_is_one_of_these():
    assert set(Liste.__subclasses__()) == set(LISTES)


def test_every_list_can_be_taken_away():
    assert [sorte.__name__ for sorte in EXPORTEES if not (sorte.fichier and sorte.genre)] == []


# The rows of one thing, below what is said of it.
A_L_INTERIEUR = {
    "famille/regie/bureau/banque/_lignes.html",
    "famille/regie/bureau/tresorerie/_lignes.html",
    "famille/regie/bureau/tresorerie/bordereau.html",
    "famille/regie/bureau/recouvrement/etat.html",
    "famille/regie/bureau/remboursements/lot.html",
    "famille/regie/bureau/remises/remise.html",
    "famille/reprise/doublons.html",
    "famille/reprise/liste.html",
    "reservations/consommation/imports/imports.html",
    "reservations/facturation/bureau/_factures.html",
}


def test_no_list_of_an_agent_makes_its_own_pages():
    gabarits = RACINE / "templates"
    siens = {
        str(un.relative_to(gabarits))
        for un in gabarits.rglob("*.html")
        if '"composants/pages_gestion.html"' in un.read_text()
    }
    assert siens == A_L_INTERIEUR | {Liste.gabarit}


def test_a_head_that_is_pressed_sorts_and_pressed_again_sorts_the_other_way(bureau, vingt_foyers):
    page = bureau.get(FOYERS, {"tri": "dossier", "commune": ""})
    entete = next(un for un in page.context["lue"].entetes if un.colonne.nom == "dossier")
    assert entete.sens == "ascending"
    numeros = [rang.ligne.numero for rang in page.context["lue"].rangs]
    assert numeros == sorted(numeros)
    retourne = bureau.get(FOYERS + entete.adresse)
    assert [rang.ligne.numero for rang in retourne.context["lue"].rangs] == numeros[::-1]
    assert 'aria-sort="descending"' in retourne.text


@pytest.mark.parametrize("tri", ["inconnu", "-", "adultes", "pk", "-password", "nom'"])
def test_a_list_is_not_sorted_by_what_it_does_not_offer(bureau, vingt_foyers, tri):
    assert noms(bureau.get(FOYERS, {"tri": tri})) == noms(bureau.get(FOYERS))


def test_the_filters_stay_in_the_address_of_a_sort_and_of_a_search(bureau, vingt_foyers):
    page = bureau.get(FOYERS, {"q": "nom", "comptes": "sans", "p": "2"})
    adresses = [entete.adresse for entete in page.context["lue"].entetes if entete.adresse]
    assert adresses
    assert all("q=nom" in une and "comptes=sans" in une and "p=" not in une for une in adresses)
    assert '<input type="hidden" name="comptes" value="sans">' in page.text


def test_the_file_of_the_households_holds_what_the_list_shows_and_tells_them(
    bureau, vingt_foyers, famille_martin, agent, django_capture_on_commit_callbacks
):
    type(famille_martin.foyer).objects.filter(pk=famille_martin.foyer.pk).update(
        nom="=1+1", recherche="formule"
    )
    [ligne] = exporter(
        bureau, ListeDesFoyers, django_capture_on_commit_callbacks, q="formule", tri="-dossier"
    )
    assert list(ligne) == entetes(ListeDesFoyers)
    assert (ligne["Dossier"], ligne["Foyer"]) == ("2026-00417", "'=1+1")
    assert "Camille Martin" in ligne["Adultes"]
    trace = famille_martin.foyer.consultations.get()
    assert (trace.quoi, trace.par) == ("export d’une liste de foyers", agent)
    assert not any(foyer.consultations.exists() for foyer in Foyer.objects.exclude(nom="=1+1"))


def test_what_a_family_wrote_is_not_in_the_file_of_the_messages(
    bureau, famille_martin, django_capture_on_commit_callbacks
):
    ouvrir_fil(
        famille_martin.foyer, sujet="Son allergie", texte="Arachide", par=famille_martin.camille
    )
    [ligne] = exporter(bureau, ListeDesMessages, django_capture_on_commit_callbacks)
    assert ligne["Foyer"] == "Martin"
    assert "llergie" not in str(ligne)
    assert "rachide" not in str(ligne)


@pytest.mark.parametrize("sorte", EXPORTEES, ids=lambda sorte: sorte.__name__)
@pytest.mark.parametrize("qui", ["redactrice"])
def test_who_may_not_read_a_list_does_not_take_it_away(connecter, request, sorte, qui):
    adresse = reverse(sorte.adresse_du_fichier)
    reponse = connecter(request.getfixturevalue(qui)).post(adresse, {"format": "csv"})
    assert reponse.status_code in (302, 403)
    assert not Travail.objects.exists()


@pytest.mark.parametrize("sorte", EXPORTEES, ids=lambda sorte: sorte.__name__)
def test_an_empty_list_makes_no_file_and_says_so(connecter, request, sorte):
    adresse = reverse(sorte.adresse_du_fichier)
    siens = {"/gestion/regie/": "regisseur", "/gestion/journal-": "administrateur"}
    qui = next((nom for debut, nom in siens.items() if adresse.startswith(debut)), "agent")
    client = connecter(request.getfixturevalue(qui))
    reponse = client.post(adresse, {"format": "csv", "q": "personne"}, follow=True)
    assert "il n’y a rien à exporter" in reponse.text
    assert not Travail.objects.exists()


# From one row to the next


@pytest.fixture
def fils(famille_martin, voisin):
    """Five conversations, the third a neighbour's."""
    return [
        ouvrir_fil(
            voisin.foyer if rang == 2 else famille_martin.foyer,
            sujet=f"Sujet {rang}",
            texte="Bonjour",
            par=voisin.nadia if rang == 2 else famille_martin.camille,
        )
        for rang in range(5)
    ]


def ouvrir_depuis(client, filtres, fil):
    """The screen of this conversation, opened by its link in the list."""
    liste = client.get(reverse("boite:liste"), filtres)
    adresse = reverse("boite:fil", args=[fil.pk])
    assert f"{adresse}?{liste.context['suite']}" in liste.text
    return client.get(f"{adresse}?{liste.context['suite']}")


def test_the_next_one_is_that_of_the_list_that_one_came_from(bureau, fils):
    filtres = {"etat": "toutes", "q": "sujet", "tri": "-foyer", "p": "1"}
    rangees = [
        rang.ligne["fil"].pk
        for rang in bureau.get(reverse("boite:liste"), filtres).context["lue"].rangs
    ]
    for rang, cle in enumerate(rangees, start=1):
        fil = Fil.objects.get(pk=cle)
        page = ouvrir_depuis(bureau, filtres, fil)
        assert f"{rang} sur 5" in page.text
        assert "etat=toutes&amp;q=sujet&amp;tri=-foyer&amp;p=1" in page.text
        suivante = bureau.get(reverse("boite:suivante", args=[cle]))
        if rang < 5:
            assert suivante.url.startswith(reverse("boite:fil", args=[rangees[rang]]))
        else:
            assert suivante.url.startswith(f"{reverse('boite:liste')}?etat=toutes")


def test_what_was_sought_is_in_no_other_address_than_the_list_s(bureau, fils):
    liste = bureau.get(reverse("boite:liste"), {"etat": "toutes", "q": "martin"})
    liens = [morceau for morceau in liste.text.split('"') if "/messages/" in morceau]
    assert liens
    assert not any("martin" in lien for lien in liens if "de=" in lien)
    assert "martin" not in bureau.get(reverse("boite:suivante", args=[fils[0].pk])).url


def test_the_way_back_ticks_nothing(bureau, fils):
    page = ouvrir_depuis(bureau, {"etat": "toutes", "cocher": "toutes"}, fils[0])
    retour = page.context["place"].retour
    assert "etat=toutes" in retour
    assert "cocher" not in retour


def test_one_that_has_left_the_list_is_followed_by_the_one_in_its_place(bureau, fils, agent):
    rangees = [
        rang.ligne["fil"].pk for rang in bureau.get(reverse("boite:liste")).context["lue"].rangs
    ]
    ouvrir_depuis(bureau, {}, Fil.objects.get(pk=rangees[1]))
    Fil.objects.filter(pk=rangees[1]).update(etat=Fil.Etat.CLOS)
    page = bureau.get(reverse("boite:fil", args=[rangees[1]]))
    assert "2 sur 5" not in page.text
    suivante = bureau.get(reverse("boite:suivante", args=[rangees[1]]))
    assert suivante.url.startswith(reverse("boite:fil", args=[rangees[2]]))


def test_one_opened_from_elsewhere_has_no_place_in_a_list(bureau, fils):
    page = bureau.get(reverse("boite:fil", args=[fils[0].pk]))
    assert page.context["place"] is None
    assert bureau.get(f"{reverse('boite:fil', args=[fils[0].pk])}?de=abc").context["place"] is None


def test_the_session_keeps_the_last_lists_and_no_more(bureau, fils):
    for rang in range(20):
        bureau.get(reverse("boite:liste"), {"q": f"mot{rang}"})
    vues = bureau.session["listes_vues"]
    assert len(vues) == 8
    assert list(vues.values())[-1] == "q=mot19"


def test_a_list_is_kept_once_and_costs_nothing_when_it_is_seen_again(bureau, fils):
    def requetes():
        with CaptureQueriesContext(connection) as capture:
            bureau.get(reverse("boite:liste"), {"etat": "clos"})
        return len(capture)

    requetes()
    avant = requetes()
    assert requetes() == avant
    with CaptureQueriesContext(connection) as capture:
        bureau.get(reverse("boite:liste"), {"etat": "clos"})
    assert not any(une["sql"].startswith("UPDATE") for une in capture)


# Views that an agent keeps


GARDER = reverse("listes:garder")


def garder(client, nom, adresse, liste="boite:liste"):
    return client.post(GARDER, {"liste": liste, "nom": nom, "adresse": adresse}, follow=True)


def test_a_view_is_kept_under_its_name_and_offered_above_the_list(bureau, fils, agent):
    page = garder(bureau, " Les  vieux ", "etat=toutes&tri=-dernier&q=martin&p=2")
    vue = VueDeListe.objects.get()
    assert (vue.par, vue.nom, vue.adresse) == (agent, "Les vieux", "etat=toutes&tri=-dernier")
    assert '<a href="?etat=toutes&amp;tri=-dernier">Les vieux</a>' in page.text
    assert "La vue « Les vieux » est gardée" in page.text


def test_the_same_name_replaces_and_a_view_is_one_s_own(bureau, fils, connecter, collegue):
    garder(bureau, "Mienne", "etat=clos")
    garder(bureau, "Mienne", "etat=repondu")
    vue = VueDeListe.objects.get()
    assert vue.adresse == "etat=repondu"
    autre = connecter(collegue)
    assert "Mienne" not in autre.get(reverse("boite:liste")).text
    assert autre.post(reverse("listes:oublier", args=[vue.pk])).status_code == 404
    assert VueDeListe.objects.exists()


def test_a_view_is_taken_away(bureau, fils):
    garder(bureau, "Mienne", "etat=clos")
    page = bureau.post(reverse("listes:oublier", args=[VueDeListe.objects.get().pk]), follow=True)
    assert "est retirée" in page.text
    assert not VueDeListe.objects.exists()


@pytest.mark.parametrize(
    ("nom", "adresse", "dit"),
    [
        ("", "etat=clos", "Donnez un nom"),
        ("Mienne", "q=martin&p=3", "Choisissez d’abord"),
        ("Mienne", f"agent={'9' * 400}", "trop de critères"),
    ],
)
def test_a_view_that_keeps_nothing_or_too_much_is_refused(bureau, fils, nom, adresse, dit):
    assert dit in garder(bureau, nom, adresse).text
    assert not VueDeListe.objects.exists()


def test_an_agent_keeps_a_dozen_views_of_a_list_and_no_more(bureau, fils):
    for rang in range(13):
        page = garder(bureau, f"Vue {rang}", "etat=clos")
    assert "Vous avez déjà 12 vues" in page.text
    assert VueDeListe.objects.count() == 12


def test_a_view_leads_to_no_other_address_than_a_list(bureau):
    assert garder(bureau, "Ailleurs", "a=b", liste="wagtailadmin_home").status_code == 404


def test_far_in_a_list_what_comes_before_the_page_is_only_a_key(
    bureau, vingt_foyers, monkeypatch, page_de_foyers
):
    """The town of each household before the page was looked up, to be thrown away."""
    monkeypatch.setattr(ListeDesFoyers, "par_page", 5)
    noms, sql = page_de_foyers(p=3)
    assert noms == [f"Nom{rang:02}" for rang in range(9, 14)]  # after the Martin, nine Nom
    avant, _, cles = sql.partition("IN (SELECT")
    assert "commune" in avant
    assert "commune" not in cles.partition("LIMIT 5 OFFSET 10")[0]
    triees, _sql = page_de_foyers(p=3, tri="-foyer")
    assert triees == [f"Nom{rang:02}" for rang in range(9, 4, -1)]


@pytest.mark.parametrize("ordre", [{}, {"tri": "foyer"}, {"tri": "-ouvert"}])
def test_who_lives_there_is_said_in_any_order(bureau, famille_martin, ordre):
    """Sorted by a column, each household had nobody."""
    page = lisible(bureau.get(FOYERS, ordre).text)
    assert "Camille Martin" in page
    assert "Léa" in page


def test_counting_the_households_stops_and_says_so(bureau, vingt_foyers, monkeypatch):
    monkeypatch.setattr(ListeDesFoyers, "compte_max", 10)
    monkeypatch.setattr(ListeDesFoyers, "par_page", 5)
    page = bureau.get(FOYERS, {"p": "9"}).content.decode()
    assert "plus de 10 dossiers" in page
    assert "Les 10 premières lignes sont montrées ici" in page
    assert "Nom08" in page  # page 9 is the last that is shown, the second


@pytest.mark.parametrize("tri", ["foyer", "-foyer"])
def test_the_households_are_read_in_their_order_from_either_end(vingt_foyers, agent, tri):
    lignes = choisir(ListeDesFoyers(agent), QueryDict(f"tri={tri}")).lignes(Foyer.objects.all())
    with connection.cursor() as curseur:
        if connection.vendor == "postgresql":  # which reads twenty rows by reading the table
            curseur.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    assert "foyer_par_nom" in lignes[:5].explain()


@pytest.fixture
def page_de_foyers(bureau):
    """page_de_foyers(p=3) -> (names shown, the SQL of the query that gave them)."""

    def lire(**parametres):
        with CaptureQueriesContext(connection) as lues:
            page = bureau.get(FOYERS, parametres).context["lue"]
        [sql] = [une["sql"] for une in lues if 'AS "commune"' in une["sql"]]
        return [rang.ligne.nom for rang in page.rangs], sql

    return lire
