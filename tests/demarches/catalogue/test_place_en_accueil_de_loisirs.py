"""Je demande une place en accueil de loisirs (G21): its pages, its list, what its validation
does."""

from datetime import date

import pytest

from demarches.actions import (
    PageARevoir,
    commencer,
    demander_complement,
    deposer,
    joindre,
    rejeter,
    valider,
)
from demarches.bureau.liste import ListeDesDemandes
from demarches.catalogue.place_en_accueil_de_loisirs.tour import DESCENDRE, MONTER, deplacer
from demarches.models import Demande, MouvementDeListe, PlaceDemandee
from demarches.reglages.initiaux import creer_reglages
from famille.models import (
    Autorisation,
    Document,
    FicheSanitaire,
    Modification,
    Rattachement,
    ReglageDossier,
)
from famille.socle.erreurs import Refus
from reservations.models import (
    AcceptationReglement,
    Activite,
    Inscription,
    PeriodeScolaire,
    ReglementInterieur,
)
from tests.demarches.outils import Navigateur
from tests.demarches.place import (
    CODE,
    accord,
    choix,
    en_regle,
    envoyee,
    erreurs,
    relue,
    remplie,
    valla,
)
from tests.famille.documents.test_fichiers import PDF, envoi

NOEL = "20261219-20270103"


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def activite(db):
    creer_reglages(demo=True)
    PeriodeScolaire.objects.get_or_create(
        debut=date(2026, 12, 19), defaults={"nom": "Vacances de Noël", "fin": date(2027, 1, 3)}
    )
    return valla()


@pytest.fixture
def lea(famille_martin):
    return en_regle(famille_martin.lea)


@pytest.fixture
def brouillon(famille_martin, lea, activite):
    return commencer(CODE, foyer=famille_martin.foyer, par=famille_martin.camille, enfant=lea)


@pytest.fixture
def camille(connecter, famille_martin, brouillon):
    return Navigateur(connecter(famille_martin.camille), brouillon)


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


# From one session to the next, and to the end.


def test_a_draft_is_resumed_by_another_session(
    camille, activite, client, connecter, famille_martin
):
    camille.poster("place", choix(activite), action="enregistrer")
    autre = Navigateur(connecter(famille_martin.camille, type(client)()), camille.demande)
    assert f'value="{activite.pk}"' in autre.lire("place").content.decode()
    assert autre.poster("place", choix(activite)).url == autre.adresse("reglement")
    assert autre.poster("reglement", accord(activite)).url == autre.adresse("recapitulatif")
    page = autre.lire("recapitulatif").content.decode()
    assert "Léa Martin" in page
    assert "Année scolaire 2026-2027" in page
    autre.poster("recapitulatif", {"certifie": "on"})
    assert autre.relue().statut == Demande.Statut.EN_ATTENTE


def test_validation_registers_the_child(famille_martin, lea, activite, agent, time_machine):
    demande = envoyee(famille_martin, lea, activite)
    time_machine.move_to("2026-12-02 09:00+01:00", tick=False)
    valider(demande, par=agent)
    [inscription] = Inscription.objects.all()
    assert (inscription.enfant, inscription.activite, inscription.par) == (lea, activite, agent)
    assert (inscription.debut, inscription.fin) == (date(2026, 11, 25), date(2027, 8, 31))
    assert Modification.objects.filter(
        foyer=famille_martin.foyer, origine="demande D-2026-00001"
    ).exists()
    assert (
        relue(demande)
        .changements[0]["apres"]
        .startswith("La Valla · Accueil de loisirs, du 25 novembre 2026")
    )


def test_holidays_register_for_their_days_only(famille_martin, lea, activite, agent):
    valider(envoyee(famille_martin, lea, activite, periode=NOEL), par=agent)
    inscription = Inscription.objects.get()
    assert (inscription.debut, inscription.fin) == (date(2026, 12, 19), date(2027, 1, 3))


def test_a_rejection_registers_nobody_and_leaves_the_list(famille_martin, lea, activite, agent):
    demande = envoyee(famille_martin, lea, activite)
    rejeter(demande, par=agent, motif="Hors secteur.")
    assert not Inscription.objects.exists()
    assert not PlaceDemandee.objects.en_jeu().exists()


def test_a_complement_may_change_the_activity_and_its_list(
    famille_martin, lea, activite, agent, connecter
):
    autre = valla(structure="La Pingaudière")
    demande = envoyee(famille_martin, lea, activite)
    demander_complement(
        demande,
        par=agent,
        etapes=["place", "reglement"],
        message="Choisissez l’autre centre.",
        limite=date(2026, 12, 5),
    )
    parent = Navigateur(connecter(famille_martin.camille), demande)
    parent.poster("place", choix(autre))
    parent.poster("reglement", accord(autre))
    parent.poster("recapitulatif", {"certifie": "on"})
    place = PlaceDemandee.objects.get(demande=demande)
    assert place.activite == autre
    assert AcceptationReglement.objects.count() == 2
    valider(relue(demande), par=agent)
    assert Inscription.objects.get().activite == autre


