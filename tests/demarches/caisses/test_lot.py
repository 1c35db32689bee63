"""A batch: paced, obedient, taken up again, read before it changes a price, taken back."""

import re
import time
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from demarches.caisses import accords, actions, application, cadence, lot
from demarches.caisses.bureau.liste import ListeDesQuotients, raison
from demarches.models import LotDeQuotients, QuotientDemande, ReglageQuotient
from demo.caf import contrat
from famille.actions import ajouter_quotient
from famille.models import Courriel, QuotientFamilial, Responsable, Travail
from famille.socle.erreurs import Refus
from famille.travaux import actions as travaux
from famille.travaux.actions import AReprendre
from tests.conftest import creer_foyer
from tests.famille.facturation import facturer, ligne

from .scene import commencer, dormeur, executer, identifier, mois_courant

pytestmark = pytest.mark.django_db
NOVEMBRE = date(2026, 11, 1)
Issue, Suite = QuotientDemande.Issue, QuotientDemande.Suite
LISTE = reverse("quotients_transmis")


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def dormi(monkeypatch, time_machine):
    """What the batch has slept, in seconds."""
    dormis = []
    monkeypatch.setattr(time, "sleep", dormeur(time_machine, dormis))
    return dormis


def foyer(nom, quotient=None, *, identifie=True):
    rang = 500 + QuotientFamilial.objects.count() + len(nom) * 7
    fait, compte = creer_foyer(
        f"26-{rang:05}-{nom[:3]}",
        nom,
        "Claude",
        f"{nom.lower()}@exemple.fr",
        enfants=[("Alix", date(2019, 5, 4))],
    )
    if quotient:
        ajouter_quotient(fait, valeur=Decimal(quotient), debut=date(2026, 1, 1), par=compte)
    if identifie:
        identifier(fait, prenoms=("Claude",))
    return fait


@pytest.fixture
def cinq(caisses):
    """A town where each case is somebody."""
    caisses.trouver("Trouve", 742, NOVEMBRE)
    caisses.trouver("Change", 1400, NOVEMBRE, "MSA")
    caisses.personnes["INCONNU"] = contrat.non_reference()
    caisses.personnes["ENPANNE"] = contrat.panne()
    return {
        nom: foyer(nom, quotient, identifie=nom != "Anonyme")
        for nom, quotient in (
            ("Trouve", 800),
            ("Change", 800),
            ("Absent", 800),
            ("Inconnu", 800),
            ("Enpanne", 800),
            ("Anonyme", 800),
        )
    }


def issues(fait):
    return {une.foyer.nom: une.issue for une in fait.lignes.select_related("foyer")}


def test_each_household_has_its_answer_and_no_price_changes(cinq, caisses, agent, dormi):
    fait = commencer(agent)
    assert issues(fait) == {
        "Trouve": Issue.TROUVE,
        "Change": Issue.TROUVE,
        "Absent": Issue.ABSENT,
        "Inconnu": Issue.INCONNU,
        "Enpanne": Issue.PANNE,
        "Anonyme": Issue.INCONNU,
    }
    dits = {une.foyer.nom: raison(une) for une in fait.lignes.select_related("foyer")}
    assert dits["Trouve"] == "à appliquer"
    assert dits["Change"] == "à relire, puis à cocher"
    forts = {une.foyer.nom for une in fait.lignes.filter(fort=True)}
    assert forts == {"Change"}
    assert {une.valeur for une in QuotientFamilial.objects.all()} == {800}
    assert Travail.objects.get(pk=fait.travail_id).etat == Travail.Etat.FINI
    questions = [dits["nomNaissance"][0] for _chemin, dits, _p in caisses.recues]
    assert questions.count("Enpanne") == lot.ESSAIS
    assert "Anonyme" not in questions
    assert all(dits["annee"] == ["2026"] for _chemin, dits, _p in caisses.recues)


