"""A letter of invitation: its code serves once, its address is where the window is."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from famille.dossier.foyers.acces.actions import confirmer_acces
from famille.dossier.papiers import moteur
from famille.models import (
    AccesAConfirmer,
    Consultation,
    Courriel,
    Invitation,
    Modification,
    Responsable,
    Travail,
    Utilisateur,
    foyers_ouverts_a,
)
from famille.mouvements.invitations import codes, lettres
from famille.mouvements.invitations.actions import ouvrir_vague
from famille.mouvements.invitations.groupes import Groupe, a_inviter
from famille.socle.erreurs import Refus
from famille.travaux import actions as travaux
from famille.travaux.fichiers import storages
from tests.donnees.conservation import tout_fixer

from .test_vagues import foyer_repris

pytestmark = pytest.mark.django_db
CODE = "ABCDEFGHJKMN"


@pytest.fixture(autouse=True)
def en_novembre(time_machine, db):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)
    tout_fixer()


@pytest.fixture
def vague(agent):
    foyer_repris(2, courriel=False)
    agent.groups.add(Group.objects.get(name="Lettres d’invitation"))
    return ouvrir_vague(groupe=Groupe.TOUS, cle="", par_jour=5, avec_lettres=True, par=agent)


@pytest.fixture
def invitation(vague):
    invitation = vague.invitations.get()
    invitation.code, invitation.code_fin = codes.sceau_de(CODE), date(2027, 1, 24)
    invitation.envoyee_le = timezone.now()
    invitation.save()
    return invitation


@pytest.fixture
def sans_moteur(monkeypatch):
    """What a PDF is made of, not the PDF: a second a sheet less."""
    faits = []
    monkeypatch.setattr(moteur, "imprimer", lambda html: faits.append(html) or b"%PDF-1.7")
    return faits


def executer(vague, agent):
    travail = lettres.preparer_les_lettres(vague, par=agent)
    travaux.executer(str(travail.pk))
    return Travail.objects.get(pk=travail.pk)


def test_letters_are_sorted_as_the_post_sorts_them_and_each_has_its_code(agent, sans_moteur):
    for rang in (5, 4, 3):
        foyer_repris(rang, courriel=False)
    vague = ouvrir_vague(groupe=Groupe.TOUS, cle="", par_jour=5, avec_lettres=True, par=agent)
    travail = executer(vague, agent)
    assert travail.etat == Travail.Etat.FINI
    [html] = sans_moteur
    assert html.index("LOU REPRIS4") < html.index("LOU REPRIS3") < html.index("LOU REPRIS5")
    assert "36000 ARDENTES" in html
    assert html.count("data:image/svg+xml;base64,") == 3
    invitations = list(Invitation.objects.all())
    assert len({une.code for une in invitations}) == 3
    assert all(une.envoyee_le and une.code_fin == date(2027, 1, 24) for une in invitations)
    assert Consultation.objects.filter(quoi__startswith="lettre d’invitation").count() == 3
    vague.refresh_from_db()
    assert vague.finie_le


def test_no_code_is_written_in_the_database(vague, agent, sans_moteur, monkeypatch):
    monkeypatch.setattr(lettres, "nouveau_code", lambda: CODE)
    travail = executer(vague, agent)
    assert "ABCD-EFGH-JKMN" in sans_moteur[0]
    invitation = vague.invitations.get()
    dits = str([*Invitation.objects.values(), *Travail.objects.values()])
    assert CODE not in dits
    assert "ABCD-EFGH" not in dits
    assert codes.trouver("abcd efgh-jkmn") == invitation
    with storages["prive"].open(travail.fichier) as fichier:
        assert fichier.read() == b"%PDF-1.7"


def test_a_lot_is_bounded_and_the_next_one_takes_the_rest(agent, sans_moteur, monkeypatch):
    monkeypatch.setattr(lettres, "PAR_FICHIER", 2)
    for rang in range(3):
        foyer_repris(rang, courriel=False)
    vague = ouvrir_vague(groupe=Groupe.TOUS, cle="", par_jour=5, avec_lettres=True, par=agent)
    assert executer(vague, agent).resultat["phrase"] == "2 lettres. 1 autre attend."
    assert executer(vague, agent).resultat["phrase"] == "1 lettre."
    with pytest.raises(Refus, match="plus à imprimer"):
        lettres.preparer_les_lettres(vague, par=agent)


def test_the_address_stands_in_the_window_and_a_letter_is_one_sheet(vague):
    """55 mm from the top, 110 mm from the left, in 85 mm by 33: what an envelope of either size
    shows, wherever the sheet slides in it."""
    invitation = vague.invitations.get()
    invitation.responsable.prenom = "Maximilienne-Anastasie-Ferdinande de la"
    codes_ = {invitation.pk: CODE}
    pages = pages_de(lettres.en_html([invitation], codes_, date(2026, 11, 25)))
    assert len(pages) == 1
    gauche, haut, droite, bas = cadre_de(pages[0], "pf-papiers-lettre-destinataire")
    assert (round(gauche), round(haut)) == (110, 55)
    assert droite <= 196
    assert bas <= 89
    # and the window shows nothing else
    assert cadre_de(pages[0], "pf-papiers-lettre-corps")[1] >= 99
    assert cadre_de(pages[0], "pf-papiers-lettre-expediteur")[3] <= 46


def test_a_long_name_and_a_long_street_go_on_below_and_the_town_is_always_there(vague):
    invitation = vague.invitations.get()
    adulte = invitation.responsable
    adulte.prenom, adulte.nom = "Marie-Christine", "Vandenbroucke-Deschamps de Saint-Aubin"
    adresse = adulte.foyer.adresses.get()
    adresse.voie = "1245 avenue du Général-de-Gaulle, résidence les Grands-Champs"
    adresse.complement = "Bâtiment des Marronniers, escalier du fond, troisième étage"
    adresse.save()
    dites = lettres.lignes_de(invitation)
    assert dites[:4] == [
        "MARIE-CHRISTINE VANDENBROUCKE-",
        "DESCHAMPS DE SAINT-AUBIN",
        "1245 AVENUE DU GÉNÉRAL-DE-GAULLE",
        "RÉSIDENCE LES GRANDS-CHAMPS",
    ]
    assert dites[-1] == "36000 ARDENTES"
    assert len(dites) == 6
    assert max(map(len, dites)) <= 38


def pages_de(html):
    """Laid out by the engine that makes the PDF."""
    from weasyprint import HTML

    police, feuilles, lecteur = moteur._outils()
    page = HTML(string=html, base_url=f"{settings.ADRESSE}/", url_fetcher=lecteur)
    return page.render(font_config=police, stylesheets=feuilles).pages


def cadre_de(page, classe):
    """(left, top, right, bottom) of this block, in mm."""
    [bloc] = [
        boite
        for boite in page._page_box.descendants(placeholders=True)
        if boite.element is not None and boite.element.get("class") == classe
    ][:1]
    mm = 25.4 / 96
    gauche, haut = bloc.border_box_x(), bloc.border_box_y()
    return [
        mesure * mm
        for mesure in (gauche, haut, gauche + bloc.border_width(), haut + bloc.border_height())
    ]


@pytest.mark.parametrize("ecrit", [CODE, "abcd-efgh-jkmn", " ABCD EFGH JKMN "])
def test_the_code_leads_to_the_mail_that_opens_the_account(ecrit, invitation, client):
    page = client.post(reverse("famille:invitation"), {"code": ecrit}, follow=True)
    assert "À quelle adresse e-mail" in page.text
    adresse = reverse("famille:invitation_adresse")
    page = client.post(adresse, {"courriel": "lou@exemple.fr"}, follow=True)
    assert "Ouvrez vos e-mails" in page.text
    courriel = Courriel.objects.get()
    assert (courriel.destinataire, "activation" in courriel.texte) == ("lou@exemple.fr", True)
    adulte = Responsable.objects.get(pk=invitation.responsable_id)
    assert adulte.utilisateur.email == "lou@exemple.fr"
    assert not adulte.utilisateur.has_usable_password()


def test_an_address_that_no_mail_reaches_is_told_and_another_may_be_given(invitation, client):
    client.post(reverse("famille:invitation"), {"code": CODE})
    adresse = reverse("famille:invitation_adresse")
    page = client.post(adresse, {"courriel": "y\u0131ldiz@exemple.fr"}, follow=True)
    assert "Le portail ne sait pas écrire" in page.text
    assert not Courriel.objects.exists()


def test_the_qr_code_is_the_same_way_and_the_code_leaves_the_address(invitation, client):
    reponse = client.get(reverse("famille:invitation_code", args=[CODE]))
    assert reponse["Location"] == reverse("famille:invitation_adresse")
    assert "À quelle adresse e-mail" in client.get(reponse["Location"]).text


def test_a_code_serves_once(invitation, client):
    codes.repondre(CODE, "lou@exemple.fr")
    compte = Utilisateur.objects.get(email="lou@exemple.fr")
    compte.set_password("un mot de passe bien long")
    compte.save()
    assert codes.trouver(CODE) is None
    assert client.get(reverse("famille:invitation_code", args=[CODE])).status_code == 410
    assert not codes.repondre(CODE, "autre@exemple.fr")


def test_a_code_opens_nothing_more_of_an_account_that_was_entered_without_a_password(invitation):
    """By FranceConnect, which leaves none: the letter would give it another address."""
    codes.repondre(CODE, "lou@exemple.fr")
    assert codes.trouver(CODE) == invitation
    Utilisateur.objects.filter(email="lou@exemple.fr").update(last_login=timezone.now())
    assert codes.trouver(CODE) is None
    assert not codes.repondre(CODE, "autre@exemple.fr")


def test_a_code_ends_and_a_newer_letter_takes_its_place(invitation, time_machine):
    Invitation.objects.update(code=codes.sceau_de("ZZZZZZZZZZZZ"))
    assert codes.trouver(CODE) is None
    assert codes.trouver("ZZZZZZZZZZZZ") == invitation
    time_machine.move_to(timezone.now() + timedelta(days=61), tick=False)
    assert codes.trouver("ZZZZZZZZZZZZ") is None


def test_a_slip_in_the_address_is_mended_with_the_same_code(invitation):
    assert codes.repondre(CODE, "loup@exemple.fr")
    assert codes.repondre(CODE, "lou@exemple.fr")
    assert Utilisateur.objects.filter(email="lou@exemple.fr").exists()
    assert not Utilisateur.objects.filter(email="loup@exemple.fr").exists()


def test_who_has_left_the_household_opens_nothing_by_his_letter(invitation):
    Responsable.objects.filter(pk=invitation.responsable_id).update(fin=date(2026, 11, 24))
    assert not codes.repondre(CODE, "lou@exemple.fr")
    assert not Utilisateur.objects.filter(email="lou@exemple.fr").exists()


def test_who_waits_for_a_letter_is_in_no_other_wave(vague, agent):
    assert a_inviter(Groupe.TOUS, "").nombre == 0


def test_nobody_learns_from_a_code_that_an_address_has_an_account(
    invitation, famille_martin, client
):
    client.post(reverse("famille:invitation"), {"code": CODE})
    adresse = reverse("famille:invitation_adresse")
    prise = client.post(adresse, {"courriel": "camille.martin@exemple.fr"}, follow=True).text
    assert "Ouvrez vos e-mails" in prise
    assert "déjà celle de" not in prise
    assert not Courriel.objects.exists()
    assert Responsable.objects.get(pk=invitation.responsable_id).utilisateur is None


def confirmer_par(collegue):
    acces = AccesAConfirmer.objects.latest("pk")
    return confirmer_acces(acces, par=collegue)


def test_a_code_opens_no_health_before_somebody_else_than_who_printed_it_confirms(
    invitation, agent, collegue
):
    """Alone in his household too: who holds the letters could type the code himself."""
    Invitation.objects.update(imprimee_par=agent)
    codes.repondre(CODE, "lou@exemple.fr")
    compte = Utilisateur.objects.get(email="lou@exemple.fr")
    [acces] = AccesAConfirmer.objects.all()
    assert (acces.par, acces.ferme, acces.nature) == (agent, True, "adulte")
    assert not foyers_ouverts_a(compte).exists()
    with pytest.raises(Refus):
        confirmer_par(agent)
    confirmer_par(collegue)
    assert foyers_ouverts_a(compte).get() == invitation.responsable.foyer


def test_a_second_address_ends_what_was_confirmed_tells_the_former_and_ends_the_code(
    invitation, agent, collegue, famille_martin
):
    Responsable.objects.create(
        foyer=invitation.responsable.foyer,
        utilisateur=famille_martin.camille,
        prenom="Camille",
        nom="Martin",
    )
    Invitation.objects.update(imprimee_par=agent)
    codes.repondre(CODE, "lou@exemple.fr")
    confirmer_par(collegue)
    assert codes.repondre(CODE, "autre@exemple.fr")
    acces = AccesAConfirmer.objects.latest("pk")
    assert (acces.nature, acces.ferme, acces.par) == ("adresse", True, agent)
    assert acces.ancienne == "lou@exemple.fr"
    compte = Utilisateur.objects.get(email="autre@exemple.fr")
    assert not foyers_ouverts_a(compte).exists()
    for lui, dite in (
        ("lou@exemple.fr", "Bloquez le compte par ce lien"),
        ("camille.martin@exemple.fr", "Une autre adresse e-mail a été donnée pour Lou"),
    ):
        lus = "".join(Courriel.objects.filter(destinataire=lui).values_list("texte", flat=True))
        assert "avec le code d’une lettre imprimée par Sophie Renard" in lus
        assert dite in lus
    assert codes.trouver(CODE) is None
    assert not codes.repondre(CODE, "troisieme@exemple.fr")


def test_the_journal_names_who_printed_the_letter_and_accuses_no_parent(invitation, agent):
    Invitation.objects.update(imprimee_par=agent)
    codes.repondre(CODE, "lou@exemple.fr")
    ligne = Modification.objects.filter(foyer=invitation.responsable.foyer).latest("pk")
    assert ligne.par is None
    assert f"imprimée par {agent}" in ligne.origine


def test_the_same_address_again_gets_its_link_again_and_opens_no_more(invitation):
    codes.repondre(CODE, "lou@exemple.fr")
    assert codes.repondre(CODE, " Lou@exemple.fr ")
    assert Courriel.objects.filter(destinataire="lou@exemple.fr").count() == 2
    assert AccesAConfirmer.objects.count() == 1


def test_who_prints_is_kept_and_printing_is_a_right_of_its_own(
    vague, agent, sans_moteur, client, connecter
):
    executer(vague, agent)
    assert vague.invitations.get().imprimee_par == agent
    connecter(agent)
    geste = reverse("invitations:agir", args=[vague.pk])
    agent.groups.remove(Group.objects.get(name="Lettres d’invitation"))
    Invitation.objects.update(envoyee_le=None)
    client.post(geste, {"geste": "lettres"})
    assert Travail.objects.count() == 1
    assert "Préparer" not in client.get(reverse("invitations:liste")).text


def test_a_code_mails_three_times_an_hour(invitation, client):
    client.post(reverse("famille:invitation"), {"code": CODE})
    adresse = reverse("famille:invitation_adresse")
    suites = [client.post(adresse, {"courriel": "lou@exemple.fr"}).status_code for _ in range(4)]
    assert suites == [200, 200, 200, 429]
    assert Courriel.objects.filter(destinataire="lou@exemple.fr").count() == 3


@pytest.mark.parametrize("vue", ["invitation_code", "invitation_adresse"])
def test_reading_these_pages_is_counted_too(vue, client):
    lue = reverse(f"famille:{vue}", args=["ABCDEFGHJKMP"] if vue == "invitation_code" else [])
    assert [client.get(lue).status_code for _ in range(61)][-1] == 429


def test_the_other_adult_of_the_home_is_told_who_comes_in(invitation, famille_martin):
    Responsable.objects.create(
        foyer=invitation.responsable.foyer,
        utilisateur=famille_martin.camille,
        prenom="Camille",
        nom="Martin",
    )
    codes.repondre(CODE, "lou@exemple.fr")
    [acces] = AccesAConfirmer.objects.all()
    assert (acces.responsable, acces.ferme) == (invitation.responsable, True)


@pytest.mark.parametrize("faux", ["", "ABCD", "ABCDEFGHJKMP", "é" * 60, "'; DROP TABLE"])
def test_a_code_that_is_none_opens_nothing(faux, invitation, client):
    assert codes.trouver(faux) is None
    page = client.post(reverse("famille:invitation"), {"code": faux})
    assert page.status_code in (200, 302, 410, 422)
    assert client.get(reverse("famille:invitation_adresse")).status_code == 410


def test_codes_are_not_to_be_found_by_trying(invitation, client):
    assert settings.ACCOUNT_RATE_LIMITS["invitation"] == "60/m/ip"
    reponses = [
        client.post(reverse("famille:invitation"), {"code": f"ABCDEFGH{rang:04}"}).status_code
        for rang in range(61)
    ]
    assert reponses[-1] == 429
