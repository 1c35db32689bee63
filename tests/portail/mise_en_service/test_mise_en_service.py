"""« Mettre en service » looks at the data: of an empty town, and of one that is set."""

from datetime import date, datetime

import pytest
import time_machine
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.urls import reverse

from cms_pages.identite.nommer import nommer_la_ville
from cms_pages.models import IdentiteSite, PageLegale
from demarches.models import ReglageDemarche, ReglageQuotient
from famille.comptes.openid.service_franceconnect import CODE, franceconnect
from famille.models import CommuneMembre, Courriel, Enfant, Foyer, Utilisateur
from famille.socle.dire import PARIS
from famille.socle.erreurs import Refus
from portail.mise_en_service.essais import envoyer_un_message, essayer_une_famille
from portail.mise_en_service.etapes import etapes
from portail.mise_en_service.fichier import comparer, exporter, importer
from portail.settings.annuaire import FRANCECONNECT
from portail.settings.api_particulier import api_particulier
from reservations.models import (
    Activite,
    Creneau,
    DemandeReservation,
    GrilleTarifaire,
    Ouverture,
    Structure,
)
from reservations.planning.calendrier_initial import choisir_la_zone
from reservations.planning.modeles import MODELES, creer_l_activite
from reservations.tarifs.actions import GrilleDemandee, creer_la_grille
from reservations.tarifs.bureau.collage import lire_la_grille
from tests.donnees.conservation import tout_fixer

pytestmark = pytest.mark.django_db
JOUR = date(2026, 11, 25)
GRILLE = (
    "Quotient\tPrix\tExtérieur\n0 à 600\t3,20\t4,00\n601 à 900 ; 5,60 ; 7\nplus de 900;8;10,00\n"
)


@pytest.fixture(autouse=True)
def _ce_jour():
    with time_machine.travel(datetime(2026, 11, 25, 10, tzinfo=PARIS), tick=False):
        yield


def faites():
    return {etape.cle for etape in etapes() if etape.faite}


def regler(par):
    """What a town types on its first day."""
    nommer_la_ville(
        par=par,
        ville="Clairval",
        telephone="01 99 00 12 34",
        courriel="f@exemple.fr",
        tribunal="Lyon",
    )
    choisir_la_zone("A", "metropole", par=par)
    CommuneMembre.objects.create(nom="Clairval", code_postal="69999")
    mercredis(par)
    for activite in Activite.objects.all():
        grille = GrilleTarifaire(
            activite=activite,
            unite=activite.unite_scolaire,
            debut=date(2026, 9, 1),
            deliberation="n° 1 du 1er juin 2026",
        )
        creer_la_grille(GrilleDemandee(grille, lire_la_grille(GRILLE).tranches), par=par)


def mercredis(par, **autres):
    dits = {
        "structure": "Les Tilleuls",
        "ages": (3, 11),
        "places": 24,
        "dates": (date(2026, 12, 1), date(2027, 6, 30)),
        "ouvre_le": datetime(2026, 11, 25, 9, tzinfo=PARIS),
    }
    return creer_l_activite(MODELES["mercredi"], **dits | autres, par=par)


def test_an_empty_town_has_nothing_ticked_and_each_step_says_why_and_where(vide):
    lues = etapes()
    assert {etape.cle for etape in lues if etape.faite} == set()
    assert {etape.cle for etape in lues} == {
        *("identite", "service", "legales", "communes", "calendrier", "structures", "activites"),
        *("tarifs", "ouverture", "demarches", "courriel", "antivirus", "sauvegarde", "personnel"),
        *("familles", "famille", "invitations", "conservation"),
    }
    for etape in lues:
        assert etape.dit.endswith("."), etape
        assert etape.lien.startswith("/gestion/")


def test_the_home_of_who_has_every_group_reads_the_steps_once_a_minute(
    connecter, administrateur, groupes, django_assert_max_num_queries
):
    administrateur.groups.set(Group.objects.all())
    client = connecter(administrateur)
    client.get("/gestion/")
    with django_assert_max_num_queries(42):  # it took sixty
        assert client.get("/gestion/").status_code == 200