def test_a_place_taken_meanwhile_by_another_home_is_refused_in_a_sentence(
    famille_martin, lea, activite, agent
):
    demande = envoyee(famille_martin, lea, activite)
    Inscription.objects.create(enfant=lea, activite=activite, debut=date(2026, 9, 1))
    with pytest.raises(Refus, match="déjà inscrit"):
        valider(demande, par=agent)
    assert relue(demande).statut == Demande.Statut.EN_ATTENTE


def test_a_child_who_left_the_household_is_not_registered(famille_martin, lea, activite, agent):
    demande = envoyee(famille_martin, lea, activite)
    Rattachement.objects.filter(enfant=lea).update(fin=date(2026, 11, 24))
    with pytest.raises(Refus, match="plus dans ce dossier"):
        valider(demande, par=agent)


def test_the_other_home_sees_the_registration_and_nothing_of_the_demande(
    famille_martin, lea, activite, agent, voisin, connecter
):
    Rattachement.objects.create(
        enfant=lea, foyer=voisin.foyer, debut=date(2026, 1, 1), garde="alternee"
    )
    demande = envoyee(famille_martin, lea, activite)
    valider(demande, par=agent)
    assert Inscription.objects.de(voisin.nadia).exists()
    assert connecter(voisin.nadia).get(f"/demarches/demande/{demande.pk}/").status_code == 404


def test_the_neighbour_gets_404(camille, voisin, connecter):
    assert connecter(voisin.nadia).get(camille.adresse("place")).status_code == 404


def test_two_adults_send_the_same_place_once(famille_martin, lea, activite):
    un, deux = remplie(famille_martin, lea, activite), remplie(famille_martin, lea, activite)
    deposer(un, par=famille_martin.camille)
    with pytest.raises(PageARevoir, match="déjà demandée"):
        deposer(deux, par=famille_martin.camille)


def test_the_same_draft_sent_twice_is_one_demande(famille_martin, lea, activite):
    demande = remplie(famille_martin, lea, activite)
    deposer(demande, par=famille_martin.camille)
    with pytest.raises(Refus, match="déjà envoyée"):
        deposer(demande, par=famille_martin.camille)
    assert PlaceDemandee.objects.count() == AcceptationReglement.objects.count() == 1


# The list.


@pytest.fixture
def complete(activite, famille_martin, lea, voisin):
    """La Valla has one place, taken by Sami; Hugo, then Léa, wait."""
    activite.inscriptions_max = 1
    activite.save()
    Inscription.objects.create(
        enfant=voisin.sami, activite=activite, debut=date(2026, 9, 1), fin=date(2027, 8, 31)
    )
    hugo = en_regle(famille_martin.hugo)
    return [envoyee(famille_martin, hugo, activite), envoyee(famille_martin, lea, activite)]


def test_the_parent_sees_his_rank(complete, connecter, famille_martin):
    page = (
        connecter(famille_martin.camille)
        .get(f"/demarches/demande/{complete[1].pk}/")
        .content.decode()
    )
    assert "votre demande est sur liste, au rang 2" in page


def test_a_draft_says_that_the_activity_is_full(famille_martin, activite, complete):
    demande = remplie(famille_martin, famille_martin.lea, activite, periode=NOEL)
    assert "Toutes les places sont prises" in str(
        demande.demarche.recapitulatif(demande, demande.donnees)
    )


def test_a_demande_with_a_free_place_is_not_on_a_list(famille_martin, lea, activite):
    activite.inscriptions_max = 3
    activite.save()
    demande = envoyee(famille_martin, lea, activite)
    assert demande.demarche.situation(demande) == ""


def test_a_full_activity_is_not_overbooked(complete, agent):
    with pytest.raises(Refus, match="n’a plus de place"):
        valider(relue(complete[0]), par=agent)
    assert Inscription.objects.count() == 1


def test_a_season_counts_a_child_once(famille_martin, voisin, lea, activite, agent):
    activite.inscriptions_max = 1
    activite.save()
    Inscription.objects.create(
        enfant=lea, activite=activite, debut=date(2026, 10, 17), fin=date(2026, 11, 1)
    )
    valider(envoyee(famille_martin, lea, activite, periode=NOEL), par=agent)
    assert Inscription.objects.filter(enfant=lea).count() == 2


