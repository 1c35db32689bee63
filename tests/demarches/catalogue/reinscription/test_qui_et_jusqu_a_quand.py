"""Whom a campaign asks, from which day, and what the new year takes over from the file."""

from datetime import date, timedelta

import pytest

from demarches.actions import annuler, deposer, rejeter, valider
from demarches.catalogue.reinscription.campagne import (
    enfants_attendus,
    ouvrir_campagne,
    qui_reviennent,
)
from demarches.models import CampagneReinscription, Demande
from famille.models import Document, Rattachement
from famille.socle.erreurs import Refus
from reservations.models import Inscription, ReglementInterieur
from tests.demarches.place import relue, valla
from tests.demarches.reinscription import (
    FIN_2028,
    PAGE,
    autorisations,
    brouillon,
    envoyee,
    inscrit,
    reponses,
)


def attendus(campagne):
    return {un.prenom for un in enfants_attendus(campagne)}


def page_de(famille, lea, activite):
    demande = brouillon(famille, lea, reponses(activite) | autorisations(lea))
    return relue(demande).sa_demarche.formulaire(relue(demande), PAGE)


def test_who_is_registered_for_the_new_year_alone_is_not_asked(
    famille_martin, lea, activite, campagne
):
    inscrit(famille_martin.hugo, activite, debut=date(2027, 9, 1), fin=FIN_2028)
    assert attendus(campagne) == {"Léa"}


def test_a_campaign_that_begins_late_asks_those_of_the_year_that_has_ended(
    famille_martin, lea, campagne
):
    CampagneReinscription.objects.update(debut=date(2027, 9, 6), fin=date(2027, 9, 30))
    campagne.refresh_from_db()
    assert attendus(campagne) == {"Léa"}


def test_a_child_who_has_left_his_homes_is_not_asked(famille_martin, lea, campagne):
    Rattachement.objects.filter(enfant=lea).update(fin=date(2027, 6, 1))
    assert attendus(campagne) == set()


def test_a_draft_of_before_the_campaign_is_no_answer_begun(famille_martin, lea, activite, campagne):
    commencee = brouillon(famille_martin, lea, reponses(activite))
    assert enfants_attendus(campagne).get().brouillon_foyer == famille_martin.foyer.pk
    Demande.objects.filter(pk=commencee.pk).update(cree_le="2027-05-16T22:00+02:00")
    assert enfants_attendus(campagne).get().brouillon_foyer is None


def test_who_was_refused_is_not_counted_among_those_who_come_back(
    famille_martin, lea, activite, campagne, agent
):
    demande = envoyee(famille_martin, lea, activite, allergies="Arachide")
    assert [une["demande__enfant"] for une in qui_reviennent(2027)] == [lea.pk]
    rejeter(relue(demande), par=agent, motif="Rien à voir avec cet enfant.")
    assert list(qui_reviennent(2027)) == []


def test_an_answer_of_september_registers_from_its_day(
    famille_martin, lea, activite, campagne, time_machine
):
    CampagneReinscription.objects.update(fin=date(2027, 9, 30))
    time_machine.move_to("2027-09-15 10:00+02:00", tick=False)
    envoyee(famille_martin, lea, activite)
    nouvelle = Inscription.objects.get(enfant=lea, fin=FIN_2028)
    assert nouvelle.debut == date(2027, 9, 15)


def test_one_who_does_not_come_back_loses_the_place_that_he_had_for_the_new_year(
    famille_martin, lea, activite, campagne, agent
):
    """It was noted as done, and the child stayed registered until August 2028."""
    inscrit(lea, activite, debut=date(2027, 9, 1), fin=FIN_2028)
    non = brouillon(famille_martin, lea, {"revient": "non"})
    demande = deposer(non, par=famille_martin.camille)
    assert relue(demande).statut == Demande.Statut.EN_ATTENTE
    [ligne] = relue(demande).sa_demarche.changements(relue(demande))
    assert (ligne["avant"], ligne["apres"]) == ("jusqu’au 31 août 2028", "annulée")
    valider(relue(demande), par=agent)
    assert [une.fin for une in Inscription.objects.filter(enfant=lea)] == [date(2027, 8, 31)]
    with pytest.raises(Refus, match="ne peut plus être annulée"):
        annuler(relue(demande), par=agent)


