"""To whom a message goes: each public by its rule, each home once, said in words beforehand."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from famille.actions import preparer_envoi
from famille.models import Enfant, Niveau, Responsable
from reservations.envois.cible import Cible, Public, apercu
from reservations.models import Activite, Attente, Inscription, Reservation
from tests.famille.facturation import facturer

pytestmark = pytest.mark.usefixtures("le_25_novembre")
NOUVEAU = reverse("planning:envoi_nouveau")


def noms(cible):
    return [foyer.nom for foyer in cible.foyers()]


# To whom.


def test_a_school_is_told_in_each_home_of_its_pupils(ecole, pere):
    assert noms(Cible(Public.ECOLE, ecole="Jean-Zay")) == ["Martin", "Petit"]


def test_who_has_left_the_home_is_not_told(ecole, pere):
    pere.rattachements.update(fin=date(2026, 11, 24))
    assert noms(Cible(Public.ECOLE, ecole="Jean-Zay")) == ["Martin"]


def test_a_home_that_no_adult_is_in_any_more_is_not_told(ecole):
    Responsable.objects.update(fin=date(2026, 11, 1))
    assert noms(Cible(Public.ECOLE, ecole="Jean-Zay")) == []


@pytest.mark.parametrize(
    ("debut", "fin", "attendus"),
    [
        (date(2026, 9, 1), date(2026, 12, 31), ["Martin"]),
        (date(2026, 10, 1), date(2026, 10, 1), ["Martin"]),
        (date(2027, 1, 1), date(2027, 2, 1), []),
        (date(2026, 8, 1), date(2026, 8, 31), []),
    ],
)
def test_an_activity_is_told_to_those_registered_in_the_period(
    debut, fin, attendus, famille_martin, activite
):
    Inscription.objects.create(
        enfant=famille_martin.lea, activite=activite, debut=date(2026, 9, 1), fin=date(2026, 12, 31)
    )
    assert noms(Cible(Public.ACTIVITE, activite=activite.pk, debut=debut, fin=fin)) == attendus
    assert noms(Cible(Public.ACTIVITE, activite=activite.pk + 1, debut=debut, fin=fin)) == []


def test_a_day_is_told_to_the_home_that_booked_only(ecole, pere, activite):
    jour = date(2026, 12, 9)
    creneau = activite.creneaux.create(jour=jour, moment="matin")
    Reservation.objects.create(enfant=ecole.lea, creneau=creneau, foyer=pere)
    assert noms(Cible(Public.JOUR, jour=jour)) == ["Petit"]
    assert noms(Cible(Public.JOUR, jour=jour, activite=activite.pk + 1)) == []


def test_the_preview_counts_homes_and_adults_and_names_those_without_mail(ecole, pere):
    Responsable.objects.filter(foyer=pere).update(utilisateur=None)
    vue = apercu(Cible(Public.ECOLE, ecole="Jean-Zay"))
    assert (len(vue.foyers), vue.adultes, [foyer.nom for foyer in vue.sans_courriel]) == (
        2,
        1,
        ["Petit"],
    )


def test_to_whom_is_said_in_words(activite):
    assert Cible(Public.ECOLE, ecole="Jean-Zay").dite() == "Les familles de l’école Jean-Zay"
    assert (
        Cible(Public.JOUR, jour=date(2026, 12, 9)).dite()
        == "Les familles qui ont réservé le mercredi 9 décembre 2026"
    )


# Those of whom something is said by the file, the queue, the invoices.


@pytest.fixture
def inscrits(ecole, voisin, activite):
    """Léa, and Sami of the neighbours, are registered; the Martins live in Châteauroux."""
    for enfant in (ecole.lea, voisin.sami):
        Inscription.objects.create(enfant=enfant, activite=activite, debut=date(2026, 9, 1))
    return ecole


def a_qui(genre, **choix):
    return [foyer.nom for foyer in Cible(genre, **choix).foyers()]


def test_a_class_of_all_schools_or_of_one(ecole, voisin):
    Enfant.objects.filter(pk__in=[ecole.lea.pk, voisin.sami.pk]).update(niveau=Niveau.CE2)
    assert a_qui(Public.CLASSE, classe="CE2") == ["Benali", "Martin"]
    assert a_qui(Public.CLASSE, classe="CE2", ecole="Jean-Zay") == ["Martin"]


def test_a_town_is_where_they_live_today(ecole, voisin):
    voisin.foyer.adresses.all().delete()
    for commune, depuis in (("Déols", date(2020, 1, 1)), ("Ardentes", date(2026, 12, 1))):
        voisin.foyer.adresses.create(voie="1 rue", commune=commune, depuis=depuis)
    assert a_qui(Public.COMMUNE, commune="Déols") == ["Benali"]
    assert a_qui(Public.COMMUNE, commune="Ardentes") == []  # moves next month


def test_those_whose_quotient_is_not_known(inscrits, voisin, pere):
    inscrits.foyer.quotients.create(valeur=842, debut=date(2026, 1, 1))
    assert a_qui(Public.QUOTIENT) == ["Benali", "Petit"]  # Léa's other home pays by its own
    inscrits.foyer.quotients.update(fin=date(2026, 11, 24))
    assert a_qui(Public.QUOTIENT) == ["Benali", "Martin", "Petit"]


def test_those_whose_papers_are_missing(inscrits, voisin):
    assert a_qui(Public.PAPIERS) == ["Benali", "Martin"]
    Inscription.objects.filter(enfant=voisin.sami).update(fin=date(2026, 11, 1))
    assert a_qui(Public.PAPIERS) == ["Martin"]  # nothing is asked of a child who comes no more


def test_those_who_wait_for_a_place(inscrits, voisin, activite):
    autre = Activite.objects.create(
        structure=activite.structure, nom="Mercredi", age_min=3, age_max=11, capacite=1
    )
    for foyer, enfant, ou in (
        (inscrits.foyer, inscrits.lea, activite),
        (voisin.foyer, voisin.sami, autre),
    ):
        Attente.objects.create(
            foyer=foyer, enfant=enfant, activite=ou, bloc="x", debut=date(2026, 12, 2)
        )
    assert a_qui(Public.ATTENTE) == ["Benali", "Martin"]
    assert a_qui(Public.ATTENTE, activite=activite.pk) == ["Martin"]


def test_those_who_are_late_are_named_to_who_reads_invoices_alone(
    inscrits, voisin, agent, bureau, connecter, client
):
    facturer(voisin.foyer, "4.20", jour=date(2026, 9, 1))
    facturer(inscrits.foyer, "4.20", jour=date(2026, 11, 25))
    assert a_qui(Public.RETARD) == ["Benali"]
    cible = Cible(Public.RETARD)
    envoi = preparer_envoi(
        sujet="Facture", texte="…", cible=cible.en_json(), a_qui=cible.dite(), par=agent
    )
    adresse = reverse("planning:envoi", args=[envoi.pk])
    assert bureau.get(adresse).status_code == 200
    assert 'value="retard"' in bureau.get(NOUVEAU).text
    client.logout()
    agent.groups.clear()
    noms = ["access_admin", "ecrire_aux_familles"]
    agent.user_permissions.set(Permission.objects.filter(codename__in=noms))
    sans = connecter(agent)
    assert sans.get(adresse).status_code in (302, 403)
    page = sans.get(NOUVEAU)
    assert (page.status_code, 'value="retard"' in page.text) == (200, False)


@pytest.mark.parametrize("genre", Public.values)
def test_each_public_is_said_written_down_and_read_back(genre, activite):
    cible = Cible(
        genre,
        activite=activite.pk,
        debut=date(2026, 9, 1),
        fin=date(2026, 12, 1),
        jour=date(2026, 12, 2),
        ecole="Jean-Zay",
        classe="CE2",
        commune="Déols",
    )
    assert Cible.de(cible.en_json()) == cible
    assert cible.dite().startswith("Les familles")
    assert list(cible.foyers()) == []
