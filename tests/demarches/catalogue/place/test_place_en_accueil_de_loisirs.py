"""Je demande une place en accueil de loisirs (G21): what its pages propose, ask and refuse."""

from datetime import date

import pytest

from demarches.actions import commencer, deposer, joindre, valider
from famille.models import Autorisation, Document, FicheSanitaire, ReglageDossier
from famille.socle.erreurs import Refus
from reservations.models import (
    AcceptationReglement,
    Inscription,
    PeriodeScolaire,
    ReglementInterieur,
)
from tests.demarches.outils import Navigateur
from tests.demarches.place import CODE, NOEL, accord, choix, envoyee, erreurs, relue, remplie, valla
from tests.famille.documents.test_fichiers import PDF, envoi

pytestmark = pytest.mark.usefixtures("le_25_novembre")


# The first page.


def test_an_empty_page_says_what_to_choose(brouillon):
    assert erreurs(brouillon, "place", {}) == {
        "activite": ["Choisissez une activité."],
        "periode": ["Choisissez l’année scolaire, ou des vacances."],
    }


def test_only_the_activities_of_his_age_are_proposed(brouillon, activite):
    ados = valla(structure="Pôle Ados", age_min=12, age_max=17)
    fermee = valla(structure="Ancien centre", active=False)
    proposees = [
        cle
        for cle, _nom in brouillon.demarche.formulaire(brouillon, "place")
        .fields["activite"]
        .choices
    ]
    assert proposees == [str(activite.pk)]
    for autre in (ados, fermee):
        assert "n’est pas proposée" in erreurs(brouillon, "place", choix(autre))["activite"][0]


@pytest.mark.parametrize(
    "periode", ["annee-2030", "20261201-20261202", "annee-x", "99999999-00000000", "<script>"]
)
def test_a_forged_period_is_refused(brouillon, activite, periode):
    assert (
        "n’est plus proposée" in erreurs(brouillon, "place", choix(activite, periode))["periode"][0]
    )


def test_the_coming_holidays_are_proposed(brouillon, activite):
    periodes = dict(brouillon.demarche.formulaire(brouillon, "place").fields["periode"].choices)
    assert periodes[NOEL] == "Vacances de Noël, du 19 décembre 2026 au 3 janvier 2027"
    assert erreurs(brouillon, "place", choix(activite, NOEL)) == {}


def test_the_summer_stops_with_its_season(brouillon, activite):
    PeriodeScolaire.objects.create(
        nom="Vacances d’été", debut=date(2027, 7, 3), fin=date(2027, 9, 1)
    )
    periodes = dict(brouillon.demarche.formulaire(brouillon, "place").fields["periode"].choices)
    assert periodes["20270703-20270831"] == "Vacances d’été, du 3 juillet 2027 au 31 août 2027"


def test_an_activity_without_holidays_refuses_them(brouillon):
    autre = valla(structure="Mercredis", unite_vacances="")
    assert "pendant les vacances" in erreurs(brouillon, "place", choix(autre, NOEL))["periode"][0]


def test_the_age_is_the_one_of_the_period(brouillon, famille_martin, activite):
    autre = valla(structure="Grands", age_min=9, age_max=11)  # Léa is nine in March
    assert erreurs(brouillon, "place", choix(autre)) == {}
    assert "ne convient pas" in erreurs(brouillon, "place", choix(autre, NOEL))["activite"][0]


def test_the_next_school_year_opens_in_june(brouillon, time_machine):
    time_machine.move_to("2027-06-01 10:00+02:00", tick=False)
    periodes = dict(brouillon.demarche.formulaire(brouillon, "place").fields["periode"].choices)
    assert "annee-2027" in periodes


def test_a_child_registered_already_is_sent_to_his_calendar(brouillon, lea, activite):
    Inscription.objects.create(
        enfant=lea, activite=activite, debut=date(2026, 9, 1), fin=date(2027, 8, 31)
    )
    [phrase] = erreurs(brouillon, "place", choix(activite))["__all__"]
    assert phrase.startswith("Léa a déjà une place à La Valla")