def test_only_those_who_agreed_and_never_those_who_withdrew(cinq, caisses, agent, dormi):
    accords.donner(cinq["Trouve"], par=agent)
    accords.donner(cinq["Change"], par=agent)
    accords.retirer(cinq["Change"], par=agent)
    assert set(issues(commencer(agent, accord_seul=True))) == {"Trouve"}
    assert set(issues(commencer(agent))) == set(cinq) - {"Change"}


def test_two_adults_are_asked_in_turn(cinq, caisses, agent, dormi):
    second = Responsable.objects.create(foyer=cinq["Absent"], prenom="Dominique", nom="Trouve")
    premiere = identifier(cinq["Trouve"])
    premiere.pk, premiere.responsable = None, second
    premiere.save(force_insert=True)
    fait = commencer(agent)
    assert fait.lignes.get(foyer=cinq["Absent"]).valeur == 742


@pytest.mark.parametrize("premier", ["refuse", "inconnu"])
def test_of_two_adults_each_answer_is_said(cinq, caisses, agent, dormi, premier):
    """Whichever comes last: the one that was refused is to be put right."""
    dites = {
        "refuse": contrat.refus(422, "00999", "Entité non traitable", "?"),
        "inconnu": contrat.non_reference(),
    }
    autre = "inconnu" if premier == "refuse" else "refuse"
    caisses.personnes["ABSENT"], caisses.personnes["SECOND"] = dites[premier], dites[autre]
    second = Responsable.objects.create(foyer=cinq["Absent"], prenom="Dominique", nom="Second")
    identite = identifier(cinq["Trouve"], nom="Second")
    identite.pk, identite.responsable = None, second
    identite.save(force_insert=True)
    identifier(cinq["Trouve"])
    fait = commencer(agent)
    ligne = fait.lignes.get(foyer=cinq["Absent"])
    assert ligne.issue == Issue.REFUSE
    phrases = [
        "le service refuse la question (code 00999) : vérifiez l’état civil, puis reprenez",
        "la CAF et la MSA ne reconnaissent personne sous cet état civil",
    ]
    ordre = phrases if premier == "refuse" else phrases[::-1]
    assert raison(ligne) == f"pour Claude, {ordre[0]} ; pour Dominique, {ordre[1]}"
    caisses.trouver("Second", 640, NOVEMBRE)
    lot.relancer(fait, par=agent)
    executer(fait)
    ligne.refresh_from_db()
    assert (ligne.valeur, ligne.par_adulte) == (640, [])


def test_what_the_file_holds_already_is_not_to_be_applied(cinq, caisses, agent, dormi):
    caisses.trouver("Trouve", 800, NOVEMBRE)
    fait = commencer(agent)
    ligne = fait.lignes.get(foyer=cinq["Trouve"])
    assert raison(ligne) == "déjà au dossier : rien ne change"
    dite = Travail.objects.get(pk=fait.travail_id).resultat["phrase"]
    assert dite == "2 quotients trouvés : 1 à appliquer, 1 déjà au dossier."
    with pytest.raises(Refus):
        application.demander_l_application(fait, [ligne.pk], par=agent)


def test_the_same_amount_that_ends_sooner_in_the_file_is_to_be_applied(cinq, caisses, agent, dormi):
    QuotientFamilial.objects.filter(foyer=cinq["Trouve"]).update(fin=date(2026, 12, 31))
    caisses.trouver("Trouve", 800, NOVEMBRE)
    fait = commencer(agent)
    ligne = fait.lignes.get(foyer=cinq["Trouve"])
    assert raison(ligne) == "à appliquer : le même montant, valable plus longtemps"
    assert actions.appliquer(ligne, par=agent)


def test_a_service_that_says_to_wait_is_obeyed(cinq, caisses, agent, dormi):
    caisses.personnes["TROUVE"] = [
        contrat.refus(429, "00429", "?", "?", Retry_After="20"),
        caisses.personnes["TROUVE"],
    ]
    debut = timezone.now()
    fait = commencer(agent)
    assert issues(fait)["Trouve"] == Issue.TROUVE
    assert timezone.now() - debut >= timedelta(seconds=20)
    assert max(dormi) <= cadence.PAS
    assert fait.lignes.get(foyer=cinq["Trouve"]).essais == 0


