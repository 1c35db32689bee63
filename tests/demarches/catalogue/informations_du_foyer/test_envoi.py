"""Je mets à jour les informations du foyer: what is sent, what its validation does, and a page that
an agent gives back."""

from datetime import UTC, date, datetime

import pytest

from demarches.actions import (
    PassageImpossible,
    completer,
    demander_complement,
    deposer,
    joindre,
    rejeter,
    valider,
)
from demarches.models import Demande
from famille.actions import ajouter_contact, autoriser
from famille.models import (
    Autorisation,
    ContactFamille,
    Document,
    FicheSanitaire,
)
from reservations.models import Inscription
from tests.demarches.catalogue.informations_du_foyer.outils import (
    CONTACT,
    NOUVEAU,
    SANTE,
    autorisations,
    contact_saisi,
    envoyee,
    lignes,
    page_sante,
    relire,
    remplir,
    telephones,
    tout_passer,
)
from tests.demarches.outils import Navigateur, pdf
from tests.outils.lisible import lisible
from tests.reservations.outils import creer_activite

OEUF = "Allergie de Léa : Œuf"


def test_each_change_is_told_before_and_after_then_done(
    brouillon, famille_martin, habilitee, fiche
):
    lea, hugo, foyer = famille_martin.lea, famille_martin.hugo, famille_martin.foyer
    jeanne = ajouter_contact(foyer, **CONTACT, par=brouillon.par)
    joindre(
        brouillon,
        "vaccins",
        f"carnet_{lea.pk}",
        pdf(),
        par=brouillon.par,
        genre="vaccins",
        enfant=lea,
    )
    demande = envoyee(
        brouillon,
        foyer=telephones(foyer, situation="pacses"),
        autorisations=autorisations(lea, baignade="non"),
        contacts=contact_saisi(f"c{jeanne.pk}", telephone="06 39 98 00 45")
        | contact_saisi("n1", prenom="Paul"),
        vaccins={},
        **{f"sante_{lea.pk}": SANTE | {"retires": [OEUF]}},
    )
    [refus] = demande.changements
    assert (refus["libelle"], refus["apres"]) == ("Léa · Baignade", "Non")
    avant = lignes(demande)
    assert avant["Situation familiale"] == ("Mariés", "Pacsés")
    assert avant["Camille Martin · Téléphone portable"] == ("06 39 98 00 01", NOUVEAU)
    assert "Léa · Baignade" not in avant, "so already"
    assert avant["Léa · Autre allergie alimentaire"] == ("Œuf", "Arachide")
    assert avant["Léa · Assurance, compagnie"] == ("", "La Prévoyante")
    assert avant["Léa · Fiche sanitaire valable jusqu’au"] == ("31 août 2026", "31 août 2027")
    assert "06 39 98 00 45" in avant["Contact · Jeanne Martin"][1]
    assert avant["Léa · Carnet de vaccination"] == ("", "facture-edf.pdf")
    assert not any("Hugo" in libelle for libelle in avant)

    valider(demande, par=habilitee, retraits=[OEUF])

    foyer.refresh_from_db()
    assert foyer.situation == "pacses"
    assert foyer.responsables.get().telephone_portable.as_national == NOUVEAU
    assert set(Autorisation.objects.values_list("enfant", "genre", "accordee", "par")) == {
        (lea.pk, genre, genre != "baignade", famille_martin.camille.pk)
        for genre in ("image", "sortie-seul", "hospitalisation", "transport", "baignade")
    }
    contacts = {
        (c.prenom, c.telephone.as_national, c.peut_recuperer) for c in ContactFamille.objects.all()
    }
    assert contacts == {("Jeanne", "06 39 98 00 45", True), ("Paul", "06 39 98 00 44", True)}
    fiche.refresh_from_db()
    carnet = Document.objects.get()
    assert (fiche.regime, fiche.allergies, fiche.pai, fiche.medecin) == (
        "sans-porc",
        "Arachide",
        False,
        "Dr Perrin",
    )
    assert (fiche.assurance_compagnie, fiche.assurance_numero) == ("La Prévoyante", "ES0012")
    assert (fiche.assurance_fin, fiche.valable_jusqu_au) == (date(2027, 8, 31), date(2027, 8, 31))
    assert (fiche.vaccins_document, carnet.enfant, carnet.foyer) == (carnet, lea, None)
    assert not FicheSanitaire.objects.filter(enfant=hugo).exists()
    assert (
        dict(foyer.modifications.values_list("objet", "origine"))["contact Paul Martin"]
        == f"demande {demande}"
    )
    assert {
        une["libelle"]: (une["avant"], une["apres"]) for une in relire(demande).changements
    } == avant | {"Léa · Baignade": ("", "Non")}


