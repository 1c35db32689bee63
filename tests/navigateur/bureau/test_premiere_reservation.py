"""A town opens: from an empty production base to the first Wednesday booked by a parent, all of it
in the browser, counted in screens and in presses."""

import os
import re
import time
from functools import partial
from pathlib import Path

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from playwright.sync_api import expect

from famille.comptes.second_facteur.facteurs import code_actuel
from famille.models import Foyer, Invitation
from famille.socle.ville.lecture import oublier
from portail.mise_en_service.etapes import etapes
from reservations.models import Reservation
from tests.conftest import MOT_DE_PASSE
from tests.donnees.conservation import tout_fixer
from tests.famille.reprise import essai
from tests.navigateur.conftest import (
    BUREAU,
    TELEPHONE,
    verifier_accessibilite,
    verifier_sans_debordement,
)
from tests.navigateur.gestes import Doigt, Souris
from tests.outils import souvenirs
from tests.reservations import outils

MAIRE = "mairie@exemple.fr"
PARENT = "alix.auger3@exemple.fr"
GRILLE = "0 à 600 ; 3,20 ; 4,00\nplus de 600 ; 5,60 ; 7,00"
COMBIEN = 50
PRENOMS = ["Alix", "Bruno", "Cora", "Diane", "Elio", "Fanny", "Gabin", "Hana", "Ilan", "Jade"]
NOMS = ["Auger", "Blin", "Caron", "Dufour", "Estève"]


@pytest.fixture
def serveur(django_db_serialized_rollback, live_server, settings, time_machine, groupes):
    """The site as it is after `preparer`: no town, no account, no family."""
    time_machine.move_to(outils.MAINTENANT)
    settings.ADRESSE = settings.WAGTAILADMIN_BASE_URL = live_server.url
    settings.DEMO = False
    settings.ESPACES_INSECABLES = True
    cache.clear()
    souvenirs.une_fois("production", partial(call_command, "preparer", verbosity=0))
    oublier()
    return live_server


