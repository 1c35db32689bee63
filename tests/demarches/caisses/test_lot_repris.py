"""A batch taken up again: what is left of it, what it counts, and what came in between."""

import importlib
from datetime import date

import pytest
from django.apps import apps
from django.urls import reverse

from demarches.caisses import actions, lot
from demarches.caisses.bureau import raison
from demarches.caisses.lot import Cadence
from demarches.models import LotDeQuotients, QuotientDemande
from famille.echanges.api_particulier.reponses import Echec
from famille.echanges.api_particulier.reponses import Issue as Dite
from famille.models import QuotientFamilial, Responsable
from tests.outils.lisible import lisible

from .scene import identifier

pytestmark = pytest.mark.django_db
NOVEMBRE = date(2026, 11, 1)
Issue, Suite = QuotientDemande.Issue, QuotientDemande.Suite
LISTE = reverse("quotients_transmis")


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def fait(agent):
    return LotDeQuotients.objects.create(mois=NOVEMBRE, par=agent)


def ecrire(lot_, foyer, issue=Issue.TROUVE, suite="", **champs):
    if issue == Issue.TROUVE:
        champs = {"valeur": 742, "mois": NOVEMBRE, "regime": "CAF"} | champs
    return QuotientDemande.objects.create(lot=lot_, foyer=foyer, issue=issue, suite=suite, **champs)


@pytest.mark.parametrize(
    ("issues", "dit"),
    [
        ([Issue.REFUSE], "1 foyer du dernier lot sans réponse"),
        ([Issue.REFUSE, Issue.PANNE, Issue.A_DEMANDER, Issue.ABSENT], "3 foyers du dernier lot"),
        ([Issue.ABSENT, Issue.INCONNU, Issue.TROUVE], ""),
    ],
)
def test_refused_questions_can_be_taken_up_again(
    fait, famille_martin, agent, connecter, caisses, issues, dit
):
    for issue in issues:
        ecrire(fait, famille_martin.foyer, issue)
    page = lisible(connecter(agent).get(LISTE).text)
    assert ("Reprendre le lot" in page) is bool(dit)
    assert dit in page


def test_an_application_that_comes_in_between_is_kept(fait, famille_martin, agent):
    """The batch has read the line; an agent applies it before the batch says that it changes
    nothing."""
    lue = ecrire(fait, famille_martin.foyer)
    assert actions.appliquer(QuotientDemande.objects.get(pk=lue.pk), par=agent)
    actions.ecarter_si_rien_ne_change(lue)
    gardee = QuotientDemande.objects.get(pk=lue.pk)
    assert (gardee.suite, gardee.quotient) == (Suite.APPLIQUE, QuotientFamilial.objects.get())


@pytest.mark.parametrize(
    ("suites", "dite"),
    [
        ([], "Aucun quotient trouvé."),
        ([""], "1 quotient trouvé : 1 à appliquer."),
        (["", ""], "2 quotients trouvés : 2 à appliquer."),
        ([Suite.APPLIQUE], "1 quotient trouvé : 1 déjà appliqué."),
        ([Suite.INCHANGE] * 2, "2 quotients trouvés : 2 déjà au dossier."),
        (
            ["", Suite.INCHANGE, Suite.REFUSE, Suite.APPLIQUE, Suite.APPLIQUE, Suite.ANNULE],
            (
                "6 quotients trouvés : 1 à appliquer, 1 déjà au dossier, 1 laissé comme avant,"
                " 2 déjà appliqués, 1 annulé."
            ),
        ),
    ],
)
def test_each_line_that_is_found_is_counted_where_it_is(fait, famille_martin, suites, dite):
    ecrire(fait, famille_martin.foyer, Issue.ABSENT)
    for suite in suites:
        ecrire(fait, famille_martin.foyer, suite=suite)
    assert lot.bilan(fait) == dite


def test_what_was_kept_as_a_silence_of_a_code_becomes_a_refusal(fait, famille_martin):
    migration = importlib.import_module("demarches.migrations.0009_quotients_par_adulte")
    refusee = ecrire(fait, famille_martin.foyer, Issue.PANNE, code="refus 00999")
    muette = ecrire(fait, famille_martin.foyer, Issue.PANNE, code="37002")
    absente = ecrire(fait, famille_martin.foyer, Issue.ABSENT, code="refus 00998")
    migration.dire_l_issue(apps, None)
    lues = [
        QuotientDemande.objects.values_list("issue", "code").get(pk=une.pk)
        for une in (refusee, muette, absente)
    ]
    assert lues == [("refuse", "00999"), ("panne", "37002"), ("absent", "refus 00998")]


class DeuxReponses:
    """A service that does not know the first adult, and is silent about the second."""

    def quotient(self, qui, mois):
        connu = qui.nom_naissance.upper() == "SECOND"
        raise Echec(Dite.PANNE, "37002") if connu else Echec(Dite.INCONNU, "35003")


def test_after_the_last_try_what_was_said_of_each_adult_is_kept(fait, famille_martin, monkeypatch):
    monkeypatch.setattr(Cadence, "souffler", lambda _cadence: None)
    foyer = famille_martin.foyer
    second = Responsable.objects.create(foyer=foyer, prenom="Dominique", nom="Second")
    identite = identifier(foyer, nom="Second")
    identite.pk, identite.responsable = None, second
    identite.save(force_insert=True)
    identifier(foyer)
    ligne = ecrire(fait, foyer, Issue.A_DEMANDER)
    tour = lot._Tour(DeuxReponses(), fait, lambda _faits, _total: None)
    for _essai in range(lot.ESSAIS):
        tour.demander(ligne)
    ligne.refresh_from_db()
    assert ligne.issue == Issue.PANNE
    assert raison(ligne) == (
        "pour Camille, la CAF et la MSA ne reconnaissent personne sous cet état civil ;"
        " pour Dominique, le service n’a pas répondu : à reprendre"
    )