def test_only_what_changed_is_sent(brouillon, foyer):
    demande = envoyee(brouillon, foyer=telephones(foyer))
    assert [(page["etape"], len(page["lignes"])) for page in demande.recapitulatif] == [
        ("foyer", 1)
    ]


def test_a_new_health_record_with_its_pai(brouillon, famille_martin, habilitee):
    etape = page_sante(famille_martin.lea)
    joindre(
        brouillon,
        etape,
        "pai_document",
        pdf(),
        par=brouillon.par,
        genre="pai",
        enfant=famille_martin.lea,
    )
    demande = envoyee(brouillon, **{etape.replace("-", "_"): SANTE | {"pai": "oui"}})
    valider(demande, par=habilitee)
    fiche = FicheSanitaire.objects.get()
    assert (fiche.pai, fiche.pai_document, fiche.modifiee_par) == (
        True,
        Document.objects.get(),
        famille_martin.camille,
    )


def test_a_record_confirmed_as_it_was_holds_one_more_season(brouillon, fiche, agent):
    demande = envoyee(brouillon)
    assert lignes(demande) == {
        "Léa · Fiche sanitaire valable jusqu’au": ("31 août 2026", "31 août 2027")
    }
    valider(demande, par=agent)  # there is nothing of health to read
    fiche.refresh_from_db()
    assert (fiche.valable_jusqu_au, fiche.allergies) == (date(2027, 8, 31), "Œuf")


def test_nothing_changed_is_told_kindly_and_not_sent(camille, foyer):
    tout_passer(camille)
    page = camille.lire("recapitulatif").content.decode()
    assert "vous êtes à jour" in page
    assert camille.poster("recapitulatif", {"certifie": "on"}).status_code == 302
    assert camille.relue().statut == Demande.Statut.BROUILLON


def test_who_has_an_answer_to_give_is_not_told_that_he_is_up_to_date(
    camille, foyer, famille_martin, fiche
):
    """Of a child registered somewhere, each thing by its name."""
    lea = famille_martin.lea
    debut = {"debut": date(2026, 9, 1), "fin": date(2027, 8, 31)}
    Inscription.objects.create(enfant=lea, activite=creer_activite(), **debut)
    FicheSanitaire.objects.filter(enfant=lea).update(
        valable_jusqu_au=date(2027, 8, 31), assurance_fin=date(2026, 12, 20)
    )
    for genre in set(Autorisation.Genre) - {Autorisation.Genre.BAIGNADE}:
        autoriser(lea, genre, True, auteur=famille_martin.camille, par=famille_martin.camille)
    tout_passer(camille)
    page = lisible(camille.lire("recapitulatif").text)
    assert "Il manque encore : " in page
    assert "assurance après le 20 décembre 2026 (Léa)" in page
    assert "baignade (Léa)" in page
    assert "vous êtes à jour" not in page
    assert "partir seul" not in page


def test_values_typed_as_they_were_are_no_change(brouillon, foyer):
    remplir(brouillon, foyer=telephones(foyer, "0639980001"))
    with pytest.raises(PassageImpossible, match="vous êtes à jour"):
        deposer(brouillon, par=brouillon.par)