def test_the_services_of_the_state_are_steps_where_the_settings_name_them(
    vide, administrateur, settings
):
    settings.API_PARTICULIER = api_particulier("", "jeton")
    settings.OPENID = {CODE: franceconnect(FRANCECONNECT, "c", "s")}
    neuves = [etape for etape in etapes() if etape.cle in ("caisses", "franceconnect")]
    assert [etape.faite for etape in neuves] == [False, False]
    assert "SIRET" in neuves[0].dit
    ReglageQuotient.objects.update_or_create(defaults={"siret": "20000000000017"})
    SocialAccount.objects.create(user=administrateur, provider=CODE, uid="u")
    assert {"caisses", "franceconnect"} <= faites()
    essais = "https://fcp-low.integ01.dev-franceconnect.fr/api/v2"
    settings.OPENID = {CODE: franceconnect(essais, "c", "s")}
    settings.API_PARTICULIER = api_particulier("https://staging.particulier.test", "jeton")
    assert faites().isdisjoint({"caisses", "franceconnect"})
    assert "inventés" in next(un.dit for un in etapes() if un.cle == "caisses")
    assert "bac à sable" in next(un.dit for un in etapes() if un.cle == "franceconnect")


def test_what_is_set_ticks_its_own_step_and_no_other(vide, administrateur):
    regler(administrateur)
    assert faites() == {
        *("identite", "service", "communes", "calendrier", "structures", "activites"),
        *("tarifs", "ouverture"),
    }


def test_a_step_is_unticked_when_what_it_saw_is_gone(vide, administrateur):
    regler(administrateur)
    GrilleTarifaire.objects.all().delete()
    Creneau.objects.all().delete()
    assert {"tarifs", "activites"} & faites() == set()
    tarifs = next(etape for etape in etapes() if etape.cle == "tarifs")
    assert "Mercredis" in tarifs.dit


def test_a_step_leads_to_the_very_thing_that_is_missing(vide, administrateur):
    def etape(cle):
        return next(une for une in etapes() if une.cle == cle)

    premiere = next(page for page in PageLegale.objects.order_by("path") if page.a_completer)
    assert etape("legales").lien == reverse("wagtailadmin_pages:edit", args=[premiere.pk])
    assert etape("communes").lien.endswith("/create/")
    regler(administrateur)
    GrilleTarifaire.objects.all().delete()
    activite = Activite.objects.get()
    assert f"activite={activite.pk}&unite=demi-journee" in etape("tarifs").lien
    assert "un parent ne peut donner" in etape("demarches").dit
    Activite.objects.update(fiche_exigee=False, assurance_exigee=False)
    assert "un parent ne peut donner" not in etape("demarches").dit


def test_the_menu_leads_back_to_the_list_until_all_is_done(vide, connecter, administrateur, agent):
    retour = '"name": "retour-mise-en-service"'
    client = connecter(administrateur)
    client.get("/gestion/")
    assert retour in client.get("/gestion/communes/").text
    assert retour not in connecter(agent).get("/gestion/").text


def test_legal_pages_are_ticked_once_nothing_is_left_to_write(vide):
    assert "legales" not in faites()
    for page in PageLegale.objects.all():
        blocs = [bloc for bloc in page.corps.raw_data if bloc["type"] != "a_completer"]
        page.corps = page.corps.stream_block.to_python(blocs)
        page.save()
    assert "legales" in faites()


def test_the_list_costs_the_same_in_a_small_and_a_large_town(
    vide, administrateur, django_assert_num_queries, django_assert_max_num_queries
):
    regler(administrateur)
    etapes()  # what this process keeps is read
    with django_assert_max_num_queries(45) as lues:
        etapes()
    for rang in range(30):
        CommuneMembre.objects.create(nom=f"Commune {rang}", code_postal="69000")
        Structure.objects.create(nom=f"Structure {rang}")
    with django_assert_num_queries(len(lues)):
        etapes()


