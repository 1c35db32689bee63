"""A batch asks of each household: paced, obedient, taken up again where it was."""

from datetime import date, timedelta

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from demarches.caisses import accords, actions, application, lot
from demarches.caisses.bureau import raison
from demarches.models import LotDeQuotients, QuotientDemande, ReglageQuotient
from demo.caf import contrat
from famille.models import QuotientFamilial, Responsable, Travail
from famille.socle.erreurs import Refus
from famille.travaux.actions import AReprendre

from .scene import NOVEMBRE, commencer, executer, foyer, identifier, issues, mois_courant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("le_25_novembre")]
Issue, Suite = QuotientDemande.Issue, QuotientDemande.Suite


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
    assert max(dormi) <= lot.PAS
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

    monkeypatch.setattr(lot.time, "monotonic", lambda: maintenant[0])
    monkeypatch.setattr(lot.time, "sleep", dormir)
    rythme = lot.Cadence()
    for _question in range(41):
        rythme.souffler()
    assert maintenant[0] - 100.0 >= 40 / lot.PAR_SECONDE - 1e-6


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