def test_a_long_wait_stops_the_batch_which_is_taken_up_again(
    cinq, caisses, agent, dormi, time_machine
):
    caisses.fautes = [contrat.refus(429, "00429", "?", "?", Retry_After="3600")]
    fait = commencer(agent)
    arrete = Travail.objects.get(pk=fait.travail_id)
    assert arrete.etat == Travail.Etat.ECHEC
    assert "reprenez ce lot après 15" in arrete.resultat["phrase"]
    assert len(caisses.recues) == 1
    time_machine.move_to("2026-11-25 15:40+01:00", tick=False)
    lot.relancer(fait, par=agent)
    assert executer(fait).etat == Travail.Etat.FINI
    assert issues(fait)["Trouve"] == Issue.TROUVE


@pytest.mark.parametrize("statut", [401, 403])
def test_a_token_that_is_refused_stops_at_the_first_question(cinq, caisses, agent, dormi, statut):
    caisses.toujours = contrat.refus(statut, "00103", "?", "?")
    fait = commencer(agent)
    assert "refuse nos questions" in Travail.objects.get(pk=fait.travail_id).resultat["phrase"]
    assert len(caisses.recues) == 1
    assert lot.a_reprendre(fait)


def test_an_unknown_refusal_is_of_one_household_and_the_batch_goes_on(cinq, caisses, agent, dormi):
    caisses.personnes["ABSENT"] = contrat.refus(422, "00999", "Entité non traitable", "?")
    fait = commencer(agent)
    assert Travail.objects.get(pk=fait.travail_id).etat == Travail.Etat.FINI
    assert issues(fait)["Trouve"] == Issue.TROUVE
    refusee = fait.lignes.get(foyer=cinq["Absent"])
    assert refusee.issue == Issue.REFUSE  # to ask again once its file is right
    assert "le service refuse la question (code 00999)" in raison(refusee)
    assert [dits["nomNaissance"] for _c, dits, _p in caisses.recues].count(["Absent"]) == 1
    caisses.trouver("Absent", 640, NOVEMBRE)
    lot.relancer(fait, par=agent)
    executer(fait)
    assert fait.lignes.get(foyer=cinq["Absent"]).valeur == 640


def test_unknown_refusals_one_after_another_stop_the_batch(caisses, agent, dormi, monkeypatch):
    monkeypatch.setattr(lot, "PANNES_DE_SUITE", 2)
    for nom in ("Un", "Deux", "Trois"):
        foyer(nom)
    caisses.toujours = contrat.refus(422, "00999", "?", "?")
    fait = commencer(agent)
    assert "l’une après l’autre" in Travail.objects.get(pk=fait.travail_id).resultat["phrase"]
    assert len(caisses.recues) == 2


def test_our_own_recipient_refused_stops_at_the_first_question(cinq, caisses, agent, dormi):
    caisses.toujours = contrat.refus(422, "00203", "Entité non traitable", "?")
    fait = commencer(agent)
    assert "refuse nos questions" in Travail.objects.get(pk=fait.travail_id).resultat["phrase"]
    assert len(caisses.recues) == 1


def test_a_service_that_is_down_is_not_hammered(cinq, caisses, agent, dormi):
    caisses.toujours = "html"
    fait = commencer(agent)
    assert "ne répond plus" in Travail.objects.get(pk=fait.travail_id).resultat["phrase"]
    assert len(caisses.recues) == lot.PANNES_DE_SUITE
    caisses.toujours = ""
    lot.relancer(fait, par=agent)
    assert executer(fait).etat == Travail.Etat.FINI
    assert issues(fait)["Trouve"] == Issue.TROUVE


class Mort(BaseException):
    """kill -9"""


