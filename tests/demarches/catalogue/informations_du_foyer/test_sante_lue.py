"""Je mets à jour les informations du foyer: health data is for those who may read it (D10)."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.urls import reverse

from demarches.actions import PassageImpossible, annuler, commencer, joindre, valider
from demarches.bureau import urls_de
from famille.models import Courriel, FicheSanitaire, Utilisateur
from famille.models.champs import Jeton
from tests.demarches.catalogue.informations_du_foyer.outils import (
    CODE,
    SANTE,
    envoyee,
    lignes,
    page_sante,
    relire,
    telephones,
)
from tests.demarches.outils import Navigateur, pdf
from tests.outils.lisible import lisible


@pytest.fixture
def de_sante(brouillon, famille_martin):
    etape = page_sante(famille_martin.lea)
    joindre(
        brouillon,
        etape,
        "pai_document",
        pdf("pai-lea.pdf"),
        par=brouillon.par,
        genre="pai",
        enfant=famille_martin.lea,
    )
    return envoyee(
        brouillon,
        foyer=telephones(famille_martin.foyer),
        **{etape.replace("-", "_"): SANTE | {"pai": "oui"}},
    )


PERDU = Jeton("écrit sous une clé perdue")


def test_a_record_that_no_key_reads_is_asked_again_and_what_is_left_empty_stays(
    fiche, brouillon, camille, habilitee, famille_martin
):
    """Before: an error page, and the rest of the household could not be updated either."""
    FicheSanitaire.objects.update(regime=PERDU, allergies=PERDU, medecin=PERDU)
    etape, suivante = map(page_sante, (famille_martin.lea, famille_martin.hugo))
    for avant in ("foyer", "autorisations", "contacts"):
        camille.poster(avant, {}, "inchange")
    page = lisible(camille.lire(etape).text)
    assert "Ce que le dossier dit de la santé de Léa ne peut plus être lu" in page
    assert 'value="inchange"' not in page
    assert camille.poster(etape, {}, "inchange").status_code == 200
    dite = SANTE | {"allergies": "", "medecin": ""}
    assert camille.poster(etape, dite).status_code == 302
    assert 'value="inchange"' in lisible(camille.lire(suivante).text)
    demande = envoyee(camille.relue(), **{etape.replace("-", "_"): dite})
    lue = lignes(demande)
    assert lue["Léa · Régime alimentaire"] == ("Ne peut plus être lu", "Sans porc")
    assert "Léa · Allergies" not in lue
    valider(demande, par=habilitee)
    [fiche] = FicheSanitaire.objects.all()
    assert fiche.regime == "sans-porc"
    assert FicheSanitaire.objects.values_list("allergies", "medecin").get() == (PERDU, PERDU)
    annuler(relire(demande), par=habilitee)
    assert FicheSanitaire.objects.values_list("regime", "allergies").get() == (PERDU, PERDU)


SECRETS = ("Arachide", "Dr Perrin", "pai-lea.pdf", "Sans porc")


def test_an_agent_without_the_right_reads_no_health(de_sante, agent, connecter):
    client = connecter(agent)
    for adresse in (urls_de(de_sante), f"/demarches/demande/{de_sante.pk}/accuse/"):
        page = client.get(adresse).content.decode()
        assert not [secret for secret in SECRETS if secret in page], adresse
    assert "que votre compte ne peut pas lire" in client.get(urls_de(de_sante)).content.decode()
    with pytest.raises(PassageImpossible, match="agent habilité"):
        valider(de_sante, par=agent)
    assert relire(de_sante).agent is None


def test_an_agent_with_the_right_reads_it_and_leaves_a_trace(
    de_sante, habilitee, connecter, famille_martin
):
    page = connecter(habilitee).get(urls_de(de_sante)).content.decode()
    assert all(secret in page for secret in SECRETS)
    lue = de_sante.foyer.consultations.get(quoi=f"demande {de_sante.numero}, informations de santé")
    assert lue.sante_de == famille_martin.lea
    fiche = (
        connecter(famille_martin.camille)
        .get(reverse("famille:enfant", args=[famille_martin.lea.pk]))
        .text
    )
    assert "Consultée par Sophie Renard" in lisible(fiche)


def test_at_the_counter_each_page_of_health_that_is_opened_leaves_a_trace(
    foyer, famille_martin, habilitee, connecter
):
    guichet = Navigateur(
        connecter(habilitee), commencer(CODE, foyer=foyer, par=habilitee, canal="guichet")
    )
    guichet.poster("foyer", {}, "inchange")
    guichet.poster("autorisations", {}, "inchange")
    guichet.poster("contacts", {}, "inchange")
    assert not foyer.consultations.exists()
    guichet.lire(page_sante(famille_martin.lea))
    assert [une.sante_de for une in foyer.consultations.all()] == [famille_martin.lea]


def test_neither_journal_nor_mail_holds_health(de_sante, habilitee):
    valider(de_sante, par=habilitee)
    traces = [
        str(ligne) for ligne in de_sante.foyer.modifications.values_list("objet", "avant", "apres")
    ]
    traces += Courriel.objects.values_list("texte", flat=True)
    assert not [trace for trace in traces for secret in SECRETS if secret in trace]


@pytest.mark.parametrize("avec", [True, False])
def test_at_the_counter_health_pages_ask_for_the_right(foyer, agent, habilitee, connecter, avec):
    par = habilitee if avec else Utilisateur.objects.get(pk=agent.pk)
    if not avec:
        par.groups.remove(Group.objects.get(name="Santé des enfants"))
        par = Utilisateur.objects.get(pk=agent.pk)
    demande = commencer(CODE, foyer=foyer, par=par, canal="guichet")
    assert any(code.startswith("sante-") for code in demande.demarche.pages(demande)) is avec
    assert Navigateur(connecter(par), demande).lire("foyer").status_code == 200


def test_a_colleague_without_the_right_does_not_resume_it(foyer, habilitee, collegue, connecter):
    demande = commencer(CODE, foyer=foyer, par=habilitee, canal="guichet")
    reponse = connecter(collegue).get(f"/demarches/brouillon/{demande.pk}/foyer/")
    assert reponse.status_code == 302
    assert "agent habilité" in str(next(iter(get_messages(reponse.wsgi_request))))
