"""The agents' screens of the households: find, read (which leaves a trace), open, change."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from famille import actions
from famille.dossier.foyers.bureau import url, url_du_foyer
from famille.journal.trigrammes import INDEX, indexer
from famille.models import Courriel, Facture, Foyer, Responsable, Utilisateur

pytestmark = pytest.mark.django_db
ADRESSE = {
    "voie": "5 rue Grande",
    "code_postal": "36130",
    "commune": "Déols",
    "depuis": date(2026, 1, 1),
}


def test_a_household_and_an_invoice_are_found_by_an_index_on_postgresql(famille_martin):
    actions.rafraichir_recherche(famille_martin.foyer)
    trouves = Foyer.objects.cherches("artin").order_by()
    numeros = Facture.objects.filter(numero__contains="F-2026")
    assert list(trouves) == [famille_martin.foyer]
    assert not numeros.exists()
    if connection.vendor != "postgresql":
        return  # SQLite reads them all: docs/comprendre/bureau.md
    with connection.cursor() as curseur:
        curseur.execute("SET LOCAL enable_seqscan = off")
    assert "foyer_recherche_trigrammes" in trouves.explain()
    assert "facture_numero_trigrammes" in numeros.explain()


@pytest.mark.postgresql
def test_where_the_role_may_not_index_the_search_all_goes_on_and_the_next_time_does_it(caplog):
    with connection.cursor() as curseur:
        for nom in INDEX:
            curseur.execute(f"DROP INDEX {nom}")
        curseur.execute("CREATE ROLE loue; GRANT SELECT ON ALL TABLES IN SCHEMA public TO loue")
        curseur.execute("SET LOCAL ROLE loue")
        assert not indexer(connection)
        assert "Search has no index" in caplog.text
        assert not Foyer.objects.exists()  # the transaction of the migration is not lost
        curseur.execute("RESET ROLE")
        assert indexer(connection)
        curseur.execute("SELECT indexname FROM pg_indexes WHERE indexname LIKE '%_trigrammes'")
        assert {nom for (nom,) in curseur.fetchall()} == INDEX.keys()


@pytest.fixture
def bureau(connecter, agent):
    return connecter(agent)


@pytest.fixture
def foyer(agent):
    """Zoé Œuvrard-Lefèvre, her son Noé, a mail and a telephone."""
    foyer = actions.creer_foyer(nom="Œuvrard-Lefèvre", adresse=ADRESSE, par=agent)
    actions.ajouter_responsable(
        foyer,
        prenom="Zoé",
        nom="Œuvrard",
        courriel="zoe@exemple.fr",
        telephone_portable="06 39 98 00 17",
        par=agent,
    )
    actions.ajouter_enfant(
        foyer, prenom="Noé", nom="Lefèvre", naissance=date(2019, 3, 2), par=agent
    )
    return foyer


def trouves(client, recherche, **filtres):
    reponse = client.get(url("index"), {"q": recherche, **filtres})
    assert reponse.status_code == 200
    return [foyer.nom for foyer in reponse.context["lue"].page]


@pytest.mark.parametrize(
    "recherche",
    [
        "Œuvrard",
        "oeuvrard lefevre",
        "NOE",
        "noé oeuvrard",
        f"{timezone.localdate().year}-",
        "zoe@exemple.fr",
        "06 39 98 00 17",
        "0639980017",
        "+33 6 39 98 00 17",
        "06.39.98.00.17",
    ],
)
def test_a_household_is_found_whatever_the_accents_and_the_spelling_of_a_telephone(
    bureau, foyer, voisin, recherche
):
    assert trouves(bureau, recherche) == ["Œuvrard-Lefèvre"]


@pytest.mark.parametrize("recherche", ["%", "’", "* _"])
def test_signs_alone_find_nobody(bureau, foyer, recherche):
    assert trouves(bureau, recherche) == []


def test_what_nobody_answers_says_what_to_do(bureau, foyer):
    reponse = bureau.get(url("index"), {"q": "personne"})
    assert "Aucun foyer ne répond à ces critères" in reponse.content.decode()


def test_filters_by_town_and_by_account(bureau, foyer, famille_martin):
    assert trouves(bureau, "", commune="membre") == ["Martin"]
    assert trouves(bureau, "", commune="hors") == ["Œuvrard-Lefèvre"]
    assert trouves(bureau, "", comptes="a-activer") == ["Œuvrard-Lefèvre"]
    assert trouves(bureau, "", comptes="sans") == []
    assert len(trouves(bureau, "", comptes="n’importe quoi", ordre="x", p="z")) == 2


def requetes(client, adresse):
    with CaptureQueriesContext(connection) as capture:
        assert client.get(adresse).status_code == 200
    return len(capture)


def test_the_list_takes_as_many_queries_for_1_and_30_households(bureau, agent):
    nombres = []
    bureau.get(url("index"))  # what Django and Wagtail keep in memory is read once
    for rang in range(30):
        un_foyer = actions.creer_foyer(nom=f"Petit {rang}", adresse=ADRESSE, par=agent)
        for personne in ("Zoé", "Ali"):
            actions.ajouter_responsable(
                un_foyer, prenom=personne, nom="Petit", courriel="", par=agent
            )
            actions.ajouter_enfant(
                un_foyer, prenom=personne, nom="Petit", naissance=date(2019, 1, 1), par=agent
            )
        if rang in (0, 29):
            nombres.append(requetes(bureau, url("index")))
    assert nombres[0] == nombres[1] <= 17


def test_a_file_takes_as_many_queries_for_1_and_30_rows(bureau, agent):
    foyer = actions.creer_foyer(nom="Petit", adresse=ADRESSE, par=agent)
    nombres = []
    for rang in range(30):
        actions.ajouter_responsable(
            foyer, prenom=f"A{rang}", nom="P", courriel=f"a{rang}@exemple.fr", par=agent
        )
        actions.ajouter_enfant(
            foyer, prenom=f"E{rang}", nom="P", naissance=date(2019, 1, 1), par=agent
        )
        if rang in (0, 29):
            bureau.get(url_du_foyer(foyer))  # what the portal keeps in memory is read once
            nombres.append(requetes(bureau, url_du_foyer(foyer)))
    assert (
        nombres[0] == nombres[1] <= 19
    )  # 14 of its own, 5 of Wagtail’s menu, which is kept when served


def test_each_reading_of_a_file_leaves_a_line_that_the_file_shows(bureau, agent, foyer):
    bureau.get(url_du_foyer(foyer))
    page = bureau.get(url_du_foyer(foyer, "historique")).content.decode()
    assert [(c.par, c.quoi) for c in foyer.consultations.all()] == [(agent, "fiche du foyer")] * 2
    assert "Sophie Renard" in page


def test_a_file_shows_its_people_its_addresses_and_its_journal(bureau, foyer, agent):
    actions.changer_adresse(
        foyer, **ADRESSE | {"voie": "9 rue Neuve", "depuis": date(2026, 2, 1)}, par=agent
    )
    page = bureau.get(url_du_foyer(foyer, "famille")).content.decode()
    for attendu in (
        "Zoé Œuvrard",
        "Compte à activer",
        "Noé Lefèvre",
        "9 rue Neuve",
        "Adresses précédentes",
        "06 39 98",
    ):
        assert attendu in page


@pytest.mark.parametrize("qui", ["redactrice", "directrice", "administrateur", "camille"])
@pytest.mark.parametrize(
    "ecran", ["index", "create", "inspect", "edit", "adresse", "nouvel_adulte", "nouvel_enfant"]
)
def test_nobody_else_enters(connecter, request, famille_martin, qui, ecran):
    compte = famille_martin.camille if qui == "camille" else request.getfixturevalue(qui)
    arguments = [] if ecran in ("index", "create") else [famille_martin.foyer.pk]
    assert connecter(compte).get(url(ecran, *arguments)).status_code in (302, 403)
    assert not famille_martin.foyer.consultations.exists()


def test_communication_sees_no_menu_of_families(connecter, redactrice, agent):
    assert "/gestion/foyers/" not in connecter(redactrice).get("/gestion/").content.decode()
    assert "/gestion/foyers/" in connecter(agent).get("/gestion/").content.decode()


@pytest.mark.parametrize("adresse", ["/gestion/foyers/delete/{}/", "/gestion/foyers/{}/delete/"])
def test_no_address_deletes_a_household(bureau, foyer, adresse):
    assert bureau.post(adresse.format(foyer.pk)).status_code == 404


def saisie(**autres):
    return {
        "foyer-nom": "Petit",
        "foyer-situation": "maries",
        "adresse-voie": "5 rue Grande",
        "adresse-code_postal": "36130",
        "adresse-commune": "Déols",
        "adresse-depuis": "2026-01-01",
        "adultes-TOTAL_FORMS": "2",
        "adultes-INITIAL_FORMS": "0",
        "adultes-0-prenom": "Ali",
        "adultes-0-nom": "Petit",
        "adultes-0-lien": "parent",
        "adultes-0-courriel": "ali@exemple.fr",
        "adultes-0-telephone_portable": "06 39 98 00 21",
        "adultes-1-lien": "parent",
        "enfants-TOTAL_FORMS": "1",
        "enfants-INITIAL_FORMS": "0",
        "enfants-0-prenom": "Mia",
        "enfants-0-nom": "Petit",
        "enfants-0-naissance": "2020-05-04",
        "enfants-0-garde": "principale",
        **autres,
    }


def test_a_whole_file_is_opened_on_one_page(bureau, agent):
    reponse = bureau.post(url("create"), saisie())
    foyer = Foyer.objects.get(nom="Petit")
    assert reponse.url == url_du_foyer(foyer)
    assert [str(adulte) for adulte in foyer.responsables.all()] == ["Ali Petit"]
    assert [str(enfant) for enfant in foyer.enfants.all()] == ["Mia Petit"]
    assert foyer.adresse.commune == "Déols"
    assert Courriel.objects.get().destinataire == "ali@exemple.fr"
    assert {modification.par for modification in foyer.modifications.all()} == {agent}


@pytest.mark.parametrize(
    ("courriel", "phrase"),
    [
        ("ali@exemple.fr", "Un lien d’activation part à ali@exemple.fr."),
        ("", "Aucun lien d’activation ne part : aucun adulte n’a d’adresse e-mail."),
    ],
)
def test_what_is_said_of_the_activation_links_is_what_left(bureau, courriel, phrase):
    reponse = bureau.post(url("create"), saisie(**{"adultes-0-courriel": courriel}), follow=True)
    assert phrase in reponse.text
    assert Courriel.objects.count() == bool(courriel)


def test_no_link_is_said_to_leave_for_an_account_that_another_household_made(bureau, voisin):
    voisin.nadia.set_unusable_password()
    voisin.nadia.save()
    la_meme = {"adultes-0-courriel": voisin.nadia.email, "adultes-0-meme_compte": "on"}
    reponse = bureau.post(url("create"), saisie(**la_meme), follow=True)
    assert "Aucun lien d’activation ne part : le compte existe déjà." in reponse.text
    assert not Courriel.objects.exists()


def test_one_more_child_may_be_asked_and_nothing_typed_is_lost(bureau):
    reponse = bureau.post(url("create"), saisie(ajouter="enfants", **{"foyer-nom": ""}))
    page = reponse.content.decode()
    assert reponse.status_code == 200
    assert "enfants-1-prenom" in page
    assert 'value="Mia"' in page
    assert "w-field__errors" not in page or "Ce champ est obligatoire" not in page
    assert not Foyer.objects.exists()


def test_opening_with_an_address_already_used_says_whose_it_is_and_keeps_what_was_typed(
    bureau, voisin
):
    reponse = bureau.post(
        url("create"), saisie(**{"adultes-0-courriel": "nadia.benali@exemple.fr"})
    )
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "déjà celle de Nadia Benali, dossier 2026-00418" in page
    assert 'value="Ali"' in page
    assert not Foyer.objects.filter(nom="Petit").exists()


def test_a_file_needs_an_adult(bureau):
    vide = {
        f"adultes-0-{champ}": "" for champ in ("prenom", "nom", "courriel", "telephone_portable")
    }
    reponse = bureau.post(url("create"), saisie(**vide))
    assert "Ajoutez au moins un adulte" in reponse.content.decode()


def test_two_adults_do_not_share_one_address(bureau):
    double = {
        "adultes-1-prenom": "Eve",
        "adultes-1-nom": "Petit",
        "adultes-1-courriel": "ALI@exemple.fr",
    }
    assert (
        "chacun a besoin de la sienne"
        in bureau.post(url("create"), saisie(**double)).content.decode()
    )


@pytest.mark.parametrize(
    ("ecran", "donnees", "attendu"),
    [
        ("edit", {"nom": "Lefèvre", "situation": "separes"}, "Lefèvre"),
        ("adresse", {**ADRESSE, "voie": "9 rue Neuve"}, "9 rue Neuve"),
        ("quotient", {"valeur": "842,50", "debut": "2026-09-01", "source": "declare"}, "842,5"),
        (
            "nouvel_adulte",
            {"prenom": "Ada", "nom": "Roy", "lien": "parent", "courriel": "ada@exemple.fr"},
            "Ada Roy",
        ),
        (
            "nouvel_enfant",
            {"prenom": "Eva", "nom": "R", "naissance": "2021-02-03", "garde": "principale"},
            "Eva R",
        ),
    ],
)
def test_each_part_of_a_file_is_changed_on_a_small_page(
    bureau, agent, foyer, ecran, donnees, attendu
):
    assert bureau.get(url(ecran, foyer.pk)).status_code == 200
    reponse = bureau.post(url(ecran, foyer.pk), donnees, follow=True)
    assert reponse.redirect_chain[0][0] == url_du_foyer(foyer, "famille")
    assert attendu in reponse.content.decode()
    assert foyer.modifications.first().par == agent


def test_an_adult_is_edited_and_his_new_mail_is_his_account(bureau, foyer):
    responsable = foyer.responsables.get()
    donnees = {
        "prenom": "Zoé",
        "nom": "Petit",
        "lien": "parent",
        "courriel": "zoe.petit@exemple.fr",
    }
    bureau.post(url("adulte", responsable.pk), donnees | {"telephone_portable": "06 39 98 00 17"})
    responsable.refresh_from_db()
    assert (responsable.nom, responsable.utilisateur.email) == ("Petit", "zoe.petit@exemple.fr")


def test_an_adults_mail_used_by_another_is_refused_beside_the_field(bureau, foyer, voisin):
    donnees = {"prenom": "Zoé", "nom": "Œuvrard", "lien": "parent", "courriel": voisin.nadia.email}
    reponse = bureau.post(url("adulte", foyer.responsables.get().pk), donnees)
    assert reponse.status_code == 422
    assert "courriel" in reponse.context["form"].errors
    assert Utilisateur.objects.filter(email="zoe@exemple.fr").exists()


def test_the_activation_link_is_sent_again(bureau, foyer):
    avant = Courriel.objects.count()
    reponse = bureau.post(url("renvoyer_le_lien", foyer.responsables.get().pk), follow=True)
    assert Courriel.objects.count() == avant + 1
    assert "Un nouveau lien d’activation part à zoe@exemple.fr." in reponse.content.decode()


def test_no_link_for_an_account_in_use(bureau, famille_martin):
    reponse = bureau.post(
        url("renvoyer_le_lien", famille_martin.foyer.responsables.get().pk), follow=True
    )
    assert "aucun lien n’est envoyé" in reponse.content.decode()
    assert not Courriel.objects.exists()


def test_a_child_and_his_stay_are_edited(bureau, foyer):
    rattachement = foyer.rattachements.get()
    bureau.post(
        url("enfant", rattachement.pk), {"prenom": "Noé", "nom": "Roy", "naissance": "2019-03-02"}
    )
    bureau.post(url("residence", rattachement.pk), {"garde": "alternee", "fin": "2030-01-01"})
    rattachement.refresh_from_db()
    assert (rattachement.enfant.nom, rattachement.garde, rattachement.fin) == (
        "Roy",
        "alternee",
        date(2030, 1, 1),
    )


def test_a_child_to_come_is_not_born(bureau, foyer):
    donnees = {"prenom": "Eva", "nom": "R", "naissance": "2999-01-01", "garde": "principale"}
    assert (
        "vérifiez l’année" in bureau.post(url("nouvel_enfant", foyer.pk), donnees).content.decode()
    )


def test_a_child_of_another_household_is_found_and_attached(bureau, foyer, famille_martin):
    actions.rafraichir_recherche(famille_martin.foyer)
    page = bureau.get(url("rattacher", foyer.pk), {"q": "martin lea"})
    assert famille_martin.lea in page.context["trouves"]
    assert "(2026-00417)" in page.text
    donnees = {"enfant": famille_martin.lea.pk, "garde": "alternee", "debut": "2026-09-01"}
    assert (
        "Son autre foyer en est prévenu"
        in bureau.post(url("rattacher", foyer.pk), donnees, follow=True).text
    )
    assert famille_martin.lea in foyer.enfants.all()
    assert "Aussi dans le" in bureau.get(url_du_foyer(foyer, "famille")).content.decode()


def test_no_other_household_is_said_to_be_told_where_nobody_has_an_account(
    bureau, foyer, famille_martin
):
    famille_martin.foyer.responsables.update(utilisateur=None)
    donnees = {"enfant": famille_martin.lea.pk, "garde": "alternee", "debut": "2026-09-01"}
    page = bureau.post(url("rattacher", foyer.pk), donnees, follow=True).text
    assert "aucun e-mail ne part" in page
    assert "en est prévenu" not in page


def test_the_towns_of_the_agglomeration_are_kept_by_the_administration(connecter, administrateur):
    client = connecter(administrateur)
    assert client.get(reverse("communes_modeladmin_index")).status_code == 200
    client.post(reverse("communes_modeladmin_create"), {"nom": "Déols", "code_postal": "36130"})
    assert "Déols" in client.get(reverse("communes_modeladmin_index")).content.decode()


def test_a_file_whose_adult_left_says_so(bureau, foyer, agent):
    actions.modifier_responsable(
        Responsable.objects.get(foyer=foyer), fin=date(2026, 1, 1), par=agent
    )
    assert "A quitté le foyer" in bureau.get(url_du_foyer(foyer, "famille")).content.decode()


def test_reading_one_persons_form_leaves_a_line_too(bureau, foyer):
    for ecran, ligne in (
        ("adulte", foyer.responsables.get()),
        ("enfant", foyer.rattachements.get()),
    ):
        assert bureau.get(url(ecran, ligne.pk)).status_code == 200
    assert {c.quoi for c in foyer.consultations.all()} == {
        "fiche de Zoé Œuvrard",
        "fiche de Noé Lefèvre",
    }
