"""What a batch has found is read before it changes a price, applied once, and taken back unless
something depends on it."""

import re
from datetime import date

import pytest
from django.urls import reverse

from demarches.caisses import actions, application
from demarches.models import LotDeQuotients, QuotientDemande
from famille.models import Courriel, QuotientFamilial, Travail
from famille.socle.erreurs import Refus
from famille.travaux import actions as travaux
from tests.famille.facturation import facturer, ligne

from .scene import NOVEMBRE, commencer, foyer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("le_25_novembre")]
Issue, Suite = QuotientDemande.Issue, QuotientDemande.Suite
LISTE = reverse("quotients_transmis")


def test_what_is_found_is_applied_but_what_changes_much_is_ticked(cinq, caisses, agent, dormi):
    fait = commencer(agent)
    travaux.executer(application.demander_l_application(fait, None, par=agent).pk)
    suites = {une.foyer.nom: une.suite for une in fait.lignes.all()}
    assert suites["Trouve"] == Suite.APPLIQUE
    assert suites["Change"] == ""
    assert cinq["Trouve"].quotients.first().valeur == 742
    [dite] = Courriel.objects.filter(cle__startswith="dossier-change")
    assert dite.destinataire == "trouve@exemple.fr"
    assert "le quotient familial, que la CAF ou la MSA nous a donné" in dite.texte
    assert not {"742", "800"} & set(re.findall(r"\d+", dite.texte + dite.sujet))
    change = fait.lignes.get(foyer=cinq["Change"])
    travaux.executer(application.demander_l_application(fait, [change.pk], par=agent).pk)
    assert cinq["Change"].quotients.first().valeur == 1400
    with pytest.raises(Refus, match="Aucune des lignes choisies"):
        application.demander_l_application(fait, None, par=agent)


def test_applied_twice_it_is_written_once(cinq, caisses, agent, dormi):
    fait = commencer(agent)
    trouve = fait.lignes.get(foyer=cinq["Trouve"])
    actions.appliquer(trouve, par=agent)
    actions.appliquer(QuotientDemande.objects.get(pk=trouve.pk), par=agent)
    assert cinq["Trouve"].quotients.count() == 2
    trouve.refresh_from_db()
    assert trouve.suite == QuotientDemande.Suite.APPLIQUE
    actions.annuler(trouve, par=agent)
    assert not actions.appliquer(trouve, par=agent)
    assert cinq["Trouve"].quotients.count() == 1


def test_taken_back_the_quotient_before_goes_on(cinq, caisses, agent, dormi):
    fait = commencer(agent)
    travaux.executer(application.demander_l_application(fait, None, par=agent).pk)
    fini = application.demander_l_annulation(fait, None, par=agent)
    travaux.executer(fini.pk)
    [reste] = cinq["Trouve"].quotients.all()
    assert (reste.valeur, reste.fin) == (800, None)
    assert Courriel.objects.filter(texte__contains="revenu à celui d’avant").count() == 1
    assert "1 quotient annulé" in Travail.objects.get(pk=fini.pk).resultat["phrase"]


def test_nothing_is_taken_back_where_an_invoice_depends_on_it(cinq, caisses, agent, dormi):
    fait = commencer(agent)
    travaux.executer(application.demander_l_application(fait, None, par=agent).pk)
    facturer(cinq["Trouve"], lignes=[ligne(jour=date(2026, 11, 20))])
    with pytest.raises(Refus, match="Une facture publiée depuis"):
        actions.annuler(fait.lignes.get(foyer=cinq["Trouve"]), par=agent)
    fini = application.demander_l_annulation(fait, None, par=agent)
    travaux.executer(fini.pk)
    assert "1 autre reste" in Travail.objects.get(pk=fini.pk).resultat["phrase"]
    assert cinq["Trouve"].quotients.first().valeur == 742


def test_nothing_is_taken_back_of_what_was_corrected(cinq, caisses, agent, dormi):
    fait = commencer(agent)
    trouve = fait.lignes.get(foyer=cinq["Trouve"])
    actions.appliquer(trouve, par=agent)
    QuotientFamilial.objects.filter(pk=trouve.quotient_id).update(valeur=700)
    with pytest.raises(Refus, match="corrigé depuis"):
        actions.annuler(trouve, par=agent)


def test_all_of_a_batch_is_not_applied_while_it_runs(agent, caisses, dormi, connecter):
    """Who presses would have read a part of them; what is ticked may be applied at once."""
    caisses.trouver("DURAND", 700, NOVEMBRE)
    foyer("Durand", 690)
    fait = commencer(agent)
    bureau, tous = connecter(agent), "Appliquer tous ceux de 20 % d’écart au plus"
    assert tous in bureau.get(LISTE).text
    Travail.objects.filter(pk=fait.travail_id).update(etat=Travail.Etat.EN_COURS)
    page = bureau.get(LISTE).text
    assert tous not in page
    assert "tout appliquer attend la fin du lot" in page
    fait = LotDeQuotients.objects.get()
    with pytest.raises(Refus, match="arrivent encore"):
        application.demander_l_application(fait, None, par=agent)
    cochee = fait.lignes.get()
    travaux.executer(application.demander_l_application(fait, [cochee.pk], par=agent).pk)
    cochee.refresh_from_db()
    assert cochee.suite == Suite.APPLIQUE