def test_what_the_household_has_asked_is_not_asked_twice(famille_martin, lea, activite, brouillon):
    envoyee(famille_martin, lea, activite)
    [phrase] = erreurs(brouillon, "place", choix(activite))["__all__"]
    assert "D-2026-00001" in phrase


# What is missing in the file.


def test_a_complete_file_has_no_page_of_health(camille, activite):
    reponse = camille.poster("place", choix(activite))
    assert reponse.url == camille.adresse("reglement")


def test_what_is_missing_is_asked_in_the_same_demarche(connecter, famille_martin, activite):
    demande = commencer(
        CODE, foyer=famille_martin.foyer, par=famille_martin.camille, enfant=famille_martin.hugo
    )
    parent = Navigateur(connecter(famille_martin.camille), demande)
    assert parent.poster("place", choix(activite)).url == parent.adresse("sante")
    page = parent.lire("sante").content.decode()
    assert "La fiche sanitaire de Hugo n’est pas dans le dossier." in page
    assert "Il manque une réponse aux autorisations : droit à l’image" in page
    assert "Passer cette page" not in page


SANTE = {"regime": "aucun", "pai": "non", "assurance_compagnie": "MAE", "assurance_numero": "A1"}


@pytest.mark.parametrize(
    ("champs", "attendues"),
    [
        (
            {"regime": "aucun", "pai": "non"},
            {"assurance_compagnie", "assurance_numero", "assurance_fin"},
        ),
        (SANTE | {"assurance_fin": "01/11/2026"}, {"assurance_fin"}),
        (SANTE | {"assurance_fin": "31/08/2027"}, set()),
    ],
)
def test_an_insurance_covers_the_first_day(famille_martin, activite, champs, attendues):
    demande = remplie(famille_martin, famille_martin.hugo, activite)
    assert set(erreurs(demande, "sante", champs)) == attendues


@pytest.mark.parametrize(("fin", "refusee"), [("18/12/2026", True), ("19/12/2026", False)])
def test_an_insurance_that_ends_before_the_first_day_is_refused(
    famille_martin, activite, fin, refusee
):
    demande = remplie(famille_martin, famille_martin.hugo, activite, periode=NOEL)
    vues = erreurs(demande, "sante", SANTE | {"assurance_fin": fin})
    assert ("s’arrête avant le 19 décembre 2026" in str(vues)) == refusee


def test_an_activity_that_asks_for_no_insurance_does_not(famille_martin, activite):
    autre = valla(structure="Sans assurance", assurance_exigee=False)
    demande = remplie(famille_martin, famille_martin.hugo, autre)
    assert erreurs(demande, "sante", {"regime": "aucun", "pai": "non"}) == {}


def test_each_authorisation_is_answered_for_this_child_only(famille_martin, activite):
    demande = remplie(famille_martin, famille_martin.hugo, activite)
    vues = erreurs(demande, "autorisations", {})
    assert set(vues) == {f"{genre}_{famille_martin.hugo.pk}" for genre in Autorisation.Genre}


def test_the_vaccination_record_is_asked_where_the_town_wants_it(
    connecter, famille_martin, lea, activite, agent, groupes
):
    ReglageDossier.objects.create(vaccins_des=3)
    demande = remplie(famille_martin, lea, activite)
    parent = Navigateur(connecter(famille_martin.camille), demande)
    assert parent.poster("place", choix(activite)).url == parent.adresse("vaccins")
    demande = relue(demande)
    assert (
        "Le carnet de vaccination de Léa n’est pas dans le dossier."
        in parent.lire("vaccins").content.decode()
    )
    champ = f"carnet_{lea.pk}"
    assert erreurs(demande, "vaccins", {}) == {
        champ: ["Joignez le carnet de vaccination de votre enfant."]
    }
    joindre(
        demande,
        "vaccins",
        champ,
        envoi(PDF),
        par=famille_martin.camille,
        genre="vaccins",
        enfant=lea,
    )
    demande = relue(demande)
    assert erreurs(demande, "vaccins", {}) == {}
    _habiliter(agent)
    valider(deposer(demande, par=famille_martin.camille), par=agent)
    assert Document.objects.get(genre="vaccins", enfant=lea, foyer=None).classe_le
    assert Inscription.objects.filter(enfant=lea).exists()