def test_the_administrator_s_home_begins_with_what_is_left_and_an_agent_s_does_not(
    vide, connecter, administrateur, agent
):
    accueil = connecter(administrateur).get("/gestion/").text
    assert "Mettre en service" in accueil
    assert reverse("mise_en_service_identite") in accueil
    assert "titre-mise-en-service" not in connecter(agent).get("/gestion/").text


def test_the_identity_is_said_on_one_screen_and_every_demarche_inherits_it(
    vide, connecter, administrateur
):
    client, adresse = connecter(administrateur), reverse("mise_en_service_identite")
    page = client.get(adresse)
    dits = {nom: page.context["form"].initial.get(nom, "") for nom in page.context["form"].fields}
    reponse = client.post(
        adresse,
        dits
        | {"ville": "Clairval", "service": "Maison de l’enfance", "service_article": "la"}
        | {"telephone": "01 99 00 12 34", "courriel": "f@exemple.fr", "tribunal": "Lyon"},
        follow=True,
    )
    assert "suivent" in reponse.text
    reglage = ReglageDemarche.objects.get(code="contact")
    assert reglage.titre == "J’écris à la Maison de l’enfance"
    assert reglage.repondant.telephone == "01 99 00 12 34"
    assert not {"le téléphone du service"} & set(reglage.manques())
    propre = ReglageDemarche.objects.get(code="naissance")
    propre.service_telephone = "01 99 00 99 99"
    assert propre.repondant.telephone == "01 99 00 99 99"  # what a démarche says otherwise is kept


def test_a_service_without_a_tribunal_gives_no_ways_of_appeal(vide, administrateur):
    nommer_la_ville(par=administrateur, telephone="01 99 00 12 34", courriel="f@exemple.fr")
    reglage = ReglageDemarche.objects.get(code="changement-adresse")
    assert "les voies et délais de recours" in reglage.manques()


class TestModeles:
    def test_one_press_makes_the_centre_the_activity_its_days_and_its_opening(
        self, vide, administrateur
    ):
        choisir_la_zone("A", "metropole", par=administrateur)
        activite, creneaux = mercredis(administrateur)
        jours = set(Creneau.objects.values_list("jour", flat=True))
        assert {jour.weekday() for jour in jours} == {2}
        assert date(2026, 12, 23) not in jours  # Christmas holidays
        assert creneaux == Creneau.objects.count() == 2 * len(jours)
        assert activite.delai_annulation == 7
        ouverture = Ouverture.objects.get()
        assert list(ouverture.activites.all()) == [activite]

    @pytest.mark.parametrize(
        ("modele", "moments", "comptee"),
        [
            ("restaurant", {"3-journee"}, "repas"),
            ("garderie", {"1-matin", "2-apres-midi"}, "seance"),
        ],
    )
    def test_canteen_and_garderie_are_booked_on_school_days_and_counted(
        self, vide, administrateur, modele, moments, comptee
    ):
        choisir_la_zone("A", "metropole", par=administrateur)
        dits = {
            "structure": "École Jean-Zay",
            "ages": (3, 11),
            "places": 120,
            "dates": (date(2026, 12, 1), date(2027, 1, 31)),
            "ouvre_le": datetime(2026, 11, 25, 9, tzinfo=PARIS),
        }
        activite, _creneaux = creer_l_activite(MODELES[modele], **dits, par=administrateur)
        assert activite in Activite.objects.actives()
        assert activite.unite_comptee == comptee
        assert {creneau.moment for creneau in activite.creneaux.all()} == moments
        assert {creneau.jour.weekday() for creneau in activite.creneaux.all()} == {0, 1, 3, 4}

    @pytest.mark.parametrize(("modele", "unite"), [("vacances", "journee"), ("ados", "semaine")])
    def test_holidays_are_opened_by_the_day_or_by_the_week(
        self, vide, administrateur, modele, unite
    ):
        choisir_la_zone("A", "metropole", par=administrateur)
        dits = {
            "structure": "Les Tilleuls",
            "ages": (11, 17),
            "places": 12,
            "dates": (date(2026, 12, 1), date(2027, 3, 1)),
            "ouvre_le": datetime(2026, 11, 25, 9, tzinfo=PARIS),
        }
        activite, _creneaux = creer_l_activite(MODELES[modele], **dits, par=administrateur)
        assert activite.unite_vacances == unite
        assert date(2026, 12, 23) in set(Creneau.objects.values_list("jour", flat=True))

    def test_without_a_known_calendar_nothing_is_made_and_it_says_what_to_do(
        self, vide, administrateur
    ):
        with pytest.raises(Refus, match="choisissez d’abord la zone"):
            mercredis(administrateur)
        assert not Activite.objects.exists()
        assert not Structure.objects.exists()

    def test_twice_is_refused(self, vide, administrateur):
        choisir_la_zone("A", "metropole", par=administrateur)
        mercredis(administrateur)
        with pytest.raises(Refus, match="existe déjà"):
            mercredis(administrateur)


