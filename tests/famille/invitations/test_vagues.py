"""Invitations wait until the town sends them: whom, how many a day, who has come."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from famille.models import (
    AdresseFoyer,
    Courriel,
    Foyer,
    Invitation,
    ReglageConservation,
    Responsable,
    Utilisateur,
)
from famille.mouvements.invitations.actions import (
    arreter_vague,
    envoyer_la_part,
    envoyer_les_invitations,
    ouvrir_vague,
    poursuivre_vague,
    relancer_vague,
)
from famille.mouvements.invitations.groupes import Groupe, a_inviter
from famille.socle.erreurs import Refus
from tests.donnees.conservation import tout_fixer
from tests.outils.ecoles import aller_a

pytestmark = pytest.mark.django_db
TOUS = {"groupe": Groupe.TOUS, "cle": ""}


@pytest.fixture(autouse=True)
def en_novembre(time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)


@pytest.fixture(autouse=True)
def _durees(db):
    tout_fixer()


def foyer_repris(rang, *, courriel=True, adresse=True):
    """A household that came in a file: its adult has not opened an account."""
    foyer = Foyer.objects.create(numero=f"2026-0{rang:04}", nom=f"Repris{rang}")
    compte = None
    if courriel:
        compte = Utilisateur.objects.create_user(
            f"repris{rang}@exemple.fr", first_name="Lou", last_name=f"Repris{rang}"
        )
    if adresse:
        AdresseFoyer.objects.create(
            foyer=foyer,
            voie=f"{rang} rue Haute",
            code_postal="36000",
            commune="Déols" if rang % 2 else "Ardentes",
            dans_agglomeration=True,
            depuis=date(2020, 1, 1),
        )
    return Responsable.objects.create(
        foyer=foyer, utilisateur=compte, prenom="Lou", nom=f"Repris{rang}"
    )


def ouvrir(agent, *, par_jour=200, avec_lettres=True, **groupe):
    return ouvrir_vague(**(groupe or TOUS), par_jour=par_jour, avec_lettres=avec_lettres, par=agent)


def test_nobody_is_invited_before_the_town_has_said_how_long_it_keeps_data(agent):
    foyer_repris(1)
    ReglageConservation.objects.update(sante=None)
    with pytest.raises(Refus, match="Durées de conservation"):
        ouvrir(agent)
    ReglageConservation.objects.update(sante=0)
    assert ouvrir(agent).invitations.count() == 1
    ReglageConservation.objects.update(decidees_le=None)
    with pytest.raises(Refus, match="Durées de conservation"):
        ouvrir(agent)


def test_who_has_an_account_is_not_invited(famille_martin, agent):
    repris, sans = foyer_repris(1), foyer_repris(2, courriel=False)
    perdu = foyer_repris(3, courriel=False, adresse=False)
    invites = a_inviter(Groupe.TOUS, "")
    assert (invites.par_courriel, invites.par_lettre) == ([repris.pk], [sans.pk])
    assert (invites.sans_adresse, perdu.pk in invites.par_lettre) == (1, False)


def test_nothing_leaves_until_the_town_invites_then_each_has_his_link(agent):
    for rang in range(3):
        foyer_repris(rang)
    assert not Courriel.objects.exists()
    vague = ouvrir(agent)
    assert not Courriel.objects.exists()
    assert envoyer_la_part(vague) == 3
    destinataires = set(Courriel.objects.values_list("destinataire", flat=True))
    assert destinataires == {f"repris{rang}@exemple.fr" for rang in range(3)}
    vague.refresh_from_db()
    assert vague.finie_le is not None


def test_no_more_leave_in_a_day_than_the_town_says(agent, time_machine):
    for rang in range(5):
        foyer_repris(rang)
    vague = ouvrir(agent, par_jour=2)
    assert [envoyer_la_part(vague), envoyer_les_invitations()] == [2, 0]
    time_machine.move_to("2026-11-26 10:00+01:00", tick=False)
    assert [envoyer_les_invitations(), envoyer_la_part(vague)] == [2, 0]
    time_machine.move_to("2026-11-27 10:00+01:00", tick=False)
    assert envoyer_les_invitations() == 1
    assert Courriel.objects.count() == 5


def test_a_wave_that_is_stopped_sends_nothing_until_it_is_resumed(agent):
    for rang in range(3):
        foyer_repris(rang)
    vague = ouvrir(agent, par_jour=1)
    envoyer_la_part(vague)
    arreter_vague(vague)
    with pytest.raises(Refus):
        arreter_vague(vague)
    Invitation.objects.update(envoyee_le=None)  # today's share is free again
    assert envoyer_les_invitations() == envoyer_la_part(vague) == 0
    poursuivre_vague(vague)
    assert envoyer_la_part(vague) == 1


def test_an_adult_is_in_one_wave_only(agent):
    foyer_repris(1)
    ouvrir(agent)
    with pytest.raises(Refus, match="Personne n’est à inviter"):
        ouvrir(agent)


def test_an_account_of_two_households_is_invited_once(agent):
    adulte = foyer_repris(1)
    autre = Foyer.objects.create(numero="2026-09999", nom="Autre")
    Responsable.objects.create(
        foyer=autre, utilisateur=adulte.utilisateur, prenom="Lou", nom="Repris1"
    )
    assert len(a_inviter(Groupe.TOUS, "").par_courriel) == 1
    ouvrir(agent)
    assert a_inviter(Groupe.TOUS, "").nombre == 0


def test_a_group_holds_its_families_only(famille_martin, agent):
    deols, ardentes = foyer_repris(1), foyer_repris(2)
    assert a_inviter(Groupe.COMMUNE, "Déols").par_courriel == [deols.pk]
    ecole = aller_a("Jean-Zay", famille_martin.lea)
    assert a_inviter(Groupe.ECOLE, str(ecole.pk)).nombre == 0
    famille_martin.lea.rattachements.create(foyer=ardentes.foyer, debut=date(2024, 1, 1))
    assert a_inviter(Groupe.ECOLE, str(ecole.pk)).par_courriel == [ardentes.pk]


def test_who_has_not_come_in_two_weeks_is_asked_again_who_has_is_not(agent, time_machine):
    venu, absent = foyer_repris(1), foyer_repris(2)
    vague = ouvrir(agent)
    envoyer_la_part(vague)
    venu.utilisateur.set_password("un mot de passe bien long")
    venu.utilisateur.save()
    with pytest.raises(Refus, match="Personne n’est à relancer"):
        relancer_vague(vague)
    time_machine.move_to(timezone.now() + timedelta(days=15), tick=False)
    assert list(Invitation.objects.venus()) == [venu.invitation]
    assert list(Invitation.objects.a_relancer()) == [absent.invitation]
    assert relancer_vague(vague) == 1
    assert envoyer_les_invitations() == 1
    assert Courriel.objects.filter(destinataire="repris2@exemple.fr").count() == 2


def test_a_list_costs_the_same_with_one_and_with_thirty(agent, connecter):
    client, adresse = connecter(agent), reverse("invitations:liste")
    foyer_repris(0)
    envoyer_la_part(ouvrir(agent))
    client.get(adresse)
    une = _combien(client, adresse)
    for rang in range(1, 30):
        foyer_repris(rang)
    ouvrir(agent)
    assert _combien(client, adresse) == une


def _combien(client, adresse):
    with CaptureQueriesContext(connection) as requetes:
        assert client.get(adresse).status_code == 200
    return len(requetes)


def test_an_agent_sees_who_would_be_invited_before_anything_leaves(agent, connecter):
    foyer_repris(1)
    foyer_repris(2, courriel=False)
    client, adresse = connecter(agent), reverse("invitations:nouvelle")
    choix = {"groupe": "tous", "par_jour": "50", "avec_lettres": "on"}
    page = client.post(adresse, choix)
    assert "1 personne</strong> à inviter par e-mail" in page.text
    assert not Invitation.objects.exists()
    cle = page.context["cle"]
    client.post(adresse, choix | {"inviter": "oui", "cle": cle})
    client.post(adresse, choix | {"inviter": "oui", "cle": cle})
    assert Invitation.objects.count() == 2


@pytest.mark.parametrize(
    ("choix", "dit"),
    [
        ({"groupe": "ecole", "par_jour": "5"}, "Choisissez l’école"),
        ({"groupe": "tous", "par_jour": "0"}, "1"),
        ({"groupe": "rien", "par_jour": "5"}, "rien"),
    ],
)
def test_a_wave_that_is_not_said_whole_is_refused(choix, dit, agent, connecter):
    page = connecter(agent).post(reverse("invitations:nouvelle"), choix | {"inviter": "oui"})
    assert (page.status_code, dit in page.text) == (422, True)
    assert not Invitation.objects.exists()