def test_killed_it_goes_on_where_it_was(cinq, caisses, agent, dormi, monkeypatch):
    ouvert = lot.commencer(mois_courant(), accord_seul=False, par=agent)
    noter, faits = lot._Tour._noter, []

    def mourir(tour, ligne, trouve):
        if faits:
            raise Mort
        faits.append(ligne.pk)
        noter(tour, ligne, trouve)

    with monkeypatch.context() as coupe:
        coupe.setattr(lot._Tour, "_noter", mourir)
        with pytest.raises(Mort):
            executer(ouvert)
    deja = len(caisses.recues)
    assert ouvert.lignes.exclude(issue=Issue.A_DEMANDER).count() >= 1
    assert executer(ouvert).etat == Travail.Etat.FINI
    assert not lot.a_reprendre(ouvert)
    premier = ouvert.lignes.get(pk=faits[0]).foyer.nom
    suite = [dits["nomNaissance"][0] for _c, dits, _p in caisses.recues[deja:]]
    assert premier not in suite


def test_a_task_hands_over_before_the_queue_kills_it(cinq, caisses, agent, dormi, monkeypatch):
    ouvert = lot.commencer(mois_courant(), accord_seul=False, par=agent)
    monkeypatch.setattr(lot, "DUREE", -1)
    travail = Travail.objects.get(pk=ouvert.travail_id)
    with pytest.raises(AReprendre):
        lot.executer(travail, lambda fait, total: None)


def test_twenty_questions_a_second_at_most(monkeypatch):
    maintenant, dormis = [100.0], []

    def dormir(secondes):
        dormis.append(secondes)
        maintenant[0] += secondes

    monkeypatch.setattr(cadence.time, "monotonic", lambda: maintenant[0])
    monkeypatch.setattr(cadence.time, "sleep", dormir)
    rythme = cadence.Cadence()
    for _question in range(41):
        rythme.souffler()
    assert maintenant[0] - 100.0 >= 40 / cadence.PAR_SECONDE - 1e-6


def test_two_batches_are_never_under_way(cinq, caisses, agent, monkeypatch):
    lot.commencer(mois_courant(), accord_seul=False, par=agent)
    with pytest.raises(Refus, match="Un lot est en cours"):
        lot.commencer(mois_courant(), accord_seul=False, par=agent)
    assert LotDeQuotients.objects.count() == 1


def test_the_first_batch_of_a_town_holds_a_row_that_is_there(cinq, caisses, agent, monkeypatch):
    """Of two agents at once, the second waits for the first and is refused."""
    tenus, verrouiller = [], QuerySet.select_for_update

    def noter(requete, *args, **kwargs):
        tenus.append((requete.model, requete.exists()))
        return verrouiller(requete, *args, **kwargs)

    monkeypatch.setattr(QuerySet, "select_for_update", noter)
    lot.commencer(mois_courant(), accord_seul=False, par=agent)
    assert (ReglageQuotient, True) in tenus


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


@pytest.mark.parametrize(
    ("jour", "propose"), [("2027-01-31", False), ("2027-02-01", True), ("2027-04-01", False)]
)
def test_the_yearly_batch_is_proposed_in_february(
    caisses, agent, connecter, time_machine, jour, propose
):
    time_machine.move_to(datetime.fromisoformat(f"{jour} 09:00+01:00"), tick=False)
    page = connecter(agent).get(reverse("wagtailadmin_home")).text
    assert ("Les quotients de l’année" in page) is propose


def test_once_made_or_without_the_service_it_is_proposed_no_more(
    cinq, caisses, agent, connecter, time_machine, dormi
):
    time_machine.move_to("2027-02-03 09:00+01:00", tick=False)
    accueil = reverse("wagtailadmin_home")
    assert "Les quotients de l’année" in connecter(agent).get(accueil).text
    commencer(agent)
    assert "Les quotients de l’année" not in connecter(agent).get(accueil).text
    LotDeQuotients.objects.all().delete()
    ReglageQuotient.objects.update(siret="")
    assert "Les quotients de l’année" not in connecter(agent).get(accueil).text