class TestEssais:
    def test_an_invented_family_books_then_nothing_of_it_is_left(self, vide, administrateur):
        regler(administrateur)
        essai = essayer_une_famille(par=administrateur)
        assert essai.jour == date(2026, 12, 2)
        assert "€" in essai.prix
        for modele in (Foyer, Enfant, DemandeReservation):
            assert not modele.objects.exists(), modele
        assert not Courriel.objects.exists()
        assert "famille" in faites()

    def test_why_no_family_could_book_is_said_and_nothing_is_ticked(self, vide, administrateur):
        with pytest.raises(Refus, match="Aucun créneau"):
            essayer_une_famille(par=administrateur)
        assert "famille" not in faites()

    def test_the_mail_is_ticked_once_it_has_left(self, vide, administrateur):
        envoyer_un_message(par=administrateur)
        Courriel.objects.update(envoye_le=None)
        assert "courriel" not in faites()
        Courriel.objects.update(envoye_le=datetime(2026, 11, 25, 10, tzinfo=PARIS))
        assert "courriel" in faites()

    def test_a_town_that_has_written_to_families_is_not_told_that_nothing_left(self, vide):
        Courriel.objects.create(
            cle="facture-1", destinataire="a@exemple.fr", sujet="Votre facture", texte="Bonjour"
        )
        assert "courriel" not in faites()
        Courriel.objects.update(envoye_le=datetime(2026, 11, 25, 10, tzinfo=PARIS))
        assert "courriel" in faites()
        assert not any("Aucun message" in etape.dit for etape in etapes())

    def test_without_its_periods_a_town_is_not_ready_for_families(self, vide):
        assert "conservation" not in faites()
        tout_fixer()
        assert "conservation" in faites()


