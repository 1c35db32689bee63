"""A message to the families of an activity, a day, a school: who has it, seen before it leaves,
once each."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from famille.actions import deposer_document, ecrire_message, preparer_envoi
from famille.messages.envois import figer_envoi
from famille.models import (
    Courriel,
    Document,
    Enfant,
    EnvoiGroupe,
    Fil,
    Message,
    Niveau,
    Responsable,
    Travail,
)
from famille.socle.erreurs import Refus
from famille.travaux import actions as travaux
from reservations.envois import actions as envois
from reservations.envois.actions import envoyer
from reservations.envois.cible import Cible, Public, apercu
from reservations.models import Activite, Attente, Inscription, Reservation, Structure
from tests.conftest import creer_foyer
from tests.famille.documents.test_fichiers import photo
from tests.famille.facturation import facturer
from tests.outils.ecoles import aller_a, une_ecole

DE_X = {"genre": Public.ECOLE, "ecole": "x"}
NOUVEAU = reverse("planning:envoi_nouveau")
JEAN_ZAY = {
    "genre": Public.ECOLE,
    "ecole": "Jean-Zay",
    "sujet": "Déjeuner",
    "texte": "Le restaurant est fermé mardi.",
}


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def ecole(famille_martin, voisin):
    """Léa and Hugo Martin are at Jean-Zay; Sami, of the neighbours, is elsewhere."""
    aller_a("Jean-Zay", famille_martin.lea, famille_martin.hugo)
    aller_a("Buffon", voisin.sami)
    return famille_martin


@pytest.fixture
def pere(ecole):
    """Léa's other home (D11)."""
    foyer, _julien = creer_foyer("2026-00900", "Petit", "Julien", "julien@exemple.fr")
    ecole.lea.rattachements.create(foyer=foyer, debut=date(2024, 1, 1))
    return foyer


@pytest.fixture
def activite(db):
    valla = Structure.objects.create(nom="La Valla")
    return Activite.objects.create(
        structure=valla, nom="Accueil", age_min=3, age_max=11, capacite=10
    )


@pytest.fixture
def bureau(connecter, agent):
    return connecter(agent)


@pytest.fixture
def envoi(ecole, agent):
    cible = Cible(Public.ECOLE, ecole="Jean-Zay")
    return preparer_envoi(
        sujet="Déjeuner", texte="Fermé mardi.", cible=cible.en_json(), a_qui=cible.dite(), par=agent
    )


def vus(envoi):
    return apercu(Cible.de(envoi.cible)).vus


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


# On the screen.


def test_nothing_leaves_before_the_recipients_are_seen(bureau, ecole):
    page = bureau.post(NOUVEAU, JEAN_ZAY, follow=True).text
    assert "Envoyer à 1 famille" in page
    assert (Fil.objects.count(), Travail.objects.count(), EnvoiGroupe.objects.count()) == (0, 0, 1)


def test_seen_then_sent_and_followed(bureau, envoi):
    reponse = bureau.post(reverse("planning:envoi", args=[envoi.pk]), {"vus": vus(envoi)})
    travail = Travail.objects.get()
    assert reponse.url == reverse("travaux:travail", args=[travail.pk])
    assert travaux.executer(travail.pk) == Travail.Etat.FINI
    assert "1 famille a reçu ce message." in bureau.get(reponse.url).text
    assert Fil.objects.get().etat == Fil.Etat.ENVOYE


def test_recipients_that_have_changed_are_shown_again(bureau, envoi, pere):
    page = bureau.post(reverse("planning:envoi", args=[envoi.pk]), {"vus": "perimee"})
    assert page.status_code == 422
    assert "ont changé" in page.text
    assert "Envoyer à 2 familles" in page.text
    assert not Travail.objects.exists()


def test_pressed_twice_it_leaves_once(envoi, agent):
    empreinte = vus(envoi)
    envoyer(envoi, vus=empreinte, par=agent)
    with pytest.raises(Refus, match="déjà parti"):
        envoyer(EnvoiGroupe.objects.get(), vus=empreinte, par=agent)
    assert Travail.objects.count() == 1


def test_to_nobody_it_does_not_leave(envoi, agent):
    Responsable.objects.update(fin=date(2026, 11, 1))
    with pytest.raises(Refus, match="Aucune famille"):
        envoyer(envoi, vus=vus(envoi), par=agent)