def familles():
    """What another software would export: 50 households, each of one child, whose sheet of health
    and insurance are known."""
    tables = {
        "familles": [["Identifiant", "Nom de la famille", "Adresse", "Code postal", "Ville"]],
        "adultes": [["Famille", "Identifiant", "Nom", "Prénom", "E-mail"]],
        "enfants": [["Famille", "Identifiant", "Nom", "Prénom", "Date de naissance", "École"]],
        "sante": [["Enfant", "Fiche valable jusqu’au", "Assurance valable jusqu’au"]],
        "inscriptions": [["Enfant", "Activité", "Inscrit à partir du"]],
        "quotients": [["Famille", "Quotient", "Date début"]],
    }
    for rang in range(COMBIEN):
        famille, enfant = f"F{rang}", f"E{rang}"
        nom, prenom = NOMS[rang // 10], PRENOMS[rang % 10]
        adresse = f"{prenom}.{nom}{rang + 3}@exemple.fr".lower() if rang % 10 != 9 else ""
        ligne = [famille, nom, f"{rang + 1} rue Haute", "69999", "Clairval"]
        tables["familles"].append(ligne)
        tables["adultes"].append([famille, f"A{rang}", nom, prenom, adresse.replace("è", "e")])
        naissance = f"{rang % 28 + 1:02}/04/{2017 + rang % 5}"
        tables["enfants"].append(
            [famille, enfant, nom, PRENOMS[-1 - rang % 10], naissance, "Jean-Racine"]
        )
        tables["sante"].append([enfant, "31/08/2027", "31/08/2027"])
        tables["inscriptions"].append([enfant, "Les Tilleuls · Mercredis", "01/09/2026"])
        tables["quotients"].append([famille, str(300 + 20 * rang), "01/09/2026"])
    return essai.xlsx_de(tables)


def test_from_an_empty_base_to_a_wednesday_booked(ouvrir, serveur, monkeypatch, record_property):
    debut = time.monotonic()
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", MOT_DE_PASSE)
    call_command(
        "createsuperuser",
        email=MAIRE,
        first_name="Ines",
        last_name="Garnier",
        interactive=False,
        verbosity=0,
    )
    bureau = Souris(ouvrir(BUREAU))
    bureau.page.set_default_timeout(90_000)  # a hundred pages are renamed, then an import is made
    _entrer(bureau)
    _dire_la_ville(bureau)
    _ouvrir_les_mercredis(bureau)
    _essayer(bureau)
    _reprendre(bureau)
    _inviter(bureau)
    telephone = Doigt(ouvrir(TELEPHONE))
    _reserver(telephone)

    assert Reservation.objects.get().creneau.jour.weekday() == 2
    restent = {etape.cle for etape in etapes() if not etape.faite}
    assert restent == {"legales", "demarches", "antivirus", "sauvegarde", "personnel"}
    record_property("secondes", round(time.monotonic() - debut))
    for qui, main in (("administrator", bureau), ("parent", telephone)):
        print(f"{qui}: {main.ecrans} screens, {main.gestes} presses, {main.minutes:.1f} minutes")
    assert (bureau.gestes, bureau.ecrans) <= (60, 45)
    assert (telephone.gestes, telephone.ecrans) <= (6, 6)
    assert bureau.minutes + telephone.minutes < 30


def _entrer(main):
    """The first sign-in of who has installed: her address is proved, then her second factor."""
    page = main.page
    page.goto("/gestion/")
    _se_connecter(main)
    page.goto(_lien(MAIRE))
    main.toucher(page.get_by_role("button", name="Confirmer cette adresse"))
    _se_connecter(main)
    cle = re.search(
        r"cette clé : (\w+)", page.get_by_role("main").inner_text().replace("\xa0", " ")
    )
    main.ecrire(page.get_by_label("Code"), code_actuel(cle[1]))
    main.toucher(page.get_by_role("button", name="Activer"))
    main.toucher(page.get_by_role("link", name="C’est noté, continuer"))
    # the periods of conservation are those of the demo
    expect(page.get_by_text("1 étape sur 18 est faite.")).to_be_visible()
    main.toucher(page.get_by_role("link", name="Voir toute la liste"))
    regarder(page, "vide")


def _se_connecter(main):
    page = main.page
    main.ecrire(page.get_by_label("Adresse e-mail"), MAIRE)
    main.ecrire(page.get_by_role("textbox", name="Mot de passe"), MOT_DE_PASSE)
    main.toucher(page.get_by_role("main").get_by_role("button", name="Se connecter"))


def _menu(page):
    menu = page.get_by_role("navigation", name="Menu principal")
    return menu.get_by_role("link", name="Mettre en service")


def _etape(main, geste):
    """From wherever the step before has led."""
    page = main.page
    if not page.url.endswith("/mettre-en-service/"):
        main.toucher(_menu(page))
    main.toucher(page.get_by_role("main").get_by_role("link", name=geste))


def _dire_la_ville(main):
    page = main.page
    _etape(main, "Ouvrir l’écran : La collectivité")
    main.ecrire(page.get_by_label("Nom de la collectivité"), "Clairval")
    main.ecrire(page.get_by_label("Nom du service"), "Maison de l’enfance")
    main.choisir(page.get_by_label("Son article"), "la")
    main.ecrire(page.get_by_label("Téléphone du service"), "01 99 00 12 34")
    main.ecrire(page.get_by_label("Adresse e-mail du service"), "enfance@exemple.fr")
    main.ecrire(page.get_by_label("Tribunal administratif de"), "Lyon")
    main.toucher(page.get_by_role("button", name="Enregistrer"))
    _etape(main, "Ajouter la première : Communes")
    main.ecrire(page.locator("#id_nom"), "Clairval")
    main.ecrire(page.locator("#id_code_postal"), "69999")
    main.toucher(page.get_by_role("button", name="Enregistrer"))
    _etape(main, "Ouvrir l’écran : Calendrier scolaire")
    main.toucher(page.get_by_label("Zone A"))
    main.toucher(page.get_by_role("button", name="Enregistrer et compléter le calendrier"))


def _ouvrir_les_mercredis(main):
    page = main.page
    _etape(main, "En créer une toute prête : Activités et créneaux")
    main.ecrire(page.get_by_label("Structure"), "Les Tilleuls")
    main.toucher(page.get_by_role("button", name="Créer l’activité et ouvrir ses créneaux"))
    expect(page.get_by_text("Il lui faut un tarif.")).to_be_visible()
    expect(page.get_by_label("Activité")).not_to_have_value("")
    main.ecrire(page.get_by_label("Délibération"), "n° 2026-012 du 24 juin 2026")
    main.toucher(page.get_by_label("Grille, copiée"))
    page.get_by_label("Grille, copiée").fill(GRILLE)
    main.toucher(page.get_by_role("button", name="Voir l’aperçu"))
    main.toucher(page.get_by_role("button", name="Enregistrer cette grille"))
    expect(page.get_by_text("La grille est enregistrée.")).to_be_visible()


def _essayer(main):
    page = main.page
    _etape(main, "Faire l’essai : Une première famille, pour essayer")
    main.toucher(page.get_by_role("button", name="Faire l’essai"))
    expect(page.get_by_text("Tout est effacé.")).to_be_visible()
    main.toucher(page.get_by_role("button", name="Envoyer un message d’essai"))
    expect(page.get_by_text("vérifiez qu’il arrive")).to_be_visible()


def _reprendre(main):
    page = main.page
    _etape(main, "Reprendre un fichier : Les familles")
    main.ecrire(page.get_by_label("Logiciel d’origine"), "Ancien logiciel")
    fichier = {"name": "familles.xlsx", "mimeType": "application/octet-stream"}
    page.locator("input[type=file]").set_input_files(fichier | {"buffer": familles()})
    main.gestes += 3  # the button, the file, "open" of the browser's own window
    main.toucher(page.get_by_role("button", name="Ouvrir le fichier"))
    main.toucher(page.get_by_role("button", name="Relire le fichier"))
    expect(page.get_by_text("rien n’est encore écrit")).to_be_visible()
    main.toucher(page.get_by_role("button", name="Importer"))
    expect(page.get_by_text("les comptes attendent d’être invités")).to_be_visible()
    assert Foyer.objects.count() == COMBIEN


def _inviter(main):
    page = main.page
    tout_fixer()  # the council's, on paper long before
    _etape(main, "Inviter des familles : Les invitations")
    main.toucher(page.get_by_role("button", name="Voir qui sera invité"))
    main.toucher(page.get_by_role("button", name="Inviter", exact=True))
    expect(page.get_by_text("50 personnes sont invitées")).to_be_visible()
    assert Invitation.objects.exclude(envoyee_le=None).count() == 45
    _menu(page).click()
    regarder(page, "a-moitie")


def _reserver(main):
    page = main.page
    page.goto(_lien(PARENT))
    main.ecrire(page.get_by_role("textbox", name="Votre mot de passe"), "trois petits chats gris")
    main.toucher(page.get_by_role("button", name="Activer mon compte"))
    expect(page.get_by_role("heading", name="Bonjour Alix")).to_be_visible()
    main.toucher(page.get_by_role("link", name="Réserver").first)
    main.toucher(page.get_by_role("button", name="mercredi 9 décembre, Jade, Les Tilleuls, Matin"))
    main.toucher(page.locator(".cal-barre").get_by_role("link", name="Vérifier et soumettre"))
    main.toucher(page.get_by_role("button", name="Soumettre ma demande"))
    expect(page.get_by_text("Le récapitulatif").first).to_be_visible()


def _lien(adresse):
    """Of the mail that this person has received."""
    [message] = [un for un in mail.outbox if un.to == [adresse] and "/" in un.body]
    return re.search(r"http\S+/(?:activation|mes-donnees)/\S+", message.body)[0]


def regarder(page, nom):
    for taille in (TELEPHONE, BUREAU):
        page.set_viewport_size(taille)
        verifier_accessibilite(page)
        verifier_sans_debordement(page)
        if dossier := os.environ.get("PHOTOS"):
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)
                page.screenshot(path=Path(dossier) / f"liste-{nom}-{taille['width']}-{theme}.png")
            page.emulate_media(color_scheme="light")