def test_when_a_place_frees_it_is_given_from_the_list(complete, agent, connecter, activite):
    Inscription.objects.update(fin=date(2026, 8, 31), debut=date(2026, 1, 1))
    bureau = connecter(agent)
    reponse = bureau.post(f"/gestion/demandes-de-place/{complete[1].pk}/donner/", follow=True)
    assert "Léa Martin a sa place" in reponse.content.decode()
    assert relue(complete[1]).statut == Demande.Statut.VALIDEE
    assert (
        Inscription.objects.filter(activite=activite, fin=date(2027, 8, 31)).get().enfant.prenom
        == "Léa"
    )
    assert "au rang 1" in complete[0].demarche.situation(relue(complete[0]))


def test_an_agent_moves_a_rank_with_a_reason(complete, agent):
    deplacer(
        PlaceDemandee.objects.get(demande=complete[1]),
        sens=MONTER,
        motif="Fratrie déjà inscrite.",
        par=agent,
    )
    assert "au rang 1" in complete[1].demarche.situation(complete[1])
    assert "au rang 2" in complete[0].demarche.situation(complete[0])
    [mouvement] = MouvementDeListe.objects.all()
    assert (mouvement.de, mouvement.vers, mouvement.par) == (2, 1, agent)


@pytest.mark.parametrize(
    ("rang", "sens", "motif", "phrase"),
    [
        (0, MONTER, "Oui", "première"),
        (1, DESCENDRE, "Oui", "dernière"),
        (1, MONTER, "  ", "pourquoi"),
    ],
)
def test_a_move_that_cannot_be_says_why(complete, agent, rang, sens, motif, phrase):
    place = PlaceDemandee.objects.get(demande=complete[rang])
    with pytest.raises(Refus, match=phrase):
        deplacer(place, sens=sens, motif=motif, par=agent)


def test_the_agents_screens(complete, agent, connecter):
    bureau = connecter(agent)
    page = bureau.get("/gestion/demandes-de-place/").content.decode()
    assert page.index("Hugo Martin") < page.index("Léa Martin")
    adresse = f"/gestion/demandes-de-place/{complete[1].pk}/"
    assert "Toutes les places sont prises" in bureau.get(adresse).content.decode()
    refusee = bureau.post(f"{adresse}deplacer/", {"sens": "monter", "motif": ""})
    assert refusee.status_code == 422
    bureau.post(f"{adresse}deplacer/", {"sens": "monter", "motif": "Fratrie <b>inscrite</b>"})
    assert "Fratrie &lt;b&gt;inscrite&lt;/b&gt;" in bureau.get(adresse).content.decode()


def test_the_list_costs_the_same_with_1_and_30_rows(
    complete,
    agent,
    connecter,
    famille_martin,
    activite,
    django_assert_num_queries,
    django_assert_max_num_queries,
):
    bureau = connecter(agent)
    bureau.get("/gestion/demandes-de-place/")
    with django_assert_max_num_queries(20) as peu:
        bureau.get("/gestion/demandes-de-place/")
    for rang in range(30):
        demande = Demande.objects.create(
            code=CODE,
            numero=f"D-2026-1{rang:04}",
            statut="en-attente",
            foyer=famille_martin.foyer,
            enfant=famille_martin.lea,
            par=famille_martin.camille,
            deposee_le=complete[0].deposee_le,
        )
        PlaceDemandee.objects.create(
            demande=demande, activite=activite, saison=2026, ordre=10 + rang
        )
    with django_assert_num_queries(len(peu)):
        bureau.get("/gestion/demandes-de-place/")


def test_a_director_does_not_see_the_list(complete, directrice, connecter):
    assert connecter(directrice).get("/gestion/demandes-de-place/").status_code in (302, 403)


def test_an_accepted_version_is_kept_as_it_was(famille_martin, lea, activite, agent, connecter):
    envoyee(famille_martin, lea, activite)
    version = activite.reglements.get()
    bureau = connecter(agent)
    assert bureau.get(f"/gestion/reglements/edit/{version.pk}/").status_code in (302, 403)
    libre = ReglementInterieur.objects.create(
        activite=activite, depuis=date(2027, 1, 1), texte="<p>x</p>"
    )
    assert bureau.get(f"/gestion/reglements/edit/{libre.pk}/").status_code == 200
    assert bureau.get("/gestion/reglements/").status_code == 200


def test_without_room_no_button_promises_a_validation(complete, agent, connecter):
    page = connecter(agent).get(f"/gestion/demandes/{complete[1].pk}/").text
    assert "Valider et inscrire" not in page
    assert "n’a plus de place pour 2026-2027" in page
    assert f"/gestion/demandes-de-place/{complete[1].pk}/" in page


def test_a_freed_place_brings_the_button_back(complete, agent, connecter):
    Inscription.objects.all().delete()
    assert (
        "Valider et inscrire" in connecter(agent).get(f"/gestion/demandes/{complete[1].pk}/").text
    )


