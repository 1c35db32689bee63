"""Je mets à jour les informations du foyer (G14): each page, what is sent, what its validation
does."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from demarches.actions import (
    PassageImpossible,
    commencer,
    completer,
    demander_complement,
    deposer,
    enregistrer_page,
    joindre,
    rejeter,
    valider,
)
from demarches.bureau import urls_de
from demarches.catalogue.informations_du_foyer.regles import situation_libre
from demarches.declaration import connues as memoire
from demarches.declaration.deja_fait import dire_ce_qui_est_fait
from demarches.instruction.suivi import dire_l_envoi
from demarches.models import Demande, ReglageDemarche
from famille.actions import (
    ajouter_contact,
    autoriser,
    modifier_contact,
    modifier_responsable,
    rattacher_enfant,
)
from famille.models import (
    Autorisation,
    ContactFamille,
    Courriel,
    Document,
    FicheSanitaire,
    Responsable,
    Utilisateur,
)
from tests.demarches.outils import Navigateur, pdf
from tests.outils.lisible import lisible

CODE = "informations-du-foyer"
NOUVEAU = "06 39 98 00 77"
CONTACT = {"prenom": "Jeanne", "nom": "Martin", "lien": "grand-mère", "telephone": "+33639980044"}
SANTE = {
    "regime": "sans-porc",
    "allergies": "Arachide",
    "pai": "non",
    "medecin": "Dr Perrin",
    "medecin_telephone": "02 61 91 00 10",
    "assurance_compagnie": "La Prévoyante",
    "assurance_numero": "ES0012",
    "assurance_fin": "31/08/2027",
}


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def foyer(famille_martin, reglage):
    famille_martin.foyer.situation = "maries"
    famille_martin.foyer.save()
    ReglageDemarche.objects.filter(code=CODE).update(sans_agent=False)
    return famille_martin.foyer


@pytest.fixture
def sans_agent(foyer):
    ReglageDemarche.objects.filter(code=CODE).update(sans_agent=True)


@pytest.fixture
def brouillon(foyer, famille_martin):
    return commencer(CODE, foyer=foyer, par=famille_martin.camille)


@pytest.fixture
def fiche(famille_martin):
    return FicheSanitaire.objects.create(
        enfant=famille_martin.lea,
        regime="aucun",
        allergies="Œuf",
        valable_jusqu_au=date(2026, 8, 31),
    )


def page_sante(enfant):
    return f"sante-{enfant.pk}"


def telephones(foyer, portable=NOUVEAU, **autres):
    adulte = foyer.responsables.get()
    valeurs = {
        "situation": "maries",
        f"telephone_portable_{adulte.pk}": portable,
        f"telephone_fixe_{adulte.pk}": "",
    }
    return valeurs | autres


def contact_saisi(cle, **autres):
    valeurs = {
        "prenom": "Jeanne",
        "nom": "Martin",
        "lien": "grand-mère",
        "telephone": "06 39 98 00 44",
    }
    valeurs |= {"roles": ["a_prevenir", "peut_recuperer"], "ordre": "1"} | autres
    return {f"{cle}_{nom}": valeur for nom, valeur in valeurs.items()}


def autorisations(enfant, **autres):
    reponses = (
        dict.fromkeys(["image", "sortie-seul", "hospitalisation", "transport", "baignade"], "oui")
        | autres
    )
    return {f"{genre}_{enfant.pk}": reponse for genre, reponse in reponses.items()}


def en_listes(champs):
    return {nom: valeur if isinstance(valeur, list) else [valeur] for nom, valeur in champs.items()}


def remplir(demande, **pages):
    """Fill these pages; every other one is left as it is. `pages`: code (`_` for `-`) → what is
    typed."""
    pages = {code.replace("_", "-"): champs for code, champs in pages.items()}
    for etape in demande.demarche.pages(demande):
        champs = pages.get(etape)
        saisie = demande.saisie | {
            etape: {"inchange": ["on"]} if champs is None else en_listes(champs)
        }
        connues = demande.demarche.formulaire(demande, etape).connues
        enregistrer_page(
            demande, saisie=saisie, avancement=memoire.retenues(demande.avancement, etape, connues)
        )
    return demande


def erreurs(demande, etape, champs):
    remplir(demande, **{etape.replace("-", "_"): champs})
    return {
        nom: list(phrases)
        for nom, phrases in demande.demarche.formulaire(demande, etape).errors.items()
    }


def envoyee(demande, **pages):
    deposer(remplir(demande, **pages), par=demande.par)
    return relire(demande)


def relire(demande):
    return Demande.objects.get(pk=demande.pk)


def lignes(demande):
    return {
        une["libelle"]: (une["avant"], une["apres"])
        for une in demande.demarche.changements(relire(demande))
    }


# The pages.


def test_one_page_of_health_for_each_child(brouillon, famille_martin):
    assert list(brouillon.demarche.pages(brouillon)) == [
        "foyer",
        "autorisations",
        "contacts",
        page_sante(famille_martin.lea),
        page_sante(famille_martin.hugo),
        "vaccins",
    ]


@pytest.fixture
def camille(connecter, famille_martin, brouillon):
    return Navigateur(connecter(famille_martin.camille), brouillon)


def tout_passer(camille):
    for etape in camille.demande.demarche.pages(camille.demande):
        camille.poster(etape, {}, "inchange")


def cas_des_pages(famille_martin):
    lea = famille_martin.lea
    return {
        "foyer": (telephones(famille_martin.foyer), telephones(famille_martin.foyer, "06")),
        "autorisations": (autorisations(lea), autorisations(lea, image="")),
        "contacts": (contact_saisi("n1"), contact_saisi("n1", telephone="")),
        page_sante(lea): (SANTE, SANTE | {"assurance_numero": ""}),
        "vaccins": (
            {f"carnet_{lea.pk}": pdf("carnet.pdf")},
            {f"carnet_{lea.pk}": pdf("faux.exe", b"\n")},
        ),
    }


@pytest.mark.parametrize("rang", range(5))
def test_each_page_is_empty_kept_refused_then_checked(camille, famille_martin, rang):
    tout_passer(camille)
    etape, (juste, fausse) = list(cas_des_pages(famille_martin).items())[rang]
    assert camille.lire(etape).status_code == 200
    assert camille.poster(etape, {**list_si_besoin(juste)}, "enregistrer").status_code == 302
    if etape != "vaccins":
        refusee = camille.poster(etape, fausse)
        assert refusee.status_code == 200
        assert "erreurs-titre" in refusee.content.decode()
    assert camille.poster(etape, {**list_si_besoin(juste)}).status_code == 302
    assert etape in camille.relue().avancement.validees
    assert camille.relue().demarche.changements(camille.relue())


def list_si_besoin(champs):
    """A file is read once: give it from its start."""
    for valeur in champs.values():
        if hasattr(valeur, "seek"):
            valeur.seek(0)
    return champs


def test_what_is_typed_is_found_again_from_another_device(camille, connecter, famille_martin):
    camille.poster("foyer", telephones(famille_martin.foyer), "enregistrer")
    ailleurs = Navigateur(connecter(famille_martin.camille, Client()), camille.demande)
    assert NOUVEAU in ailleurs.lire("foyer").content.decode()


def test_one_click_says_that_nothing_has_changed(camille):
    page = camille.lire("foyer").content.decode()
    assert "Rien n’a changé" in page
    assert camille.poster("foyer", {}, "inchange").url == camille.adresse("autorisations")
    assert camille.relue().saisie["foyer"] == {"inchange": ["on"]}
    # the file knows nothing yet
    assert "Passer cette page" in camille.lire("autorisations").content.decode()


def test_one_click_forgets_what_was_typed_and_joined(camille, famille_martin):
    tout_passer(camille)
    camille.poster("vaccins", {f"carnet_{famille_martin.lea.pk}": pdf()})
    assert Document.objects.count() == 1
    camille.poster("vaccins", {}, "inchange")
    assert not Document.objects.exists()


def test_a_page_left_as_it_is_still_shows_the_file(camille, foyer):
    camille.poster("foyer", {}, "inchange")
    assert "06 39 98 00 01" in camille.lire("foyer").content.decode()


def test_the_button_means_nothing_on_a_page_to_be_filled(connecter, famille_martin, reglage):
    demande = commencer(
        "changement-adresse", foyer=famille_martin.foyer, par=famille_martin.camille
    )
    camille = Navigateur(connecter(famille_martin.camille), demande)
    assert camille.poster("adresse", {}, "inchange").status_code == 400


@pytest.mark.parametrize(
    ("avant", "apres", "libre"),
    [
        ("maries", "pacses", True),
        ("", "vie-commune", True),
        ("separes", "separes", True),
        ("maries", "separes", False),
        ("maries", "veuf", False),
        ("parent-seul", "maries", False),
        ("", "separes", False),
        ("vie-commune", "parent-seul", False),
        ("vie-commune", "", False),
    ],
)
def test_what_touches_custody_is_not_self_service(avant, apres, libre):
    assert situation_libre(avant, apres) is libre


def test_the_family_is_sent_to_the_pole_familles_and_keeps_its_draft(brouillon, foyer):
    [phrase] = erreurs(brouillon, "foyer", telephones(foyer, situation="separes"))["situation"]
    assert "contactez le Pôle Familles, au 02 61 91 00 36" in phrase
    assert "remettez « Mariés »" in phrase
    assert relire(brouillon).saisie["foyer"]["situation"] == ["separes"]


def test_somebody_can_still_be_called(brouillon, foyer):
    assert list(erreurs(brouillon, "foyer", telephones(foyer, ""))) == [
        f"telephone_portable_{foyer.responsables.get().pk}"
    ]


def test_a_child_is_answered_for_whole_or_not_at_all(brouillon, famille_martin):
    assert erreurs(brouillon, "autorisations", autorisations(famille_martin.lea)) == {}
    partielle = {f"image_{famille_martin.lea.pk}": "oui"}
    assert len(erreurs(brouillon, "autorisations", partielle)) == 4


def test_an_authorisation_shows_its_date_and_author(camille, famille_martin, agent, foyer):
    autoriser(famille_martin.lea, "image", True, auteur=famille_martin.camille, par=agent)
    camille.poster("foyer", {}, "inchange")
    assert (
        "Oui depuis le 25 novembre 2026, par Camille Martin."
        in camille.lire("autorisations").content.decode()
    )


@pytest.mark.parametrize(
    ("autres", "champ"),
    [
        ({"telephone": ""}, "n1_telephone"),
        ({"nom": ""}, "n1_nom"),
        ({"roles": []}, "n1_roles"),
        ({"ordre": "99"}, "n1_ordre"),
    ],
)
def test_a_contact_is_whole(brouillon, autres, champ):
    assert list(erreurs(brouillon, "contacts", contact_saisi("n1", **autres))) == [champ]


@pytest.mark.parametrize(
    ("autres", "champ"),
    [
        ({"regime": ""}, "regime"),
        ({"regime": "halal"}, "regime"),
        ({"pai": ""}, "pai"),
        ({"pai": "oui"}, "pai_document"),
        ({"assurance_fin": ""}, "assurance_fin"),
        ({"assurance_fin": "24/11/2026"}, "assurance_fin"),
        ({"assurance_fin": "31/02/2027"}, "assurance_fin"),
        ({"medecin_telephone": "12"}, "medecin_telephone"),
        ({"allergies": "x" * 301}, "allergies"),
    ],
)
def test_what_a_page_of_health_refuses(brouillon, famille_martin, autres, champ):
    assert list(erreurs(brouillon, page_sante(famille_martin.lea), SANTE | autres)) == [champ]


# What is sent, and what validation does.


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
        **{f"sante_{lea.pk}": SANTE},
    )
    avant = lignes(demande)
    assert avant["Situation familiale"] == ("Mariés", "Pacsés")
    assert avant["Camille Martin · Téléphone portable"] == ("06 39 98 00 01", NOUVEAU)
    assert avant["Léa · Baignade"] == ("", "Non")
    assert avant["Léa · Allergies"] == ("Œuf", "Arachide")
    assert avant["Léa · Assurance, compagnie"] == ("", "La Prévoyante")
    assert avant["Léa · Fiche sanitaire valable jusqu’au"] == ("31 août 2026", "31 août 2027")
    assert "06 39 98 00 45" in avant["Contact · Jeanne Martin"][1]
    assert avant["Léa · Carnet de vaccination"] == ("", "facture-edf.pdf")
    assert not any("Hugo" in libelle for libelle in avant)

    valider(demande, par=habilitee)

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
    } == avant


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


# Without an agent.


@pytest.mark.parametrize("direct", [True, False])
def test_before_sending_it_is_said_in_whole_sentences_what_waits_for_an_agent(
    direct, foyer, brouillon, camille
):
    ReglageDemarche.objects.filter(code=CODE).update(sans_agent=direct, delai_jours=14)
    tout_passer(camille)
    camille.poster("foyer", telephones(foyer))
    page = " ".join(camille.lire("recapitulatif").text.split())
    directe = "est appliqué tout de suite. Pour le reste, le Pôle Familles vous répond en 14 jours"
    assert (directe in page) is direct
    assert ("<li> Le Pôle Familles vous répond en 14 jours" in page) is not direct


def test_what_is_harmless_is_applied_by_the_portal_and_says_so(
    sans_agent, brouillon, foyer, camille
):
    jeanne = ajouter_contact(foyer, **CONTACT, par=brouillon.par)
    contacts = (
        contact_saisi("n1", prenom="Paul")
        | contact_saisi(f"c{jeanne.pk}")
        | {f"c{jeanne.pk}_retirer": "on"}
    )
    demande = envoyee(brouillon, foyer=telephones(foyer), contacts=contacts)
    assert demande.statut == Demande.Statut.VALIDEE
    assert foyer.responsables.get().telephone_portable.as_national == NOUVEAU
    assert [contact.prenom for contact in foyer.contacts.all()] == ["Paul"]
    assert demande.passages.last().par is None
    assert "déjà appliqués par le portail" in demande.accuse.mentions["silence"]
    assert foyer.modifications.filter(origine=f"demande {demande}").count() == 3
    [courriel] = Courriel.objects.all()
    assert "déjà appliqués par le portail" in courriel.texte
    page = camille.client.get(f"/demarches/demande/{demande.pk}/").content.decode()
    assert "Changements appliqués par le portail" in page
    assert "prise par le portail" in page


def test_without_the_setting_an_agent_decides(brouillon, foyer):
    demande = envoyee(brouillon, foyer=telephones(foyer))
    assert demande.statut == Demande.Statut.EN_ATTENTE
    assert foyer.responsables.get().telephone_portable.as_national == "06 39 98 00 01"


def test_a_confirmed_record_needs_no_agent(sans_agent, brouillon, fiche):
    assert envoyee(brouillon).statut == Demande.Statut.VALIDEE
    fiche.refresh_from_db()
    assert fiche.valable_jusqu_au == date(2027, 8, 31)


def test_the_rest_waits_for_an_agent(sans_agent, brouillon, famille_martin, habilitee, connecter):
    foyer, lea = famille_martin.foyer, famille_martin.lea
    demande = envoyee(
        brouillon,
        foyer=telephones(foyer, situation="pacses"),
        contacts=contact_saisi("n1"),
        **{f"sante_{lea.pk}": SANTE},
    )
    assert demande.statut == Demande.Statut.EN_ATTENTE
    assert foyer.responsables.get().telephone_portable.as_national == NOUVEAU
    assert foyer.contacts.count() == 1
    assert "Camille Martin · Téléphone portable" not in lignes(demande)
    assert lignes(demande)["Situation familiale"] == ("Mariés", "Pacsés")
    assert "appliqué dès l’envoi" in connecter(habilitee).get(urls_de(demande)).content.decode()
    # An agent corrects the number meanwhile: validating the rest does not put the old answer back.
    modifier_responsable(foyer.responsables.get(), telephone_portable="+33639980099", par=habilitee)
    valider(demande, par=habilitee)
    assert foyer.contacts.count() == 1
    assert foyer.responsables.get().telephone_portable.as_national == "06 39 98 00 99"
    libelles = [une["libelle"] for une in relire(demande).changements]
    assert {
        "Camille Martin · Téléphone portable",
        "Contact · Jeanne Martin",
        "Situation familiale",
    } <= set(libelles)


def test_what_is_applied_at_once_says_so_at_once(sans_agent, brouillon, famille_martin, camille):
    foyer, lea = famille_martin.foyer, famille_martin.lea
    demande = envoyee(
        brouillon,
        foyer=telephones(foyer),
        contacts=contact_saisi("n1"),
        **{f"sante_{lea.pk}": SANTE | {"pai": "non"}},
    )
    dite = dire_ce_qui_est_fait(demande)
    faits = "Déjà fait : téléphone portable (Camille Martin) et contact (Jeanne Martin)."
    assert dite.startswith(f"{faits} En attente : régime alimentaire (Léa), allergies (Léa)")
    assert dite in dire_l_envoi(demande)
    page = lisible(camille.client.get(reverse("demarches:demande", args=[demande.pk])).text)
    assert "téléphone portable (Camille Martin), contact (Jeanne Martin)" in page
    assert "allergies (Léa)" in page
    retiree = lisible(
        camille.client.post(reverse("demarches:retirer", args=[demande.pk]), follow=True).text
    )
    assert "Reste dans votre dossier, déjà fait à l’envoi : téléphone portable" in retiree


def test_all_that_is_applied_at_once_leaves_nothing_to_wait_for(sans_agent, brouillon, foyer):
    dite = dire_ce_qui_est_fait(envoyee(brouillon, foyer=telephones(foyer)))
    assert dite == "Déjà fait : téléphone portable (Camille Martin)."


def test_a_demande_taken_back_says_what_the_portal_had_applied(
    sans_agent, brouillon, foyer, camille
):
    demande = envoyee(brouillon, foyer=telephones(foyer, situation="pacses"))
    adresse = reverse("demarches:retirer", args=[demande.pk])
    avant = camille.client.get(adresse).text
    page = camille.client.post(adresse, follow=True).text
    for texte in (avant, page):
        assert "appliqué dès l’envoi reste dans votre dossier" in texte
        assert NOUVEAU in texte
        assert "rien n’a changé dans votre dossier" not in texte
        assert "rien ne changera dans votre dossier" not in texte
    assert "rien n’a changé" not in camille.client.get(reverse("demarches:liste")).text


def test_contacts_given_back_show_the_file_that_they_have_become(
    sans_agent, brouillon, foyer, agent, connecter
):
    demande = envoyee(
        brouillon, foyer=telephones(foyer, situation="pacses"), contacts=contact_saisi("n1")
    )
    demander_complement(
        demande, par=agent, etapes=["contacts"], message="?", limite=date(2026, 12, 10)
    )
    [jeanne] = foyer.contacts.all()
    camille = Navigateur(connecter(brouillon.par), demande)
    assert f"contacts-c{jeanne.pk}_nom" in camille.lire("contacts").content.decode()
    camille.poster("contacts", contact_saisi(f"c{jeanne.pk}", telephone="06 39 98 00 46"))
    camille.poster("recapitulatif", {"certifie": "on"})
    assert [c.telephone.as_national for c in foyer.contacts.all()] == ["06 39 98 00 46"]


# Two adults at once, two homes, forged pages.


def test_what_the_other_adult_changed_meanwhile_is_not_undone(brouillon, foyer, agent):
    jeanne, paul = (
        ajouter_contact(foyer, **CONTACT | {"prenom": p}, par=agent) for p in ("Jeanne", "Paul")
    )
    saisie = contact_saisi(f"c{jeanne.pk}", telephone="06 39 98 00 45", roles=["a_prevenir"])
    demande = envoyee(
        brouillon,
        contacts=saisie | contact_saisi(f"c{paul.pk}", prenom="Paul", roles=["a_prevenir"]),
    )
    modifier_contact(paul, telephone="+33639980088", par=agent)
    ajouter_contact(foyer, **CONTACT | {"prenom": "Rose"}, par=agent)
    valider(demande, par=agent)
    contacts = {contact.prenom: contact.telephone.as_national for contact in foyer.contacts.all()}
    assert contacts == {
        "Jeanne": "06 39 98 00 45",
        "Paul": "06 39 98 00 88",
        "Rose": "06 39 98 00 44",
    }


def test_two_drafts_of_one_household_both_reach_the_file(
    brouillon, foyer, agent, django_user_model
):
    luc = django_user_model.objects.create_user("luc@exemple.fr", "un cheval blanc au galop")
    Responsable.objects.create(foyer=foyer, utilisateur=luc, prenom="Luc", nom="Martin")
    second = commencer(CODE, foyer=foyer, par=luc)
    camille = foyer.responsables.get(prenom="Camille")
    premiere = envoyee(
        brouillon, foyer={"situation": "maries", f"telephone_portable_{camille.pk}": NOUVEAU}
    )
    seconde = envoyee(second, contacts=contact_saisi("n1"))
    for demande in (premiere, seconde):
        valider(demande, par=agent)
    camille.refresh_from_db()
    assert camille.telephone_portable.as_national == NOUVEAU
    assert foyer.contacts.count() == 1


def test_another_screen_is_told_that_the_page_was_written(camille, connecter, famille_martin):
    luc = Navigateur(connecter(famille_martin.camille, Client()), camille.demande)
    luc.lire("foyer")
    camille.poster("foyer", telephones(famille_martin.foyer), "enregistrer")
    assert luc.poster("foyer", {}, "inchange", relire=False).status_code == 409


def test_the_health_record_is_shared_by_both_homes_and_its_refusals_are_looked_at(
    brouillon, voisin, famille_martin, agent
):
    rattacher_enfant(famille_martin.lea, voisin.foyer, par=agent)
    autoriser(famille_martin.lea, "image", False, auteur=voisin.nadia, par=agent)
    demande = envoyee(brouillon, autorisations=autorisations(famille_martin.lea))
    [verification] = demande.demarche.verifications(demande)
    assert "l’accord des deux parents" in verification["texte"]
    page = demande.demarche.formulaire(demande, "autorisations")
    assert "Nadia" not in page.fields[f"image_{famille_martin.lea.pk}"].help_text
    valider(demande, par=agent)
    assert famille_martin.lea.autorisations.filter(genre="image").count() == 2


def test_the_neighbour_gets_404(camille, connecter, voisin):
    assert connecter(voisin.nadia).get(camille.adresse("foyer")).status_code == 404


def test_a_forged_child_has_no_page(camille, voisin):
    tout_passer(camille)
    etape = page_sante(voisin.sami)
    assert camille.client.get(camille.adresse(etape)).status_code == 404
    forge = {"assistant-current_step": etape, "action": "valider"}
    assert camille.client.post(camille.adresse(etape), forge).status_code == 404
    camille.poster("autorisations", autorisations(voisin.sami))
    assert not camille.relue().demarche.changements(camille.relue())


# Health data is for those who may read it (D10).


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


def test_no_page_costs_more_with_many_rows(
    camille, famille_martin, agent, django_assert_max_num_queries
):
    camille.poster("foyer", {}, "inchange")
    for numero in range(30):
        ajouter_contact(famille_martin.foyer, **CONTACT | {"prenom": f"Jeanne {numero}"}, par=agent)
        autoriser(
            famille_martin.lea, "image", bool(numero % 2), auteur=famille_martin.camille, par=agent
        )
    with django_assert_max_num_queries(30):
        camille.client.get(camille.adresse("autorisations"))
    camille.poster("autorisations", {}, "inchange")
    with django_assert_max_num_queries(30):
        camille.client.get(camille.adresse("contacts"))


def test_a_sent_demande_keeps_the_day_of_its_rules(
    brouillon, famille_martin, habilitee, time_machine
):
    demande = envoyee(brouillon, **{f"sante_{famille_martin.lea.pk}": SANTE})
    time_machine.move_to(datetime(2027, 6, 15, tzinfo=UTC), tick=False)
    valider(relire(demande), par=habilitee)
    assert FicheSanitaire.objects.get().valable_jusqu_au == date(2027, 8, 31)