def test_a_no_that_waits_takes_nothing_from_who_has_said_yes_since(
    famille_martin, lea, activite, campagne, agent
):
    """The later word was done at once; the former one, validated after it, took the place."""
    inscrit(lea, activite, debut=date(2027, 9, 1), fin=FIN_2028)
    non = deposer(brouillon(famille_martin, lea, {"revient": "non"}), par=famille_martin.camille)
    oui = envoyee(famille_martin, lea, activite)
    assert relue(oui).statut == Demande.Statut.VALIDEE
    with pytest.raises(Refus, match="plus récente dit que Léa revient"):
        valider(relue(non), par=agent)
    assert Inscription.objects.filter(enfant=lea, fin=FIN_2028).exists()
    rejeter(relue(non), par=agent, motif="La famille a changé d’avis.")


def test_one_who_comes_back_keeps_a_place_given_elsewhere(famille_martin, lea, activite, campagne):
    autre = valla(structure="La Pingaudière")
    campagne.activites.add(autre)
    inscrit(lea, autre, debut=date(2027, 9, 1), fin=FIN_2028)
    envoyee(famille_martin, lea, activite)
    de_2027 = Inscription.objects.filter(enfant=lea, debut=date(2027, 9, 1))
    assert {une.activite for une in de_2027} == {activite, autre}


def test_a_place_given_for_the_new_year_is_ticked_and_said(famille_martin, lea, activite, campagne):
    autre = valla(structure="La Pingaudière")
    campagne.activites.add(autre)
    inscrit(lea, autre, debut=date(2027, 9, 1), fin=FIN_2028)
    demande = brouillon(famille_martin, lea, {})
    page = demande.sa_demarche.pages(demande)[PAGE].de_la_demande(demande, PAGE, lie=False)
    assert page["activites"].value() == [str(autre.pk), str(activite.pk)]
    textes = [texte for groupe in page.groupes() for texte in groupe["textes"]]
    assert any("l’inscription de Léa pour 2027-2028 est déjà faite" in un for un in textes)
    assert page["assurance_fin"].help_text == "Exemple : 31 08 2028"


def test_a_vaccination_record_that_ends_before_the_new_year_is_asked_again(
    famille_martin, lea, activite, campagne
):
    CampagneReinscription.objects.update(vaccins_demandes=True)
    carnet = Document.objects.create(
        enfant=lea,
        genre=Document.Genre.VACCINS,
        nom="carnet.pdf",
        fichier="carnet.pdf",
        taille=4,
        classe_le="2026-09-01T10:00+02:00",
        valable_jusqu_au=date(2027, 9, 1),
    )
    assert page_de(famille_martin, lea, activite).is_valid()
    Document.objects.filter(pk=carnet.pk).update(valable_jusqu_au=date(2027, 8, 31))
    assert list(page_de(famille_martin, lea, activite).errors) == [f"carnet_{lea.pk}"]


def test_the_rules_to_accept_are_those_of_the_new_year(famille_martin, lea, activite, campagne):
    neuf = ReglementInterieur.objects.create(
        activite=activite, depuis=date(2027, 9, 1), texte="Nouveau"
    )
    champ = page_de(famille_martin, lea, activite).fields[f"reglement_{activite.pk}"]
    assert [cle for cle, _dit in champ.choices] == [str(neuf.pk)]


@pytest.mark.parametrize(
    ("annee", "debut", "fin", "ecart"),
    [
        (2028, date(2027, 6, 30), date(2027, 7, 31), 1),
        (2026, date(2027, 5, 1), date(2027, 5, 17), -1),
    ],
)
def test_two_campaigns_never_share_a_day(activite, campagne, agent, annee, debut, fin, ecart):
    """The last day of one is not the first of the other."""
    with pytest.raises(Refus, match="choisissez d’autres dates"):
        ouvrir_campagne(annee=annee, activites=[activite], par=agent, debut=debut, fin=fin)
    debut, fin = debut + timedelta(days=ecart), fin + timedelta(days=ecart)
    assert ouvrir_campagne(annee=annee, activites=[activite], par=agent, debut=debut, fin=fin).pk
