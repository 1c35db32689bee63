"""What families answer: encrypted in the database, read when it is needed, and what a new or a lost
key does to it."""

from datetime import date

import pytest
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from demarches.actions import abandonner, commencer, deposer, rejeter, valider
from demarches.bureau import urls_de
from demarches.declaration.mise_a_jour import connues
from demarches.donnees.effacement import avec_de_la_sante, effacer_demandes, effacer_la_sante
from demarches.models import Demande, EffetsDeValidation, ReglageDemarche
from famille.models import FicheSanitaire
from famille.models.champs import Jeton
from famille.socle.chiffrement import Illisible
from tests.demarches.catalogue.informations_du_foyer.outils import (
    CODE,
    SANTE,
    page_sante,
    remplir,
    telephones,
)
from tests.outils.fuites import toute_la_base

NOUVELLE = "une nouvelle clé " * 4
DITS = ("Arachide", "Perrin", "+33261910010", "02 61 91 00 10", "0639980077", "06 39 98 00 77")
CONNUE = "Œuf de caille"
RETIRES = [f"Allergie de Léa : {CONNUE}"]
COLONNES = ("saisie", "recapitulatif", "changements")


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def brouillon(famille_martin, reglage):
    """A draft that changes Léa's health record."""
    ReglageDemarche.objects.filter(code=CODE).update(sans_agent=False)
    foyer, lea = famille_martin.foyer, famille_martin.lea
    FicheSanitaire.objects.create(enfant=lea, allergies=CONNUE, valable_jusqu_au="2026-08-31")
    une = commencer(CODE, foyer=foyer, par=famille_martin.camille)
    sante = SANTE | {"retires": RETIRES}
    return remplir(une, foyer=telephones(foyer), **{page_sante(lea).replace("-", "_"): sante})


@pytest.fixture
def envoyee(brouillon):
    return relue(deposer(brouillon, par=brouillon.par))


def relue(demande):
    return Demande.objects.get(pk=demande.pk)


def bruts(demande):
    """The three columns as the database has them."""
    with connection.cursor() as curseur:
        curseur.execute(
            f"SELECT {', '.join(COLONNES)} FROM demarches_demande WHERE numero = %s",
            [demande.numero],
        )
        return dict(zip(COLONNES, curseur.fetchone(), strict=True))


def allergies_de(demande):
    return next(
        champs["allergies"][0]
        for page, champs in demande.saisie.items()
        if page.startswith("sante")
    )


def listes(connecter, parent, agent):
    """{status} of the pages that list demandes, for each."""
    pages = (
        (parent, "/demarches/"),
        (parent, "/tableau-de-bord/"),
        (agent, "/gestion/demandes/"),
        (agent, "/gestion/"),
    )
    return {connecter(qui).get(adresse).status_code for qui, adresse in pages}