class TestFichier:
    def test_a_test_town_goes_whole_into_an_empty_one(self, vide, administrateur):
        regler(administrateur)
        ecrit = exporter()
        assert "Clairval" in ecrit
        for modele in (GrilleTarifaire, Ouverture, Creneau, Activite, Structure, CommuneMembre):
            modele.objects.all().delete()
        nommer_la_ville(par=administrateur, ville="Autre", tribunal="")
        assert exporter() != ecrit
        importer(ecrit, par=administrateur)
        assert exporter() == ecrit
        assert importer(ecrit, par=administrateur) == []  # the same file twice changes nothing

    def test_the_dry_run_says_each_change_and_makes_none(self, vide, administrateur):
        regler(administrateur)
        autre = exporter().replace("ville: Clairval", "ville: Clairmont")
        avant = exporter()
        [changement] = comparer(autre, par=administrateur)
        assert changement.champs == (("ville", "Clairval", "Clairmont"),)
        assert exporter() == avant
        assert IdentiteSite.objects.get().ville == "Clairval"

    @pytest.mark.parametrize(
        ("texte", "dit"),
        [
            ("- une liste", "pas un fichier de réglages"),
            ("portail: 2\n", "version 2"),
            ("portail: 1\ninconnu: []\n", "inconnu"),
            ("portail: 1\ncommunes: [{nom: X}]\n", "reconnaître"),
            ("portail: 1\ncommunes: [{nom: X, code_postal: '1', pk: 3}]\n", "pk"),
            ("portail: 1\ngroupes: [{activite: [[Y], Z], nom: A, age_min: 1, age_max: 2}]\n", "Y"),
            ("portail: 1\nidentite: {couleur_principale: '#ffffff'}\n", "contraste"),
            ("portail: [", "ne se lit pas"),
        ],
    )
    def test_a_file_that_cannot_be_is_refused_in_a_sentence_and_writes_nothing(
        self, vide, administrateur, texte, dit
    ):
        avant = exporter()
        with pytest.raises(Refus, match=dit):
            importer(texte, par=administrateur)
        assert exporter() == avant

    def test_no_account_no_password_and_no_family_goes_out(self, vide, administrateur, voisin):
        ecrit = exporter()
        for tu in ("Benali", administrateur.email, "password", "CLE_SECRETE"):
            assert tu not in ecrit

    def test_the_command_says_what_would_change_then_changes_it(
        self, vide, administrateur, tmp_path, capsys
    ):
        fichier = tmp_path / "ville.yaml"
        call_command("reglages", "exporter", fichier)
        texte = fichier.read_text().replace(
            "nom_portail: Portail Famille", "nom_portail: Mon portail"
        )
        fichier.write_text(texte)
        call_command("reglages", "importer", fichier, essai=True)
        assert "'Portail Famille' → 'Mon portail'" in capsys.readouterr().out
        assert IdentiteSite.objects.get().nom_portail == "Portail Famille"
        call_command("reglages", "importer", fichier)
        assert IdentiteSite.objects.get().nom_portail == "Mon portail"
        fichier.write_text("rien")
        with pytest.raises(CommandError, match="réglages"):
            call_command("reglages", "importer", fichier)


class TestGrilleCollee:
    def test_tabs_and_semicolons_ranges_and_titles_are_read(self):
        lue = lire_la_grille(GRILLE)
        assert lue.fautes == ()
        assert [
            (t.jusqua and int(t.jusqua), f"{t.prix}", f"{t.prix_hors_commune}")
            for t in lue.tranches
        ] == [
            (600, "3.20", "4.00"),
            (900, "5.60", "7"),
            (None, "8", "10.00"),
        ]

    def test_each_cell_that_cannot_be_read_is_told_with_its_line(self):
        lue = lire_la_grille("0 à 600;trois\n900\nplus de 900;8,505;x")
        assert [(f.ligne, f.colonne, f.lu) for f in lue.fautes] == [
            (1, "prix", "trois"),
            (2, "ligne", "900"),
            (3, "prix", "8,505"),
            (3, "prix à l’extérieur", "x"),
        ]

    def test_the_screen_shows_what_families_would_pay_before_it_is_kept(
        self, vide, connecter, administrateur
    ):
        regler(administrateur)
        GrilleTarifaire.objects.all().delete()
        client, adresse = connecter(administrateur), reverse("reservations_bureau:grille_collee")
        activite = Activite.objects.get()
        dits = {
            "activite": activite.pk,
            "unite": "demi-journee",
            "debut": "2026-09-01",
            "deliberation": "n° 1",
            "grille": GRILLE,
        }
        apercu = client.post(adresse, dits, follow=True)
        assert "rien n’est encore enregistré" in apercu.text
        assert not GrilleTarifaire.objects.exists()
        client.post(adresse, dits | {"quoi": "confirmer"})
        assert GrilleTarifaire.objects.get().tranches.count() == 3
        baisse = client.post(
            adresse, dits | {"debut": "2027-01-01", "grille": "600;5\nplus de 600;4"}, follow=True
        )
        assert "ne peut pas" in baisse.text


def test_who_is_no_administrator_enters_none_of_it(vide, connecter, agent):
    client = connecter(agent)
    for nom in ("", "_identite", "_essais", "_fichier"):
        reponse = client.get(reverse(f"mise_en_service{nom}"))
        assert reponse.status_code in {302, 403}
    assert Utilisateur.objects.filter(is_superuser=True).count() == 0