def test_a_child_counted_already_needs_no_other_place(complete, famille_martin, activite):
    Activite.objects.update(inscriptions_max=2)
    Inscription.objects.create(
        enfant=famille_martin.lea,
        activite=activite,
        debut=date(2026, 10, 17),
        fin=date(2026, 11, 1),
    )
    assert complete[1].demarche.empechement_de_valider(relue(complete[1])) == ""
    assert complete[0].demarche.empechement_de_valider(relue(complete[0])) != ""


@pytest.fixture
def tardives(complete, time_machine):
    """Hugo's and Léa's demandes, long past their date, and no place for either."""
    Demande.objects.update(echeance=date(2026, 12, 1))
    time_machine.move_to("2026-12-20 10:00+01:00", tick=False)
    return complete


def test_without_room_a_demande_is_not_late(tardives, agent, connecter):
    bureau = connecter(agent)
    page = bureau.get("/gestion/demandes/").text
    assert "jours de retard" not in page
    assert page.count("sur liste, sans place") == 2
    assert "<strong>0</strong> en retard" in bureau.get("/gestion/").text
    assert tardives[0].numero not in bureau.get("/gestion/demandes/?echeance=retard").text
    assert tardives[0].numero in bureau.get("/gestion/demandes/?echeance=sur-liste").text
    dossier = bureau.get(f"/gestion/demandes/{tardives[0].pk}/").text
    assert "En retard :" not in dossier
    assert "réponse avant le" not in dossier
    assert "sur liste, sans place" in dossier


@pytest.fixture
def a_faire(tardives, famille_martin):
    """One more demande, due after those that wait for a place."""
    demande = envoyee(
        famille_martin, famille_martin.lea, valla(structure="Grands", age_min=9, age_max=11)
    )
    Demande.objects.filter(pk=demande.pk).update(echeance=date(2027, 2, 20))
    return demande


def test_what_waits_for_a_place_comes_after_what_can_be_answered(
    tardives, a_faire, agent, connecter
):
    bureau = connecter(agent)
    page = bureau.get("/gestion/demandes/").text
    assert all(page.index(a_faire.numero) < page.index(tardive.numero) for tardive in tardives)


def test_the_pages_of_the_list_show_each_demande_once(
    tardives, a_faire, agent, connecter, monkeypatch
):
    monkeypatch.setattr(ListeDesDemandes, "par_page", 2)
    bureau = connecter(agent)
    premiere, seconde = (bureau.get(f"/gestion/demandes/?p={page}").text for page in (1, 2))
    assert a_faire.numero in premiere
    assert sum(tardive.numero in premiere for tardive in tardives) == 1
    assert all((tardive.numero in premiere) != (tardive.numero in seconde) for tardive in tardives)


def test_the_next_to_deal_with_is_not_one_that_waits_for_a_place(
    tardives, a_faire, agent, connecter
):
    bureau = connecter(agent)
    suivante = "/gestion/demandes/{}/suivante/"
    assert f"/{a_faire.pk}/" in bureau.get(suivante.format(tardives[0].pk)).url
    reponse = bureau.get(suivante.format(a_faire.pk), follow=True)
    assert "plus de demande à traiter, sauf celles qui sont sur liste, sans place." in reponse.text


def test_without_room_its_family_reads_of_no_lateness(tardives, connecter, famille_martin):
    famille = connecter(famille_martin.camille)
    page = famille.get(f"/demarches/demande/{tardives[0].pk}/").text
    assert "elle attend une place" in page
    for adresse in (f"/demarches/demande/{tardives[0].pk}/", "/demarches/", "/tableau-de-bord/"):
        lue = famille.get(adresse).text
        assert "a du retard" not in lue
        assert "avant le 1er décembre" not in lue
    for adresse in ("/demarches/", "/tableau-de-bord/"):
        assert famille.get(adresse).text.count("sur liste : vous êtes prévenu") == 2


def test_a_freed_place_is_said_late_to_its_family_alone(tardives, connecter, famille_martin):
    Activite.objects.update(inscriptions_max=2)
    famille = connecter(famille_martin.camille)
    assert famille.get("/demarches/").text.count("la réponse a du retard") == 1
    assert "la réponse a du retard" in famille.get(f"/demarches/demande/{tardives[0].pk}/").text
    assert "elle attend une place" in famille.get(f"/demarches/demande/{tardives[1].pk}/").text


def test_a_freed_place_makes_its_first_late_and_no_other(tardives, agent, connecter, activite):
    Activite.objects.update(inscriptions_max=2)
    bureau = connecter(agent)
    assert "<strong>1</strong> en retard" in bureau.get("/gestion/").text
    page = bureau.get("/gestion/demandes/?echeance=retard").text
    assert (tardives[0].numero in page, tardives[1].numero in page) == (True, False)
    assert "En retard :" in bureau.get(f"/gestion/demandes/{tardives[0].pk}/").text