def test_what_was_given_in_the_demarche_is_written_with_the_place(
    famille_martin, activite, agent, groupes
):
    hugo = famille_martin.hugo
    _habiliter(agent)
    oui = {f"{genre}_{hugo.pk}": "oui" for genre in Autorisation.Genre}
    demande = envoyee(
        famille_martin,
        hugo,
        activite,
        sante=SANTE | {"assurance_fin": "31/08/2027"},
        autorisations=oui,
    )
    valider(demande, par=agent)
    fiche = FicheSanitaire.objects.get(enfant=hugo)
    assert (fiche.regime, fiche.assurance_fin, fiche.valable_jusqu_au) == (
        "aucun",
        date(2027, 8, 31),
        date(2027, 8, 31),
    )
    assert hugo.autorisations.filter(accordee=True).count() == len(Autorisation.Genre)
    assert Inscription.objects.filter(enfant=hugo, activite=activite).exists()


def _habiliter(agent):
    from django.contrib.auth.models import Permission

    agent.user_permissions.add(Permission.objects.get(codename="view_fichesanitaire"))


def test_health_is_left_to_an_agent_who_may_read_it(famille_martin, activite, agent):
    demande = envoyee(
        famille_martin,
        famille_martin.hugo,
        activite,
        sante=SANTE | {"assurance_fin": "31/08/2027"},
        autorisations={f"{genre}_{famille_martin.hugo.pk}": "oui" for genre in Autorisation.Genre},
    )
    with pytest.raises(Refus, match="santé"):
        valider(demande, par=agent)
    assert not Inscription.objects.exists()


# The règlement.


def test_the_reglement_is_read_and_accepted(camille, activite):
    camille.poster("place", choix(activite))
    assert "avant 9 h 30" in camille.lire("reglement").content.decode()
    assert erreurs(camille.relue(), "reglement", {})["accepte"][0].startswith("Lisez le règlement")


def test_another_version_is_to_be_read_again(brouillon, activite):
    erreurs(brouillon, "place", choix(activite))
    ancienne = accord(activite)
    ReglementInterieur.objects.create(
        activite=activite, depuis=date(2026, 11, 1), texte="<p>Nouveau.</p>"
    )
    assert "a changé" in erreurs(brouillon, "reglement", ancienne)["accepte"][0]


def test_a_version_to_come_is_not_the_one_to_accept(brouillon, activite):
    ReglementInterieur.objects.create(
        activite=activite, depuis=date(2027, 1, 1), texte="<p>Plus tard.</p>"
    )
    erreurs(brouillon, "place", choix(activite))
    assert brouillon.demarche.formulaire(brouillon, "reglement").reglement.depuis == date(
        2026, 9, 1
    )


def test_an_activity_without_a_reglement_has_no_such_page(camille, activite):
    ReglementInterieur.objects.all().delete()
    assert camille.poster("place", choix(activite)).url == camille.adresse("recapitulatif")


def test_the_acceptance_is_kept_with_its_version(famille_martin, lea, activite):
    demande = envoyee(famille_martin, lea, activite)
    ReglementInterieur.objects.create(
        activite=activite, depuis=date(2026, 11, 25), texte="<p>Nouveau.</p>"
    )
    [acceptation] = AcceptationReglement.objects.all()
    assert acceptation.reglement.depuis == date(2026, 9, 1)
    assert (acceptation.par, acceptation.enfant, acceptation.foyer) == (
        famille_martin.camille,
        lea,
        famille_martin.foyer,
    )
    assert acceptation.origine == "demande D-2026-00001"
    assert "Accepté, version à partir du 1er septembre 2026" in str(relue(demande).recapitulatif)