def test_a_rejection_leaves_the_file_as_it_was(brouillon, foyer, agent):
    demande = envoyee(brouillon, foyer=telephones(foyer), contacts=contact_saisi("n1"))
    rejeter(demande, par=agent, motif="Le numéro n’est pas le vôtre.")
    assert foyer.responsables.get().telephone_portable.as_national == "06 39 98 00 01"
    assert not foyer.contacts.exists()


def test_a_failure_in_the_middle_leaves_everything(brouillon, foyer, agent, monkeypatch):
    demande = envoyee(brouillon, foyer=telephones(foyer), contacts=contact_saisi("n1"))

    def echouer(*args, **kwargs):
        raise PassageImpossible("panne")

    monkeypatch.setattr(
        "demarches.catalogue.informations_du_foyer.contacts.ajouter_contact", echouer
    )
    with pytest.raises(PassageImpossible):
        valider(demande, par=agent)
    assert relire(demande).statut == Demande.Statut.EN_ATTENTE
    assert foyer.responsables.get().telephone_portable.as_national == "06 39 98 00 01"


# An agent gives a page back.


def test_one_child_s_page_is_given_back_alone(brouillon, famille_martin, habilitee, connecter):
    lea, hugo = famille_martin.lea, famille_martin.hugo
    demande = envoyee(brouillon, **{f"sante_{lea.pk}": SANTE, f"sante_{hugo.pk}": SANTE})
    attendre = {"message": "Le contrat d’Hugo ?", "limite": date(2026, 12, 10)}
    demander_complement(demande, par=habilitee, etapes=[page_sante(hugo)], **attendre)
    camille = Navigateur(connecter(famille_martin.camille), demande)
    assert camille.lire(page_sante(lea)).status_code == 404
    page = camille.lire(page_sante(hugo)).content.decode()
    assert "ES0012" in page
    assert 'value="inchange"' not in page
    camille.poster(page_sante(hugo), SANTE | {"assurance_numero": "ES0099"})
    camille.poster("recapitulatif", {"certifie": "on"})
    valider(relire(demande), par=habilitee)
    numeros = dict(FicheSanitaire.objects.values_list("enfant", "assurance_numero"))
    assert numeros == {lea.pk: "ES0012", hugo.pk: "ES0099"}


def test_a_page_given_back_is_not_left_as_it_is(brouillon, famille_martin, habilitee, connecter):
    etape = page_sante(famille_martin.lea)
    demande = envoyee(brouillon, **{etape.replace("-", "_"): SANTE})
    demander_complement(
        demande, par=habilitee, etapes=[etape], message="?", limite=date(2026, 12, 10)
    )
    camille = Navigateur(connecter(famille_martin.camille), demande)
    assert "remplissez-la, puis validez" in camille.poster(etape, {}, "inchange").content.decode()


def test_a_child_who_leaves_takes_his_page_with_him(brouillon, famille_martin, habilitee):
    hugo = famille_martin.hugo
    demande = envoyee(
        brouillon, foyer=telephones(famille_martin.foyer), **{f"sante_{hugo.pk}": SANTE}
    )
    demander_complement(
        demande, par=habilitee, etapes=[page_sante(hugo)], message="?", limite=date(2026, 12, 10)
    )
    hugo.rattachements.update(fin=date(2026, 11, 24))
    completer(relire(demande), par=brouillon.par)
    valider(relire(demande), par=habilitee)
    assert not FicheSanitaire.objects.exists()


def test_a_sent_demande_keeps_the_day_of_its_rules(
    brouillon, famille_martin, habilitee, time_machine
):
    demande = envoyee(brouillon, **{f"sante_{famille_martin.lea.pk}": SANTE})
    time_machine.move_to(datetime(2027, 6, 15, tzinfo=UTC), tick=False)
    valider(relire(demande), par=habilitee)
    assert FicheSanitaire.objects.get().valable_jusqu_au == date(2027, 8, 31)