def test_agents_do_it_on_their_screen(cinq, caisses, agent, connecter, dormi):
    bureau = connecter(agent)
    assert "Aucun lot n’a encore été demandé" in bureau.get(LISTE).text
    suite = bureau.post(reverse("quotients_transmis_nouveau"), {"qui": "tous"})
    assert "/travaux/" in suite.url
    fait = LotDeQuotients.objects.get()
    executer(fait)
    page = bureau.get(LISTE).text
    for onglet in ListeDesQuotients.onglets:
        assert onglet.libelle in page
    assert "Trouve" in page
    assert "Absent" not in page
    change = fait.lignes.get(foyer=cinq["Change"])
    adresse = reverse("quotients_transmis_suites", args=[fait.pk])
    vide = bureau.post(adresse, {"action": "appliquer"}, follow=True).text
    assert "Cochez d’abord des lignes" in vide
    bureau.post(adresse, {"action": "appliquer", "ligne": [change.pk]})
    for travail in Travail.objects.filter(genre=application.APPLIQUER):
        travaux.executer(travail.pk)
    assert "Appliqué" in bureau.get(f"{LISTE}?etat=changes").text


def test_in_february_the_batch_meets_a_429_and_a_502_and_is_taken_up_again(
    cinq, caisses, agent, connecter, dormi, time_machine
):
    time_machine.move_to("2027-02-03 09:00+01:00", tick=False)
    fevrier, bureau = date(2027, 2, 1), connecter(agent)
    caisses.trouver("Trouve", 742, fevrier)
    caisses.trouver("Change", 1400, fevrier, "MSA")
    bonne = caisses.personnes["TROUVE"]
    caisses.personnes["TROUVE"] = [contrat.trop(), *[contrat.panne()] * lot.ESSAIS, bonne]
    assert "Les quotients de l’année" in bureau.get(reverse("wagtailadmin_home")).text
    bureau.post(reverse("quotients_transmis_nouveau"), {"qui": "tous"})
    fait = LotDeQuotients.objects.get()
    executer(fait)
    assert sum(dormi) >= 2  # the 429 said: two seconds
    assert issues(fait)["Trouve"] == Issue.PANNE
    assert "2 foyers du dernier lot sans réponse" in bureau.get(LISTE).text
    bureau.post(reverse("quotients_transmis_reprendre", args=[fait.pk]))
    executer(fait)
    assert issues(fait) | {"Trouve": Issue.TROUVE} == issues(fait)
    assert "1 foyer du dernier lot sans réponse" in bureau.get(LISTE).text
    bureau.post(reverse("quotients_transmis_suites", args=[fait.pk]), {"action": "appliquer-tout"})
    travaux.executer(Travail.objects.get(genre=application.APPLIQUER).pk)
    assert cinq["Trouve"].quotients.first().valeur == 742
    assert cinq["Change"].quotients.first().valeur == 800  # an agent ticks it


def test_the_list_asks_as_many_queries_with_1_and_30(caisses, agent, connecter, famille_martin):
    fait = LotDeQuotients.objects.create(mois=NOVEMBRE, par=agent)
    bureau = connecter(agent)

    def compter():
        with CaptureQueriesContext(connection) as requetes:
            assert bureau.get(LISTE).status_code == 200
        return len(requetes)

    def ecrire(combien):
        QuotientDemande.objects.bulk_create(
            QuotientDemande(
                lot=fait, foyer=famille_martin.foyer, issue=Issue.TROUVE, valeur=742, mois=NOVEMBRE
            )
            for _rang in range(combien)
        )

    ecrire(1)
    compter()
    une = compter()
    ecrire(29)
    assert compter() == une


def test_an_agent_without_the_right_sees_nothing(caisses, connecter, directrice, redactrice):
    for compte in (directrice, redactrice):
        assert connecter(compte).get(LISTE).status_code in (302, 403)


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
