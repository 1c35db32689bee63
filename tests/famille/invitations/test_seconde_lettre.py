"""A second letter opens what the code of the first one left closed, where nobody can confirm."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from famille.actions import changer_adresse, modifier_responsable
from famille.comptes.adresse_en_attente import apres_une_entree_par_le_courriel
from famille.dossier.foyers.acces.actions import annoncer_adresse
from famille.dossier.fusion.actions import Projet, fusionner
from famille.dossier.fusion.registre import Union
from famille.dossier.fusion.union import ADRESSES
from famille.dossier.papiers import moteur
from famille.models import (
    AccesAConfirmer,
    AdresseFoyer,
    Invitation,
    Modification,
    Utilisateur,
    VagueInvitations,
    foyers_ouverts_a,
)
from famille.mouvements.invitations import codes, seconde_lettre
from famille.socle.erreurs import Refus

from .test_vagues import foyer_repris

pytestmark = pytest.mark.django_db
PREMIER = "ABCDEFGHJKMN"


@pytest.fixture(autouse=True)
def en_novembre(time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)


@pytest.fixture
def compte(agent, time_machine):
    """Lou, alone in his household, has come in by the code of a letter that the agent printed."""
    adulte = foyer_repris(2, courriel=False)
    Invitation.objects.create(
        vague=VagueInvitations.objects.create(a_qui="Toutes", par_jour=5, par=agent),
        responsable=adulte,
        moyen=Invitation.Moyen.LETTRE,
        code=codes.sceau_de(PREMIER),
        code_fin=date(2027, 1, 24),
        envoyee_le=timezone.now(),
        imprimee_par=agent,
    )
    time_machine.shift(timedelta(days=3))
    codes.repondre(PREMIER, "lou@exemple.fr")
    compte = Utilisateur.objects.get(email="lou@exemple.fr")
    compte.set_password("un mot de passe bien long")
    compte.last_login = timezone.now()
    compte.save()
    time_machine.shift(timedelta(days=1))
    return compte


@pytest.fixture
def acces(compte):
    return AccesAConfirmer.objects.get()


@pytest.fixture
def code_imprime(acces, monkeypatch):
    """code_imprime(par) -> the code of the second letter."""

    def _imprimer(par):
        faits = []
        monkeypatch.setattr(moteur, "imprimer", lambda html: faits.append(html) or b"%PDF-1.7")
        seconde_lettre.imprimer(acces, par=par)
        assert "2 RUE HAUTE" in faits[0]
        [code] = re.findall(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", faits[0])
        return code

    return _imprimer


@pytest.fixture
def repondre(connecter, compte):
    """repondre(code) -> whether health is open to Lou then."""

    def _repondre(code):
        connecter(compte).post(reverse("famille:acces_par_courrier"), {"code": code})
        return foyers_ouverts_a(compte).exists()

    return _repondre


def test_its_code_opens_health_and_the_journal_says_how(
    repondre, code_imprime, collegue, acces, time_machine
):
    code = code_imprime(collegue)
    assert code.replace("-", "") not in str([*Invitation.objects.values()])
    time_machine.shift(timedelta(days=2))
    assert repondre(code.lower())
    acces.refresh_from_db()
    assert acces.confirme_par == collegue
    dits = str([*Modification.objects.filter(foyer=acces.foyer).values_list("apres", flat=True)])
    assert "confirmé par le code d’un courrier" in dits


def test_the_page_asks_for_the_code_while_the_access_waits(
    connecter, compte, code_imprime, repondre, collegue
):
    page = reverse("famille:acces")
    assert "Code de votre courrier" in connecter(compte).get(page).text
    repondre(code_imprime(collegue))
    assert "Code de votre courrier" not in connecter(compte).get(page).text


def test_the_code_of_the_first_letter_confirms_nothing(repondre):
    """Who printed it knows it."""
    assert not repondre(PREMIER)


def test_who_printed_the_first_letter_prints_no_second_one(acces, agent):
    with pytest.raises(Refus, match="à un autre agent"):
        seconde_lettre.imprimer(acces, par=agent)


def test_a_code_is_of_one_account_serves_once_and_ends(
    code_imprime, repondre, collegue, compte, voisin, connecter, time_machine
):
    code = code_imprime(collegue)
    connecter(voisin.nadia).post(reverse("famille:acces_par_courrier"), {"code": code})
    assert not foyers_ouverts_a(compte).exists()
    time_machine.shift(timedelta(days=61))
    assert not repondre(code)
    assert repondre(neuf := code_imprime(collegue))
    AccesAConfirmer.objects.update(confirme_le=None)
    assert not repondre(neuf)


def test_what_an_agent_opens_after_it_was_printed_stays_closed(
    code_imprime, repondre, collegue, acces, agent, time_machine
):
    code = code_imprime(collegue)
    time_machine.shift(timedelta(days=1))
    annoncer_adresse(acces.responsable, "lou@exemple.fr", par=agent, par_lettre=True)
    assert not repondre(code)


def test_the_address_that_an_agent_gives_meanwhile_still_waits_for_somebody(
    code_imprime, repondre, collegue, compte, acces, agent, time_machine
):
    """Who types the code came in by his password: he has proved nothing of that address, and who
    gave it may read its mails."""
    modifier_responsable(acces.responsable, par=agent, courriel="ailleurs@exemple.fr")
    time_machine.shift(timedelta(hours=1))
    assert repondre(code_imprime(collegue))
    compte.refresh_from_db()
    apres_une_entree_par_le_courriel(compte)
    assert not foyers_ouverts_a(compte).exists()


def test_no_letter_goes_to_an_address_that_has_come_since(acces, collegue, agent):
    """Who came in by the first code could have asked for it."""
    changer_adresse(
        acces.foyer,
        voie="1 rue de l’Agent",
        code_postal="36000",
        commune="Déols",
        depuis=timezone.localdate(),
        par=collegue,
    )
    with pytest.raises(Refus, match="a changé depuis"):
        seconde_lettre.imprimer(acces, par=collegue)


def test_nor_to_one_that_who_printed_the_first_had_given(acces, collegue, agent):
    changer_adresse(
        acces.foyer,
        voie="1 rue de l’Agent",
        code_postal="36000",
        commune="Déols",
        depuis=timezone.localdate(),
        par=agent,
    )
    acces.foyer.adresses.update(cree_le=acces.le - timedelta(days=30))
    with pytest.raises(Refus, match="a changé depuis"):
        seconde_lettre.imprimer(acces, par=collegue)


def test_nor_to_one_that_he_has_brought_from_another_file(acces, collegue, agent):
    """Two files made one are at the address of either: who chose it may read its post."""
    foyer, autre = acces.foyer, foyer_repris(3, courriel=False).foyer
    AdresseFoyer.objects.update(cree_le=acces.le - timedelta(days=30))
    fusionner(Projet(Union(foyer, autre, {ADRESSES: "autre"})), foyer=foyer, par=agent)
    assert str(acces.foyer.adresse_au(timezone.localdate())).startswith("3 rue")
    with pytest.raises(Refus, match="a changé depuis"):
        seconde_lettre.imprimer(acces, par=collegue)


def test_nor_to_one_that_he_brought_to_a_file_that_another_agent_merged(acces, collegue, agent):
    foyer = acces.foyer
    milieu, lointain = (foyer_repris(rang, courriel=False).foyer for rang in (3, 4))
    AdresseFoyer.objects.update(cree_le=acces.le - timedelta(days=30))
    for garde, autre, par in ((milieu, lointain, agent), (foyer, milieu, collegue)):
        fusionner(Projet(Union(garde, autre, {ADRESSES: "autre"})), foyer=garde, par=par)
    assert str(foyer.adresse_au(timezone.localdate())).startswith("4 rue")
    with pytest.raises(Refus, match="a changé depuis"):
        seconde_lettre.imprimer(acces, par=collegue)


def test_nor_to_one_of_who_opened_something_else_that_the_code_would_confirm(
    acces, collegue, administrateur
):
    annoncer_adresse(acces.responsable, "lou@exemple.fr", par=administrateur, par_lettre=True)
    changer_adresse(
        acces.foyer,
        voie="1 rue de l’Agent",
        code_postal="36000",
        commune="Déols",
        depuis=timezone.localdate(),
        par=administrateur,
    )
    acces.foyer.adresses.update(cree_le=acces.le - timedelta(days=30))
    with pytest.raises(Refus, match="a changé depuis"):
        seconde_lettre.imprimer(acces, par=collegue)


def test_a_button_pressed_twice_says_twice_that_it_is_done(
    code_imprime, collegue, compte, connecter
):
    page, code = connecter(compte), code_imprime(collegue)
    for _fois in range(2):
        dit = page.post(reverse("famille:acces_par_courrier"), {"code": code}, follow=True).text
        assert "C’est confirmé" in dit
        assert "ne confirme rien" not in dit


def test_who_has_not_come_in_has_no_second_letter(acces, collegue, compte):
    Utilisateur.objects.filter(pk=compte.pk).update(last_login=None)
    with pytest.raises(Refus, match="pas encore entrée"):
        seconde_lettre.imprimer(acces, par=collegue)


def test_an_agent_who_prints_letters_takes_it_from_the_screen(
    connecter, collegue, acces, monkeypatch
):
    monkeypatch.setattr(moteur, "imprimer", lambda html: b"%PDF-1.7")
    geste = reverse("invitations:courrier", args=[acces.pk])
    bureau = connecter(collegue)
    assert "Imprimer un courrier" not in bureau.get(reverse("acces_a_confirmer")).text
    assert bureau.post(geste).status_code in (302, 403)
    assert not Modification.objects.filter(objet=seconde_lettre.OBJET).exists()
    collegue.groups.add(Group.objects.get(name="Lettres d’invitation"))
    bureau = connecter(Utilisateur.objects.get(pk=collegue.pk))
    assert "Imprimer un courrier" in bureau.get(reverse("acces_a_confirmer")).text
    assert bureau.post(geste)["Content-Type"] == "application/pdf"
    assert Modification.objects.filter(objet=seconde_lettre.OBJET, par=collegue).exists()