def test_a_draft_is_changed_or_given_up(bureau, envoi):
    bureau.post(
        reverse("planning:envoi_modifier", args=[envoi.pk]), JEAN_ZAY | {"sujet": "Repas froid"}
    )
    assert EnvoiGroupe.objects.get().sujet == "Repas froid"
    bureau.post(reverse("planning:envoi_abandonner", args=[envoi.pk]))
    assert not EnvoiGroupe.objects.exists()


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"ecole": ""}, "Choisissez l’école"),
        ({"ecole": "Inconnue"}, "Inconnue"),
        ({"genre": "jour"}, "Choisissez le jour"),
        ({"genre": "activite"}, "Choisissez l’activité"),
        ({"texte": ""}, "Remplissez ce champ"),
        ({"texte": "a" * 10_000}, "dépasse 5000"),
        ({"fichier": SimpleUploadedFile("v.exe", b"MZ")}, "pas lisible"),
    ],
)
def test_a_message_that_is_not_right_is_refused(champs, dit, bureau, ecole):
    reponse = bureau.post(NOUVEAU, JEAN_ZAY | champs)
    assert reponse.status_code == 422
    assert dit in reponse.text
    assert not EnvoiGroupe.objects.exists()


@pytest.mark.parametrize("role", ["directrice", "redactrice", "administrateur"])
def test_it_has_its_own_right(role, envoi, request, connecter):
    navigateur = connecter(request.getfixturevalue(role))
    assert navigateur.get(reverse("planning:envois")).status_code in (302, 403)
    for adresse in (NOUVEAU, reverse("planning:envoi", args=[envoi.pk])):
        assert navigateur.post(adresse, {"vus": vus(envoi)}).status_code in (302, 403)
    assert not Travail.objects.exists()


def test_without_the_right_an_agent_answers_but_does_not_write_to_all(agent, envoi, connecter):
    from django.contrib.auth.models import Permission

    groupe = agent.groups.get()
    groupe.permissions.remove(Permission.objects.get(codename="ecrire_aux_familles"))
    navigateur = connecter(agent)
    assert navigateur.get(reverse("boite:liste")).status_code == 200
    assert navigateur.get(NOUVEAU).status_code in (302, 403)


@pytest.mark.parametrize("combien", [1, 30])
def test_the_list_costs_the_same_whatever_it_holds(
    combien, bureau, agent, ecole, django_assert_max_num_queries
):
    for n in range(combien):
        preparer_envoi(
            sujet=f"S{n}",
            texte="?",
            cible=DE_X,
            a_qui="?",
            par=agent,
        )
    bureau.get(reverse("planning:envois"))
    with django_assert_max_num_queries(15):
        assert bureau.get(reverse("planning:envois")).status_code == 200


def test_the_list_tells_drafts_from_what_has_left(bureau, agent):
    for sujet in ("Brouillon", "Parti"):
        preparer_envoi(
            sujet=sujet,
            texte="?",
            cible=DE_X,
            a_qui="?",
            par=agent,
        )
    EnvoiGroupe.objects.filter(sujet="Parti").update(envoye_le=timezone.now())
    vus = {"": {"Brouillon", "Parti"}, "brouillons": {"Brouillon"}, "envoyes": {"Parti"}}
    for etat, sujets in vus.items():
        lue = bureau.get(reverse("planning:envois"), {"etat": etat}).context["lue"]
        assert lue.onglet.nombre == len(sujets)
        assert {rang.ligne.sujet for rang in lue.rangs} == sujets


# What each household gets.


@pytest.fixture
def parti(envoi, pere, agent):
    travail = envoyer(envoi, vus=vus(envoi), par=agent)
    travaux.executer(travail.pk)
    return EnvoiGroupe.objects.get()


def test_each_home_has_its_own_conversation_and_its_own_mails(parti, famille_martin, pere):
    assert set(Fil.objects.values_list("foyer", flat=True)) == {famille_martin.foyer.pk, pere.pk}
    assert sorted(Courriel.objects.values_list("destinataire", flat=True)) == [
        "camille.martin@exemple.fr",
        "julien@exemple.fr",
    ]
    assert not any("mardi" in courriel.texte for courriel in Courriel.objects.all())


def test_nobody_sees_the_others(parti, famille_martin, pere, connecter):
    navigateur = connecter(famille_martin.camille)
    assert (
        navigateur.get(reverse("famille:fil", args=[Fil.objects.get(foyer=pere).pk])).status_code
        == 404
    )
    page = navigateur.get(
        reverse("famille:fil", args=[Fil.objects.get(foyer=famille_martin.foyer).pk])
    ).text
    assert "Fermé mardi." in page
    assert "Petit" not in page


