"""Je réinscris mon enfant: what its page asks, and what its answer writes."""

from datetime import date

from demarches.actions import annuler, deposer, valider
from demarches.catalogue.reinscription.papier import feuille_de_reinscription
from demarches.models import Demande, ReglageDemarche, ReponseDeReinscription
from famille.models import Autorisation, FicheSanitaire, Modification
from famille.models.champs import Jeton
from reservations.models import AcceptationReglement, Inscription
from tests.demarches.place import relue, valla
from tests.demarches.reinscription import (
    CODE,
    FIN_2028,
    PAGE,
    autorisations,
    brouillon,
    envoyee,
    inscrit,
    reponses,
)

Statut = Demande.Statut


def erreurs(demande):
    page = relue(demande).sa_demarche.formulaire(relue(demande), PAGE)
    return {champ: list(phrases) for champ, phrases in page.errors.items()}


def de_2027(enfant):
    return list(Inscription.objects.filter(enfant=enfant, debut__gte=date(2027, 6, 1)))


def test_what_is_unchanged_is_prefilled_and_what_holds_is_folded(famille_martin, lea, campagne):
    demande = brouillon(famille_martin, lea, {})
    page = demande.sa_demarche.pages(demande)[PAGE].de_la_demande(demande, PAGE, lie=False)
    parts = {groupe["titre"]: groupe for groupe in page.groupes()}
    assert parts["Santé"]["replie"]
    assert parts["Autorisations"]["replie"]
    assert not parts["Assurance extrascolaire"]["replie"]  # it ends with this school year
    assert page["activites"].value() == [str(campagne.activites.get().pk)]
    assert page["assurance_numero"].value() == "A1"


def test_a_record_that_no_key_reads_is_asked_again_and_nothing_of_it_is_lost(
    famille_martin, lea, activite, campagne
):
    perdu = Jeton("écrit sous une clé perdue")
    FicheSanitaire.objects.update(regime=perdu, allergies=perdu)
    demande = envoyee(famille_martin, lea, activite)
    page = demande.sa_demarche.pages(demande)[PAGE].de_la_demande(demande, PAGE, lie=False)
    [sante] = [groupe for groupe in page.groupes() if groupe["titre"] == "Santé"]
    assert not sante["replie"]
    assert "ne peut plus être lu" in sante["textes"][0]
    assert relue(demande).statut == Statut.EN_ATTENTE
    assert FicheSanitaire.objects.values_list("regime", "allergies").get() == (perdu, perdu)
    carte = feuille_de_reinscription(lea, campagne, avec_sante=True).contexte["sante"]
    assert all(dit.startswith("Ne peut plus être lu") for _libelle, dit in carte)


def test_an_answer_without_a_change_registers_at_once_for_the_new_year(
    famille_martin, lea, activite, campagne
):
    demande = envoyee(famille_martin, lea, activite)
    assert relue(demande).statut == Statut.VALIDEE
    [nouvelle] = de_2027(lea)
    assert (nouvelle.debut, nouvelle.fin) == (date(2027, 9, 1), FIN_2028)
    fiche = FicheSanitaire.objects.get(enfant=lea)
    assert (fiche.valable_jusqu_au, fiche.assurance_fin) == (FIN_2028, FIN_2028)
    assert AcceptationReglement.objects.get(enfant=lea).origine == f"demande {demande.numero}"
    assert ReponseDeReinscription.objects.get(demande=demande).notee_le


def test_without_the_town_s_leave_an_agent_validates_and_may_take_it_back(
    famille_martin, lea, activite, campagne, agent
):
    ReglageDemarche.objects.filter(code=CODE).update(sans_agent=False)
    demande = envoyee(famille_martin, lea, activite)
    assert relue(demande).statut == Statut.EN_ATTENTE
    assert de_2027(lea) == []
    valider(relue(demande), par=agent)
    assert len(de_2027(lea)) == 1
    annuler(relue(demande), par=agent)
    assert de_2027(lea) == []
    assert FicheSanitaire.objects.get(enfant=lea).valable_jusqu_au == date(2027, 8, 31)


def test_a_change_of_health_waits_for_an_agent_and_the_place_is_given(
    famille_martin, lea, activite, campagne
):
    demande = envoyee(famille_martin, lea, activite, allergies="Arachide")
    assert relue(demande).statut == Statut.EN_ATTENTE
    assert len(de_2027(lea)) == 1
    assert FicheSanitaire.objects.get(enfant=lea).allergies == ""
    restent = relue(demande).sa_demarche.changements(relue(demande))
    assert "Léa · Autre allergie alimentaire" in [une["libelle"] for une in restent]


def test_an_authorisation_changed_is_written_with_its_author(
    famille_martin, lea, activite, campagne
):
    genre = Autorisation.Genre.BAIGNADE
    envoyee(famille_martin, lea, activite, **{f"{genre}_{lea.pk}": "non"})
    derniere = lea.autorisations.filter(genre=genre).first()
    assert not derniere.accordee
    assert derniere.par == famille_martin.camille


def test_an_insurance_that_ends_before_the_new_year_is_refused(
    famille_martin, lea, activite, campagne
):
    champs = reponses(activite, assurance_fin="31/08/2027") | autorisations(lea)
    assert "assurance_fin" in erreurs(brouillon(famille_martin, lea, champs))


def test_the_rules_are_accepted_for_the_activities_that_are_kept(
    famille_martin, lea, activite, campagne
):
    champs = reponses(activite, **{f"reglement_{activite.pk}": []}) | autorisations(lea)
    assert list(erreurs(brouillon(famille_martin, lea, champs))) == [f"reglement_{activite.pk}"]


