"""Each mail, rendered whole in a town that is not the demonstration's."""

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string

from cms_pages.identite.nommer import nommer_la_ville
from famille.socle.dire import PARIS

from .test_ville_quelconque import D_UNE_VILLE

pytestmark = pytest.mark.django_db
DOSSIER = Path(settings.RACINE) / "templates" / "courriels"
COURRIELS = sorted(
    f"{un.relative_to(DOSSIER)}"
    for un in DOSSIER.glob("*/*.*")
    if not un.name.startswith("_") and un.stem != "prenoms"
)
LIEN = "https://famille.exemple.fr/x/"
JOUR, MOMENT = date(2026, 12, 9), datetime(2026, 12, 9, 10, tzinfo=PARIS)
QUI = SimpleNamespace(prenom="Alix", nom="Auger", qualite="Agente", service="", first_name="Alix")
MENTIONS = {
    "numero": "D-1",
    "demarche": "Une démarche",
    "recue_le_texte": "9 décembre",
    "reponse_avant": "9 janvier",
    "service": "La Maison",
    "adresse": "1 rue Haute",
    "courriel": "a@exemple.fr",
    "telephone": "01 99 00 12 34",
    "silence": "Rejet.",
    "saisie_par": "",
    "declaree": "",
    "recu_le_texte": "9 décembre",
    "lignes": [],
    "recours": "Recours.",
    "pieces": [],
}
RECU = {
    "numero": "P-1",
    "paye_le": "9 décembre",
    "service": "La Maison",
    "adresse": "1 rue Haute",
    "courriel": "a@exemple.fr",
    "telephone": "01 99 00 12 34",
    "montant": Decimal(3),
    "factures": [{"objet": "Décembre", "numero": "F-1", "montant": Decimal(3)}],
}
DITS = {
    "services": "cantine",
    **dict.fromkeys(("lien", "regles", "activate_url", "password_reset_url", "contestation"), LIEN),
    **dict.fromkeys(("timestamp", "des", "expire_le", "moment"), MOMENT),
    **dict.fromkeys(
        ("fin", "supprime_le", "limite", "mois", "echeance", "jour", "le", "dernier_jour"), JOUR
    ),
    **dict.fromkeys(("nombre", "heures", "jours", "rang", "age", "age_max"), 2),
    "utilisateur": QUI,
    "signature": QUI,
    "enfant": "Zoé",
    "mentions": MENTIONS,
    "recu": RECU,
    "prenoms": ["Zoé", "Tom"],
    "groupes": [],
    "lignes": [],
    "bloques": [],
    **{
        nom: nom
        for nom in (
            *("par", "prenom", "objet", "titre", "numero", "numeros", "sujet", "adulte", "agent"),
            "recus",
            *("foyer", "quoi", "reference", "texte", "ou", "quand", "nom", "semaine", "intro"),
            *("raison", "suite", "accuse", "saison", "enfants", "activite", "motif", "jusqu_au"),
            *("service", "guichet"),
            *("silence", "adresse_portail"),
        )
    },
}
VRAIS = dict.fromkeys(
    (
        "famille",
        "reprise",
        "commence",
        "plusieurs",
        "reglee",
        "preleve",
        "rejet",
        "virement",
        "trop_percu",
        "ferme",
        "assurance",
        "correction",
        "par_mot_de_passe",
        "jour_manque",
    ),
    True,
)


A_PART: dict[str, dict[str, object]] = {"reservations/cuisine": {"jours": []}}


@pytest.fixture
def clairval(db, monkeypatch):
    """What is missing is seen: a mail whose words are not all said here would hide some."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "MANQUE %s")
    dits = {"ville": "Clairval", "nom_portail": "Mon portail"}
    nommer_la_ville(par=None, **dits, service="Maison de l’enfance", service_article="la")


@pytest.mark.parametrize("suite", [{}, VRAIS], ids=["plain", "with everything"])
def test_no_mail_names_the_demo_town(clairval, suite):
    fautes = {}
    for nom in COURRIELS:
        siens = A_PART.get(nom.rpartition(".")[0], {})
        dit = render_to_string(f"courriels/{nom}", DITS | suite | siens)
        if trouves := [*D_UNE_VILLE.findall(dit), *re.findall(r"MANQUE [\w.]+", dit)]:
            fautes[nom] = trouves
    assert fautes == {}
