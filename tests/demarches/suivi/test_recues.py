"""What a family has sent is asked for again nowhere: first steps, file of the child, calendar,
openings, wishes, a second démarche of the kind."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from demarches.actions import commencer, demander_complement, deposer, joindre, valider
from demarches.models import Demande, ReglageDemarche
from demarches.reglages.initiaux import creer_reglages
from famille.models import Enfant, FicheSanitaire, Rattachement
from famille.socle.offres import recues
from reservations.models import Inscription
from tests.demarches.catalogue.informations_du_foyer.outils import (
    CODE,
    SANTE,
    autorisations,
    page_sante,
    remplir,
)
from tests.demarches.outils import pdf
from tests.outils.lisible import lisible
from tests.reservations import outils

pytestmark = pytest.mark.django_db
TABLEAU = reverse("famille:tableau_de_bord")
PLACE = "place-en-accueil-de-loisirs"


@pytest.fixture(autouse=True)
def ce_jour(time_machine, db):
    time_machine.move_to(outils.MAINTENANT, tick=False)
    creer_reglages(demo=True)
    ReglageDemarche.objects.filter(code=CODE).update(sans_agent=False)


@pytest.fixture
def centre(famille_martin):
    """Léa is registered; nothing of her file is known."""
    outils.creer_calendrier()
    activite = outils.creer_activite(age_min=3, age_max=17)
    outils.ouvrir(activite)
    outils.creer_mercredis(activite)
    Inscription.objects.create(enfant=famille_martin.lea, activite=activite, debut=date(2026, 9, 1))
    return activite


def envoyer(famille, **pages):
    demande = commencer(CODE, foyer=famille.foyer, par=famille.camille)
    return deposer(remplir(demande, **pages), par=famille.camille)


def sante_de(famille, **autres):
    return envoyer(famille, **{page_sante(famille.lea): SANTE | autres})


def place_pour(famille, enfant):
    return Demande.objects.create(
        code=PLACE,
        foyer=famille.foyer,
        enfant=enfant,
        par=famille.camille,
        statut="en-attente",
        numero="D-2026-00077",
        deposee_le=outils.MAINTENANT,
    )


def phrase(demande):
    return f"Votre demande {demande.numero}, reçue le 25 novembre 2026, est à l’étude."


def lire(client, adresse):
    return lisible(client.get(adresse).text)


def test_each_piece_is_told_by_child_until_its_day(famille_martin, centre):
    lea, hugo = famille_martin.lea, famille_martin.hugo
    demande = commencer(CODE, foyer=famille_martin.foyer, par=famille_martin.camille)
    joindre(demande, "vaccins", f"carnet_{lea.pk}", pdf("carnet.pdf"), par=demande.par)
    pages = {"autorisations": autorisations(hugo), page_sante(lea): SANTE, "vaccins": {}}
    deposer(remplir(demande, **pages), par=demande.par)
    dites = {(une.quoi, une.enfant, une.jusqu_au) for une in recues([famille_martin.foyer.pk])}
    assert dites == {
        ("vaccins", lea.pk, None),
        ("fiche", lea.pk, date(2027, 8, 31)),
        ("assurance", lea.pk, date(2027, 8, 31)),
        ("autorisations", hugo.pk, None),
    }


def test_the_first_steps_ask_for_it_no_more(famille_martin, centre, connecter):
    FicheSanitaire.objects.create(enfant=famille_martin.hugo, valable_jusqu_au=date(2027, 8, 31))
    client = connecter(famille_martin.camille)
    assert "Remplir la fiche sanitaire" in lire(client, TABLEAU)
    demande = sante_de(famille_martin)
    page = lire(client, TABLEAU).partition('id="pour-commencer"')[2].partition("</section>")[0]
    etape = page.partition("Remplir la fiche sanitaire")[2].partition("</li>")[0]
    assert phrase(demande) in etape
    assert reverse("demarches:demande", args=[demande.pk]) in etape


def test_the_page_of_the_child_says_it_is_looked_at(famille_martin, centre, connecter):
    client, page = connecter(famille_martin.camille), "famille:enfant"
    adresse = reverse(page, args=[famille_martin.lea.pk])
    assert "L’assurance extrascolaire manque." in lire(client, adresse)
    demande = sante_de(famille_martin)
    lue = lire(client, adresse)
    assert phrase(demande) in lue
    assert "L’assurance extrascolaire manque." not in lue


def test_the_cells_of_the_calendar_wait(famille_martin, centre, connecter):
    client, adresse = connecter(famille_martin.camille), "/reservations/?mois=2026-12"
    avant = lire(client, adresse)
    assert "La fiche sanitaire manque" in avant
    demande = sante_de(famille_martin)
    lue = lire(client, adresse)
    assert f"La fiche sanitaire n’est pas encore vérifiée. {phrase(demande)}" in lue
    assert "manque : donnez-la" not in lue
    assert "Il manque" not in lue


def test_an_insurance_that_ends_too_early_is_still_asked_for(famille_martin, centre, connecter):
    FicheSanitaire.objects.create(enfant=famille_martin.lea, valable_jusqu_au=date(2027, 8, 31))
    sante_de(famille_martin, assurance_fin="10/12/2026")
    lue = lire(connecter(famille_martin.camille), "/reservations/?mois=2026-12")
    assert "L’assurance n’est pas encore vérifiée." in lue  # 9 December
    assert "L’assurance manque : donnez-la" in lue  # 16 December


def test_a_complement_asked_is_the_family_s_again(famille_martin, centre, connecter, agent):
    demande = sante_de(famille_martin)
    demander_complement(
        demande,
        par=agent,
        etapes=[page_sante(famille_martin.lea)],
        message="Floue.",
        limite=date(2026, 12, 5),
    )
    client = connecter(famille_martin.camille)
    attend = f"Votre demande {demande.numero}, reçue le 25 novembre 2026, attend un complément."
    assert attend in lire(client, "/reservations/?mois=2026-12")
    suite = client.get(reverse("reservations:suite", args=["sante"]))
    assert suite.url == reverse("demarches:demande", args=[demande.pk])


def test_once_decided_it_is_told_no_more(famille_martin, centre, habilitee, connecter):
    valider(sante_de(famille_martin), par=habilitee)
    assert recues([famille_martin.foyer.pk]) == []


def test_openings_and_wishes_ask_for_no_second_place(famille_martin, connecter):
    outils.creer_calendrier()
    activite = outils.creer_activite(age_min=3, age_max=17)
    ouverture = outils.ouvrir(activite, date(2027, 1, 6), date(2027, 2, 3), outils.MAINTENANT)
    ouverture.ouvre_le = ouverture.ouvre_le.replace(month=12)
    ouverture.save()
    outils.creer_mercredis(activite, 5, premier=date(2027, 1, 6))
    client = connecter(famille_martin.camille)
    assert "demandez d’abord une place" in lire(client, "/reservations/ouvertures/")
    demande = place_pour(famille_martin, famille_martin.lea)
    lue = lire(client, "/reservations/ouvertures/")
    assert f"Pas encore d’inscription. {phrase(demande)}" in lue
    assert lue.count("demandez d’abord une place") == 1  # Hugo's
    assert phrase(demande) in lire(client, "/reservations/")


@pytest.mark.parametrize("code", [PLACE, "changement-adresse"])
def test_a_second_demarche_of_a_kind_says_that_one_waits(famille_martin, connecter, code):
    client = connecter(famille_martin.camille)
    une = place_pour(famille_martin, None)
    Demande.objects.filter(pk=une.pk).update(code=code)
    presentation = reverse("demarches:presentation", args=[code])
    assert phrase(une) in lire(client, presentation)
    if code != PLACE:
        seconde = commencer(code, foyer=famille_martin.foyer, par=famille_martin.camille)
        adresse = reverse("demarches:etape", args=[seconde.pk, seconde.avancement.etape])
        assert une.numero in lire(client, adresse)


def test_the_neighbour_is_told_nothing(famille_martin, voisin, centre, connecter):
    demande = sante_de(famille_martin)
    assert demande.numero not in lire(connecter(voisin.nadia), "/reservations/?mois=2026-12")
    assert recues([famille_martin.foyer.pk], voisin.nadia) == []


@pytest.mark.parametrize("combien", [1, 30])
def test_many_that_wait_are_one_query(
    famille_martin, centre, connecter, combien, django_assert_num_queries
):
    for numero in range(combien):
        enfant = Enfant.objects.create(
            prenom=f"Zoé {numero}", nom="Martin", naissance=date(2018, 1, 1)
        )
        Rattachement.objects.create(
            enfant=enfant, foyer=famille_martin.foyer, debut=date(2026, 1, 1)
        )
        une = place_pour(famille_martin, enfant)
        avancement = une.avancement.recues([], date(2026, 11, 25), [["fiche", enfant.pk, ""]])
        Demande.objects.filter(pk=une.pk).update(
            numero=f"D-2026-{numero:05}", avancement=avancement
        )
    with django_assert_num_queries(1):
        assert len(recues([famille_martin.foyer.pk])) == 2 * combien


def test_a_calendar_where_nothing_is_missing_asks_nothing_more(famille_martin, centre, connecter):
    client, adresse = connecter(famille_martin.camille), "/reservations/?mois=2026-12"
    client.get(adresse)
    with CaptureQueriesContext(connection) as avec:
        client.get(adresse)
    FicheSanitaire.objects.create(
        enfant=famille_martin.lea,
        valable_jusqu_au=date(2027, 8, 31),
        assurance_fin=date(2027, 8, 31),
    )
    with CaptureQueriesContext(connection) as sans:
        client.get(adresse)
    assert len(sans) == len(avec) - 1
