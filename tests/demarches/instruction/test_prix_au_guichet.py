"""What an agent writes on a household's file reaches what is billed already, as a demande does; a
mistyped quotient is put right with its reason."""

from datetime import date
from decimal import Decimal

import pytest

from famille.actions import ajouter_quotient
from famille.dossier.foyers.actions import corriger_quotient
from famille.dossier.foyers.bureau import url
from famille.models import LigneARevoir, QuotientFamilial
from famille.socle.erreurs import Refus
from tests.outils.lisible import lisible

pytestmark = pytest.mark.django_db
VALEURS = {"valeur": "500", "debut": "10/12/2026", "fin": "", "source": "atteste"}


def test_a_quotient_typed_on_the_file_lists_the_lines_that_it_changes(facturee, agent, connecter):
    page = connecter(agent).post(url("quotient", facturee.foyer.pk), VALEURS, follow=True).text
    assert "1 ligne déjà facturée n’est plus juste." in lisible(page)
    [notee] = LigneARevoir.objects.a_traiter()
    assert (notee.ligne.jour, notee.origine) == (date(2026, 12, 16), "quotient familial")


def test_a_mistyped_quotient_is_put_right_and_its_story_kept(facturee, agent, connecter):
    faux = QuotientFamilial.objects.get()
    bureau = connecter(agent)
    saisie = {"valeur": "500", "debut": "01/01/2026", "fin": "", "source": "declare"}
    refusee = bureau.post(url("corriger_quotient", faux.pk), saisie, follow=True).text
    assert "Remplissez ce champ" in refusee
    bureau.post(url("corriger_quotient", faux.pk), saisie | {"motif": "faute de frappe"})
    faux.refresh_from_db()
    assert faux.valeur == 500
    trace = facturee.foyer.modifications.get(objet="quotient familial corrigé")
    assert (trace.origine, trace.avant["Valeur"], trace.apres["Valeur"]) == (
        "faute de frappe",
        "1\u202f200",
        "500",
    )
    assert LigneARevoir.objects.a_traiter().count() == 2  # from the first day on


def test_an_address_typed_on_the_file_does_too(facturee, agent, connecter):
    ailleurs = {
        "voie": "1 rue de Rivoli",
        "code_postal": "75001",
        "commune": "Paris",
        "pays": "FR",
        "depuis": "10/12/2026",
    }
    connecter(agent).post(url("adresse", facturee.foyer.pk), ailleurs)
    [notee] = LigneARevoir.objects.a_traiter()
    assert (notee.du, notee.origine) == (Decimal("6.72"), "changement d’adresse")


def test_two_quotients_never_hold_the_same_day(facturee, agent):
    ajouter_quotient(facturee.foyer, valeur=500, debut=date(2026, 12, 10), fin=None, par=agent)
    second, premier = QuotientFamilial.objects.order_by("-debut")
    champs = {"valeur": 842, "source": "declare", "motif": "faute", "par": agent}
    for quotient, debut, fin in (
        (premier, date(2026, 1, 1), None),
        (premier, date(2026, 1, 1), date(2026, 12, 10)),
        (second, date(2026, 12, 1), None),
    ):
        with pytest.raises(Refus, match="Ces dates touchent le quotient"):
            corriger_quotient(quotient, debut=debut, fin=fin, **champs)
    with pytest.raises(Refus, match="La date de fin est avant"):
        corriger_quotient(premier, debut=date(2026, 2, 1), fin=date(2026, 1, 1), **champs)
    corriger_quotient(premier, debut=date(2026, 1, 1), fin=date(2026, 12, 9), **champs)
