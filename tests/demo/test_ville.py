"""What the demo town holds, and where it refuses to be."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.utils import timezone

from cms_pages.models import PlatDuMenu
from demarches.instruction.liste_des_places import en_retard
from demarches.models import CampagneReinscription, Demande, ReponseDeReinscription
from demo.management.commands import ville_demo
from demo.ville import COMPTES, FAMILLES, MOT_DE_PASSE, PERSONNEL, fabrique
from demo.ville.demandes.histoires import Issue
from demo.ville.foyers import ecriture, personnages
from demo.ville.foyers.foule import Foule
from demo.ville.jours import annee_scolaire
from demo.ville.marque import marque
from famille.comptes.second_facteur.facteurs import a_un_second_facteur
from famille.dossier.documents import laboratoire
from famille.dossier.documents.fichiers import verifier
from famille.dossier.foyers.fiche_enfant import dire_les_manques, points_a_faire
from famille.models import (
    Autorisation,
    Document,
    Enfant,
    Foyer,
    Modification,
    Rattachement,
    Utilisateur,
)
from reservations.models import (
    Creneau,
    GrilleTarifaire,
    Ouverture,
    Reservation,
    Tirage,
    VoeuDeListe,
)
from reservations.presences.choix import lire_les_jours
from reservations.regles.calendrier import PARIS
from reservations.saisons.finit import ce_qui_finit
from tests.famille.documents.test_fichiers import PDF, envoi

JOUR = date(2026, 11, 25)


def test_three_hundred_households_and_five_hundred_children_are_planned():
    foule = Foule(300, 500, JOUR)
    assert len(foule.foyers) == 300
    assert len(foule.enfants) == 500
    partages = [rang for foyer in foule.foyers for rang, _garde in foyer.enfants]
    assert len(partages) > len(set(partages))  # some children have two households


def test_the_same_day_gives_the_same_town():
    assert vars(Foule(60, 90, JOUR).foyers[7]) == vars(Foule(60, 90, JOUR).foyers[7])


@pytest.mark.django_db
def test_the_papers_that_it_draws_wait_for_no_child(monkeypatch):
    class Vu(Exception):
        pass

    def marquer():
        monkeypatch.setattr(laboratoire, "_dans_un_enfant", lambda *_: pytest.fail("a child"))
        assert verifier(envoi(PDF)).type_mime == "application/pdf"
        raise Vu

    monkeypatch.setattr(fabrique, "marquer", marquer)
    with pytest.raises(Vu):
        fabrique.creer_la_ville(avancer=list)


@pytest.mark.horloge
@pytest.mark.usefixtures("village")
class TestVillage:
    def test_everybody_is_there(self):
        assert Foyer.objects.count() == 36
        assert Enfant.objects.count() == 60
        assert Foyer.objects.get(numero="2026-00417").nom == "Martin"
        assert Rattachement.objects.filter(garde="alternee").count() > 2

    def test_each_state_has_its_demandes_and_some_are_late(self):
        assert {issue.value for issue in Issue} <= set(
            Demande.objects.values_list("statut", flat=True)
        )
        assert Demande.objects.a_traiter().filter(en_retard(timezone.localdate())).exists()
        assert not Demande.objects.filter(deposee_le__isnull=False, accuse=None).exists()

    def test_the_martins_live_where_their_validated_demande_says(self):
        foyer = Foyer.objects.get(numero="2026-00417")
        assert foyer.adresse.voie == "12 rue Bourdillon"
        assert Modification.objects.filter(foyer=foyer, origine__startswith="demande D-").exists()

    def test_a_day_with_its_meal_says_what_part_of_its_price_the_meal_is(self):
        """Else a CESU and the tax attestation would count it as childcare."""
        parts = GrilleTarifaire.objects.filter(unite__in=["journee", "semaine"])
        assert parts.exists()
        assert not parts.filter(part_repas=0).exists()

    def test_menus_are_of_school_days_and_hold_what_a_child_does_not_bear(self):
        jours = set(PlatDuMenu.objects.values_list("jour", flat=True))
        servis = set(Creneau.objects.filter(activite__service="restauration", jour__in=jours))
        assert {creneau.jour for creneau in servis} == jours
        lea = Enfant.objects.get(prenom="Léa", foyers__numero="2026-00417")
        siennes = set(lea.fiche_sanitaire.allergenes)
        assert [plat for plat in PlatDuMenu.objects.all() if siennes & set(plat.allergenes)]

    def test_somebody_leaves_and_an_activity_is_given_up(self):
        fins = ce_qui_finit(timezone.localdate())
        assert fins.partants
        assert fins.inscriptions

    def test_in_summer_the_season_to_come_is_ready(self):
        jour = timezone.localdate()
        suivante = Creneau.objects.filter(jour__gt=date(annee_scolaire(jour) + 1, 8, 31))
        assert suivante.exists() == (jour.month in (6, 7, 8))

    def test_no_file_is_said_to_be_scanned_where_nothing_scans(self):
        """The demonstration has no antivirus; one file of a story was stopped by one."""
        etats = Document.objects.values_list("etat", flat=True).distinct()
        assert set(etats) == {"non-analyse", "infecte"}

    def test_the_martins_have_a_blocked_paper_and_something_to_renew(self):
        foyer = Foyer.objects.get(numero="2026-00417")
        compte = Utilisateur.objects.get(email="camille.martin@exemple.fr")
        etats = set(Document.objects.de(compte).values_list("etat", flat=True))
        assert etats == {"non-analyse", "infecte"}
        hugo = Enfant.objects.du([foyer]).get(prenom="Hugo")
        points = points_a_faire(Enfant.objects.du([foyer]), hugo.pk)
        [assurance, autorisations] = dire_les_manques(points)
        assert assurance.startswith("L’assurance extrascolaire finit le")
        assert autorisations == "Des autorisations attendent votre réponse."

    def test_the_martins_have_a_month_to_look_at_and_something_waiting(self):
        foyer = Foyer.objects.get(numero="2026-00417")
        siennes = Reservation.objects.filter(foyer=foyer)
        aujourd_hui = timezone.localdate()
        depuis_la_rentree = aujourd_hui - date(annee_scolaire(aujourd_hui), 9, 1)
        attendues = {"present", "absent"}
        if depuis_la_rentree >= timedelta(weeks=4):  # before, there were too few Wednesdays
            attendues.add("absent-justifie")
        assert attendues <= set(siennes.values_list("presence", flat=True))
        assert [quotient.valeur for quotient in foyer.quotients.order_by("debut")] == [915, 842]
        attend = foyer.demandes.get(code="informations-du-foyer")
        libelles = {ligne["libelle"] for ligne in attend.demarche.changements(attend)}
        assert attend.statut == Demande.Statut.EN_ATTENTE
        assert "Hugo · Assurance, numéro de contrat" in libelles
        assert "Léa · Droit à l’image" not in libelles  # a refusal waits for nobody
        dites = Autorisation.objects.filter(enfant__foyers=foyer)
        assert not dites.filter(par=None).exists()
        assert dites.filter(genre="image", enfant__prenom="Léa").count() > 1

    def de_la_saison(self):
        return Ouverture.objects.filter(
            debut__lte=date(annee_scolaire(timezone.localdate()) + 1, 8, 31)
        )

    def test_holidays_that_open_late_enough_take_the_wishes_of_the_martins(self):
        tard = timezone.localdate() + timedelta(days=15)
        futures = self.de_la_saison().filter(ouvre_le__date__gt=tard)
        en_cours = Tirage.objects.exclude(etat=Tirage.Etat.PUBLIE)
        assert en_cours.count() == min(1, futures.count())
        for tirage in en_cours:
            assert tirage.ouverture.recoit_des_voeux(timezone.now())
            assert tirage.listes.filter(foyer__numero="2026-00417").exists()
            assert tirage.listes.count() > 5

    def test_the_next_holidays_have_answered_their_wishes_with_reasons(self):
        bientot = Ouverture.objects.filter(ouvre_le__gt=timezone.now(), voeux_au__lt=timezone.now())
        prevues = self.de_la_saison().filter(
            ouvre_le__gt=timezone.now(), ouvre_le__lt=timezone.now() + timedelta(days=15)
        )
        assert bientot.exists() == prevues.exists()
        for tirage in Tirage.objects.filter(ouverture__in=bientot):
            voeux = VoeuDeListe.objects.filter(liste__tirage=tirage)
            assert tirage.publie
            assert voeux.filter(issue=VoeuDeListe.Issue.OBTENU).exists()
            refus = voeux.filter(issue=VoeuDeListe.Issue.NON_OBTENU)
            assert any(un.raison for un in refus)
            assert voeux.filter(liste__foyer__numero="2026-00417").exists()

    def test_a_campaign_that_is_open_has_answers_of_each_kind_but_of_the_martins(self):
        ouvertes = CampagneReinscription.objects.ouvertes(timezone.localdate())
        reponses = ReponseDeReinscription.objects.all()
        assert reponses.exists() == ouvertes.exists()
        if ouvertes.exists():  # in summer: tests.horloge
            assert set(reponses.values_list("revient", flat=True)) == {True, False}
            assert not reponses.filter(demande__foyer__numero="2026-00417").exists()

    def test_their_children_are_in_the_class_of_their_age(self):
        lea, hugo = Enfant.objects.filter(nom="Martin", foyers__numero="2026-00417")
        rentree = annee_scolaire(timezone.localdate())
        assert (lea.prenom, lea.nom_classe, rentree - lea.naissance.year) == ("Léa", "CE2", 8)
        assert (hugo.prenom, hugo.nom_classe, rentree - hugo.naissance.year) == ("Hugo", "GS", 5)

    def test_each_listed_account_signs_in_and_staff_have_a_second_factor(self):
        for fiche in [*COMPTES, *FAMILLES, *PERSONNEL]:
            compte = Utilisateur.objects.get(email=fiche["courriel"])
            assert compte.check_password(MOT_DE_PASSE), fiche["courriel"]
            assert compte.emailaddress_set.get().verified
            assert a_un_second_facteur(compte) is ("secret" in fiche)

    def test_a_director_finds_a_list_with_an_absence_announced_whatever_the_day(self):
        activite = (
            Utilisateur.objects.get(email="directrice@exemple.fr")
            .structures_dirigees.get()
            .activites.get()
        )
        jour = lire_les_jours(activite, None, timezone.localdate()).jour
        attendus = Reservation.objects.filter(creneau__activite=activite, creneau__jour=jour)
        assert attendus.exclude(absence_annoncee_le=None).exists()

    def test_nobody_of_it_can_get_a_mail(self):
        assert not Utilisateur.objects.exclude(email__endswith="@exemple.fr").exists()

    def test_pieces_are_real_files(self):
        document = Document.objects.filter(type_mime="application/pdf").first()
        with storages["prive"].open(document.fichier.name) as fichier:
            assert fichier.read(5) == b"%PDF-"
        assert Document.objects.filter(etat=Document.Etat.INFECTE).exists()


@pytest.mark.horloge
@pytest.mark.usefixtures("petite")
def test_the_command_keeps_what_is_there(db, capsys):
    call_command("ville_demo")
    call_command("ville_demo")
    assert Foyer.objects.count() == 36
    assert "déjà là (36 foyers, 60 enfants)" in capsys.readouterr().out


@pytest.mark.usefixtures("pages")
def test_a_real_town_is_refused_and_left_alone(famille_martin):
    with pytest.raises(CommandError, match="1 foyer d’une vraie ville"):
        call_command("ville_demo", verbosity=0)
    assert Foyer.objects.count() == 1
    assert marque() is None


@pytest.mark.usefixtures("pages")
def test_a_real_town_is_never_erased(famille_martin):
    with pytest.raises(CommandError, match="vraie ville"):
        call_command("ville_demo", "--refaire", verbosity=0)
    assert Foyer.objects.count() == 1


def test_a_town_that_is_served_is_not_made_anew_under_its_readers(db, monkeypatch):
    """Nor are its tables touched first."""
    monkeypatch.setattr(ville_demo, "qui_tourne", lambda: ["lancer (1234)"])
    monkeypatch.setattr(ville_demo, "call_command", lambda *mots, **options: pytest.fail("touched"))
    with pytest.raises(CommandError, match=r"Le portail tourne sur cette ville \(lancer \(1234\)"):
        call_command("ville_demo", "--refaire")


def test_production_settings_are_refused(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="mots de passe publics"):
        call_command("ville_demo", verbosity=0)
    assert not Utilisateur.objects.exists()


@pytest.mark.parametrize(
    "jour",
    [date(2027, 1, 1), date(2027, 2, 10), date(2035, 1, 20)],
    ids=str,
)
def test_the_files_of_the_named_families_take_no_number_of_the_crowd(agent, time_machine, jour):
    time_machine.move_to(datetime.combine(jour, time(10, 30), PARIS), tick=False)
    personnages.creer_personnages(par=agent, mot_de_passe="!")
    nommes = list(Foyer.objects.values_list("numero", flat=True))
    foule = Foule(300, 500, jour)
    autres = [foyer.numero for foyer in ecriture._foyers(foule, personnages.NUMERO_MARTIN)]
    assert len(nommes) == fabrique.FOYERS_NOMMES
    assert all(
        rang(numero) >= personnages.NUMERO_MARTIN > rang(autre)
        for numero in nommes
        for autre in autres
    )
    assert len(set(autres)) == 300


def rang(numero):
    return int(numero.partition("-")[2])
