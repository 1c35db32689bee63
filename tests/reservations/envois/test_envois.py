"""A message to many families leaves: seen before, once each whatever stops it, followed after."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from famille.actions import deposer_document, ecrire_message, preparer_envoi
from famille.dossier.messages.envois import figer_envoi
from famille.models import Courriel, Document, EnvoiGroupe, Fil, Message, Responsable, Travail
from famille.socle.erreurs import Refus
from famille.travaux import actions as travaux
from reservations.envois import actions as envois
from reservations.envois.actions import envoyer
from reservations.envois.cible import Cible, Public, apercu
from tests.conftest import creer_foyer
from tests.famille.documents.test_fichiers import photo
from tests.outils.ecoles import une_ecole

pytestmark = pytest.mark.usefixtures("le_25_novembre")
DE_X = {"genre": Public.ECOLE, "ecole": "x"}
NOUVEAU = reverse("planning:envoi_nouveau")
JEAN_ZAY = {
    "genre": Public.ECOLE,
    "ecole": "Jean-Zay",
    "sujet": "Déjeuner",
    "texte": "Le restaurant est fermé mardi.",
}


def vus(envoi):
    return apercu(Cible.de(envoi.cible)).vus


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
    from famille.dossier.messages import envois as de_famille

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