def test_rules_accepted_already_are_not_asked_again(famille_martin, lea, activite, campagne):
    AcceptationReglement.objects.create(
        reglement=activite.reglements.get(), foyer=famille_martin.foyer, enfant=lea
    )
    champs = reponses(activite) | autorisations(lea)
    del champs[f"reglement_{activite.pk}"]
    assert erreurs(brouillon(famille_martin, lea, champs)) == {}


def test_a_child_too_old_gets_a_sentence_and_no_box(famille_martin, lea, activite, campagne):
    lea.naissance = date(2015, 8, 1)  # 12 years when the school year begins
    lea.save(update_fields=["naissance"])
    demande = brouillon(famille_martin, lea, reponses(activite) | autorisations(lea))
    page = relue(demande).sa_demarche.formulaire(relue(demande), PAGE)
    [part] = [une for une in page.groupes() if une["titre"] == "Activités"]
    assert part["textes"] == [
        (
            "La Valla · Accueil de loisirs accueille les enfants de 3 à 11 ans : l’âge de Léa ne"
            " convient plus en 2027-2028."
        )
    ]
    assert "activites" in page.errors


def test_a_full_activity_is_refused_with_the_way_to_its_list(
    famille_martin, lea, activite, campagne
):
    type(activite).objects.filter(pk=activite.pk).update(inscriptions_max=1)
    inscrit(famille_martin.hugo, activite, debut=date(2027, 9, 1), fin=FIN_2028)
    champs = reponses(activite) | autorisations(lea)
    [phrase] = erreurs(brouillon(famille_martin, lea, champs))["activites"]
    assert "n’a plus de place pour 2027-2028" in phrase


def test_one_who_does_not_come_back_is_noted_at_once(famille_martin, lea, activite, campagne):
    demande = deposer(
        brouillon(famille_martin, lea, {"revient": "non"}), par=famille_martin.camille
    )
    assert relue(demande).statut == Statut.VALIDEE
    assert de_2027(lea) == []
    assert not ReponseDeReinscription.objects.get(demande=demande).revient


def test_a_registration_that_goes_on_is_ended_by_an_agent_alone(
    famille_martin, lea, activite, campagne, agent
):
    Inscription.objects.filter(enfant=lea).update(fin=None)
    demande = deposer(
        brouillon(famille_martin, lea, {"revient": "non"}), par=famille_martin.camille
    )
    assert relue(demande).statut == Statut.EN_ATTENTE
    valider(relue(demande), par=agent)
    assert Inscription.objects.get(enfant=lea).fin == date(2027, 8, 31)


def test_a_registration_without_an_end_is_left_as_it_is(famille_martin, lea, activite, campagne):
    Inscription.objects.filter(enfant=lea).update(fin=None)
    envoyee(famille_martin, lea, activite)
    assert Inscription.objects.get(enfant=lea).fin is None


def test_a_second_answer_is_refused_until_the_first_is_taken_back(
    famille_martin, lea, activite, campagne
):
    envoyee(famille_martin, lea, activite)
    champs = reponses(activite) | autorisations(lea)
    assert "__all__" in erreurs(brouillon(famille_martin, lea, champs))


def test_a_no_may_become_a_yes(famille_martin, lea, activite, campagne):
    deposer(brouillon(famille_martin, lea, {"revient": "non"}), par=famille_martin.camille)
    envoyee(famille_martin, lea, activite)
    assert len(de_2027(lea)) == 1


def test_after_the_end_only_the_counter_answers(
    famille_martin, lea, activite, campagne, agent, time_machine
):
    time_machine.move_to("2027-07-05 10:00+02:00", tick=False)
    champs = reponses(activite) | autorisations(lea)
    assert "close" in erreurs(brouillon(famille_martin, lea, champs))["__all__"][0]
    au_guichet = brouillon(famille_martin, lea, champs, canal="guichet")
    assert erreurs(au_guichet) == {}


def test_a_child_of_no_activity_of_the_campaign_is_not_asked(famille_martin, activite, campagne):
    champs = reponses(activite) | autorisations(famille_martin.hugo)
    demande = brouillon(famille_martin, famille_martin.hugo, champs)
    assert "demandez plutôt une place" in erreurs(demande)["__all__"][0]


def test_an_agent_without_the_right_reads_no_health(famille_martin, lea, activite, campagne, agent):
    demande = brouillon(famille_martin, lea, {}, canal="guichet")
    Demande.objects.filter(pk=demande.pk).update(par=agent)
    demande = relue(demande)
    page = demande.sa_demarche.formulaire(demande, PAGE, lie=False)
    assert "regime" not in page.fields
    assert demande.sa_demarche.pages_laissees(demande) == ["Santé de Léa"]


def test_the_journal_never_says_what_the_health_is(famille_martin, lea, activite, campagne):
    envoyee(famille_martin, lea, activite, allergies="Arachide")
    dits = " ".join(f"{une.avant} {une.apres} {une.objet}" for une in Modification.objects.all())
    assert "Arachide" not in dits


def test_another_activity_may_be_chosen(famille_martin, lea, activite, campagne):
    autre = valla(structure="La Pingaudière")
    campagne.activites.add(autre)
    champs = {
        "activites": [str(autre.pk)],
        f"reglement_{autre.pk}": [str(autre.reglements.get().pk)],
    }
    envoyee(famille_martin, lea, activite, **champs)
    assert [une.activite for une in de_2027(lea)] == [autre]