def perdre_la_cle(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NOUVELLE, []


def test_the_database_holds_no_answer_in_the_clear(envoyee, habilitee):
    avant = toute_la_base()
    valider(envoyee, par=habilitee, retraits=RETIRES)
    base = avant + toute_la_base()
    # What the household's own file keeps in the clear: the parent's telephone, once validated.
    assert [dit for dit in (*DITS[:4], CONNUE) if dit in base] == []
    assert [dit for dit in DITS if dit in avant] == []
    assert EffetsDeValidation.objects.get().dossier["lignes"]
    assert "Arachide" in str(relue(envoyee).changements)
    assert CONNUE in str(relue(envoyee).changements)


def test_what_is_empty_is_kept_empty(envoyee):
    assert bruts(envoyee)["changements"] == ""
    assert relue(envoyee).changements == []


def test_the_database_is_not_asked_to_search_it(envoyee):
    for condition in ({"saisie": {}}, {"saisie__foyer": {}}, {"recapitulatif__contains": "x"}):
        with pytest.raises(FieldError):
            Demande.objects.filter(**condition).exists()
    assert isinstance(Demande.objects.values_list("saisie", flat=True).get(), Jeton)


def test_what_nobody_read_is_saved_as_it_was(envoyee):
    avant, demande = bruts(envoyee), relue(envoyee)
    demande.save()
    assert bruts(envoyee) == avant
    demande.saisie["foyer"]["situation"] = ["celibataire"]
    demande.save()
    assert bruts(envoyee) == avant | {"saisie": bruts(envoyee)["saisie"]}
    assert relue(envoyee).saisie["foyer"]["situation"] == ["celibataire"]


def test_lists_decrypt_nothing(brouillon, famille_martin, habilitee, connecter, monkeypatch):
    deposer(brouillon, par=brouillon.par)
    commencer(CODE, foyer=brouillon.foyer, par=brouillon.par)
    lues = []
    monkeypatch.setattr("famille.models.champs.dechiffrer", lambda *_, **__: lues.append(1))
    assert listes(connecter, famille_martin.camille, habilitee) == {200}
    assert lues == []


def test_everything_is_brought_to_the_new_key(envoyee, habilitee, settings, capsys):
    valider(envoyee, par=habilitee, retraits=RETIRES)
    settings.CLES_DE_CHIFFREMENT = [NOUVELLE]
    with pytest.raises(CommandError, match="1 réponses des démarches"):
        call_command("tourner_les_cles", verifier=True)
    call_command("tourner_les_cles")
    dit = capsys.readouterr().out
    for titre in (
        "réponses des démarches",
        "rappels du dossier dans les démarches",
        "validations récentes",
    ):
        assert f"{titre} : 1 lignes lues, 1 chiffrées" in dit
    settings.SECRET_KEY = "la clé de signature change, elle " * 2
    demande = relue(envoyee)
    assert allergies_de(demande) == "Arachide"
    assert demande.recapitulatif
    assert (
        connues(demande.avancement, page_sante(FicheSanitaire.objects.get().enfant))["allergies"]
        == CONNUE
    )
    assert EffetsDeValidation.objects.get().dossier["lignes"]


def test_a_lost_key_loses_answers_and_nothing_else(
    envoyee, famille_martin, habilitee, connecter, settings, capsys
):
    """Listed, decided, deleted; never shown as if nothing had been said."""
    autre = commencer(CODE, foyer=envoyee.foyer, par=envoyee.par)
    remplir(autre)
    perdre_la_cle(settings)
    assert listes(connecter, famille_martin.camille, habilitee) == {200}
    with pytest.raises(Illisible):
        connecter(habilitee).get(urls_de(envoyee))
    parent = connecter(famille_martin.camille)
    with pytest.raises(Illisible):
        parent.get(reverse("demarches:demande", args=[envoyee.pk]))
    assert parent.get(reverse("demarches:annuler", args=[autre.pk])).status_code == 200
    abandonner(autre, par=autre.par)
    rejeter(envoyee, par=habilitee, motif="Votre demande ne peut plus être lue : refaites-la.")
    with pytest.raises(CommandError, match="Gardez l’ancienne clé"):
        call_command("tourner_les_cles")
    assert f"réponses des démarches : aucune clé ne lit {envoyee.pk}" in capsys.readouterr().err
    assert effacer_demandes(Demande.objects.filter(pk=envoyee.pk)) == 1


def test_a_row_that_no_key_reads_does_not_stop_the_purge_of_the_others(
    envoyee, habilitee, settings
):
    valider(envoyee, par=habilitee, retraits=RETIRES)
    limite = date(2029, 1, 1)
    assert avec_de_la_sante(limite) == [envoyee.pk]
    perdre_la_cle(settings)
    assert avec_de_la_sante(limite) == []


def test_the_purge_of_health_takes_what_the_file_held_too(envoyee, habilitee):
    valider(envoyee, par=habilitee, retraits=RETIRES)
    assert [page for page in relue(envoyee).avancement.connues if page.startswith("sante")]
    assert effacer_la_sante([envoyee.pk], date(2029, 1, 1)) == 1
    demande = relue(envoyee)
    pages = [
        *demande.saisie,
        *demande.avancement.connues,
        *(p["etape"] for p in demande.recapitulatif),
    ]
    assert "foyer" in pages
    assert [page for page in pages if page.startswith("sante")] == []
    assert avec_de_la_sante(date(2029, 1, 1)) == []