def test_an_answer_comes_back_to_the_shared_inbox(parti, famille_martin, bureau):
    assert "Déjeuner" not in bureau.get(reverse("boite:liste")).text
    ecrire_message(Fil.objects.get(foyer=famille_martin.foyer), "Merci", par=famille_martin.camille)
    assert "Déjeuner" in bureau.get(reverse("boite:liste")).text


def test_its_page_says_how_many_have_read_and_answered(parti, famille_martin, bureau):
    ecrire_message(Fil.objects.get(foyer=famille_martin.foyer), "Merci", par=famille_martin.camille)
    reponse = bureau.get(reverse("planning:envoi", args=[parti.pk]))
    suite = reponse.context["suite"]
    assert (suite["remis"], suite["lus"], suite["reponses"]) == (2, 1, 1)


def test_its_piece_is_opened_by_those_who_received_it_only(
    bureau, ecole, voisin, connecter, client
):
    bureau.post(NOUVEAU, JEAN_ZAY | {"fichier": SimpleUploadedFile("menu.jpg", photo())})
    envoi = EnvoiGroupe.objects.get()
    piece = reverse("famille:document", args=[Document.objects.get().pk])
    assert bureau.get(piece).status_code == 200
    travaux.executer(envoyer(envoi, vus=vus(envoi), par=envoi.par).pk)
    client.logout()
    page = connecter(ecole.camille).get(reverse("famille:fil", args=[Fil.objects.get().pk])).text
    assert "menu.jpg" in page
    assert client.get(piece).status_code == 200
    client.logout()
    assert connecter(voisin.nadia).get(piece).status_code == 404


# Interrupted.


class Tuee(BaseException):
    """What a kill does to a transaction: no handler of ours sees it."""


def test_killed_in_the_middle_nobody_is_forgotten_nobody_has_it_twice(
    envoi, agent, pere, monkeypatch
):
    for n in range(8):
        foyer, _compte = creer_foyer(f"2026-02{n:03}", f"F{n}", "Lou", f"lou{n}@exemple.fr")
        foyer.enfants.create(
            prenom="E",
            nom="E",
            naissance=date(2019, 1, 1),
            ecole=une_ecole("Jean-Zay"),
            through_defaults={"debut": date(2019, 1, 1)},
        )
    travail = envoyer(envoi, vus=vus(envoi), par=agent)
    vraie, faits = envois.remettre_envoi, []

    def meurt(*args):
        if len(faits) == 4:
            raise Tuee
        faits.append(vraie(*args))

    monkeypatch.setattr(envois, "remettre_envoi", meurt)
    with pytest.raises(Tuee):
        travaux.executer(travail.pk)
    assert Fil.objects.count() == 4
    monkeypatch.setattr(envois, "remettre_envoi", vraie)
    assert travaux.executer(travail.pk) == Travail.Etat.FINI
    assert travaux.executer(travail.pk) == Travail.Etat.FINI
    assert (Fil.objects.count(), Message.objects.count(), Courriel.objects.count()) == (10, 10, 10)
    assert Travail.objects.get().fait == 10


def test_killed_inside_one_household_its_mail_and_its_message_go_together(
    envoi, agent, monkeypatch
):
    from famille.messages import envois as de_famille

    travail = envoyer(envoi, vus=vus(envoi), par=agent)
    vraie = de_famille.annoncer_message

    def meurt(*args):
        raise Tuee

    monkeypatch.setattr(de_famille, "annoncer_message", meurt)
    with pytest.raises(Tuee):
        travaux.executer(travail.pk)
    assert not Fil.objects.exists()
    monkeypatch.setattr(de_famille, "annoncer_message", vraie)
    travaux.executer(travail.pk)
    assert (Fil.objects.count(), Courriel.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("etat", "dit"),
    [
        (Document.Etat.INFECTE, "contient un virus"),
        (Document.Etat.EN_ANALYSE, "en cours d’analyse antivirus"),
    ],
)
def test_a_piece_that_is_not_safe_leaves_to_nobody(envoi, agent, famille_martin, etat, dit):
    """Infected, or not looked at yet: three hundred families would have it before the antivirus has
    spoken."""
    deposer_document(SimpleUploadedFile("affiche.jpg", photo()), foyer=None, envoi=envoi, par=agent)
    Document.objects.update(etat=etat)
    with pytest.raises(Refus, match=dit):
        figer_envoi(envoi, [famille_martin.foyer.pk])
    assert not EnvoiGroupe.objects.exclude(envoye_le=None).exists()
    Document.objects.update(etat=Document.Etat.SAIN)
    assert figer_envoi(envoi, [famille_martin.foyer.pk]).envoye_le


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
