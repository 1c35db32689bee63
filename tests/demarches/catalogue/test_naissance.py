"""Je déclare une naissance (G20): its pages, what its validation does."""

from datetime import date

import pytest

from demarches.actions import (
    commencer,
    completer,
    demander_complement,
    deposer,
    enregistrer_page,
    joindre,
    rejeter,
    valider,
)
from demarches.depot.depot import PageARevoir
from demarches.models import Demande, ReglageDemarche
from demarches.registre import REGISTRE
from demarches.reglages.initiaux import TEXTES, creer_reglages
from famille.actions import ajouter_enfant, ajouter_responsable
from famille.models import Document, Enfant
from famille.socle.erreurs import Refus
from tests.demarches.outils import Navigateur, au_clic_suivant, pdf

CODE = "naissance"


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def reglage(db):
    creer_reglages(demo=True)
    return ReglageDemarche.objects.get(code=CODE)


@pytest.fixture
def brouillon(famille_martin, reglage):
    return commencer(CODE, foyer=famille_martin.foyer, par=famille_martin.camille)


@pytest.fixture
def camille(connecter, famille_martin, brouillon):
    return Navigateur(connecter(famille_martin.camille), brouillon)


def rose(demande, **autres):
    parents = [str(adulte.pk) for adulte in demande.foyer.responsables.all()]
    return {
        "prenom": "Rose Anaïs",
        "nom": "Martin",
        "naissance": "03/11/2026",
        "lieu": "Châteauroux",
        "parents": parents,
    } | autres


def erreurs(demande, champs, etape="enfant"):
    saisie = {
        nom: valeur if isinstance(valeur, list) else [valeur] for nom, valeur in champs.items()
    }
    enregistrer_page(
        demande, saisie=demande.saisie | {etape: saisie}, avancement=demande.avancement
    )
    return {
        nom: phrases[0]
        for nom, phrases in demande.demarche.formulaire(demande, etape).errors.items()
    }


def envoyee(demande, **autres):
    assert erreurs(demande, rose(demande, **autres)) == {}
    joindre(
        demande, "acte", "fichier", pdf("acte.pdf"), par=demande.par, genre=Document.Genre.NAISSANCE
    )
    Document.objects.update(etat=Document.Etat.SAIN)
    return deposer(demande, par=demande.par)


def relire(demande):
    return Demande.objects.get(pk=demande.pk)


def textes(demande):
    return [
        verification["texte"] for verification in demande.demarche.verifications(relire(demande))
    ]


def test_an_empty_page_says_what_is_missing(brouillon):
    assert set(erreurs(brouillon, {})) == {"prenom", "nom", "naissance", "lieu", "parents"}


def test_the_page_knows_the_name_and_the_parents(brouillon, camille, famille_martin):
    page = camille.lire("enfant").text
    assert 'value="Martin"' in page
    assert "Camille Martin" in page
    assert brouillon.demarche.initial(brouillon, "enfant")["parents"] == [
        str(famille_martin.foyer.responsables.get().pk)
    ]


def test_a_page_half_filled_is_resumed_by_another_session(
    camille, famille_martin, connecter, client
):
    camille.poster("enfant", {"prenom": "Rose"}, "enregistrer")
    client.logout()
    assert (
        'value="Rose"'
        in Navigateur(connecter(famille_martin.camille), camille.demande).lire("enfant").text
    )


@pytest.mark.parametrize(
    ("naissance", "phrase"),
    [
        ("26/11/2026", "pas encore passée"),
        ("25/11/2008", "né après le 25 novembre 2008"),
        ("31/02/2026", "n’existe pas"),
        ("03/11/0026", "vérifiez l’année"),
    ],
)
def test_an_absurd_birth_is_refused_kindly(brouillon, naissance, phrase):
    assert phrase in erreurs(brouillon, rose(brouillon, naissance=naissance))["naissance"]


@pytest.mark.parametrize("naissance", ["25/11/2026", "26/11/2008"])
def test_the_first_and_the_last_day_are_taken(brouillon, naissance):
    assert erreurs(brouillon, rose(brouillon, naissance=naissance)) == {}


@pytest.mark.parametrize("prenom", ["Rose2", "<script>alert(1)</script>", "---", "a" * 10_000])
def test_a_first_name_is_made_of_letters(brouillon, prenom):
    assert "prenom" in erreurs(brouillon, rose(brouillon, prenom=prenom))


@pytest.mark.parametrize("prenom", ["Zoé", "Jean-François", "N’Golo", "Léa Œuvrine", "李"])
def test_every_first_name_is_welcome(brouillon, prenom):
    assert erreurs(brouillon, rose(brouillon, prenom=prenom)) == {}


def test_a_child_already_on_file_is_told(brouillon):
    phrase = erreurs(brouillon, rose(brouillon, prenom="LEA", naissance="14/03/2018"))["__all__"]
    assert phrase.startswith(
        "Léa Martin, dont la naissance est au 14 mars 2018, est déjà dans votre dossier"
    )


def test_a_neighbour_is_not_a_parent_here(brouillon, voisin):
    forge = [str(voisin.foyer.responsables.get().pk)]
    assert "parents" in erreurs(brouillon, rose(brouillon, parents=forge))


def test_the_certificate_is_asked_as_the_town_chooses(brouillon, camille):
    assert erreurs(brouillon, {}, "acte") == {
        "fichier": "Joignez votre document : une photo nette ou un PDF."
    }
    ReglageDemarche.objects.filter(code=CODE).update(justificatif="facultative")
    brouillon = au_clic_suivant(brouillon)
    assert erreurs(brouillon, {}, "acte") == {}
    brouillon.saisie.pop("acte")
    del brouillon.reglage
    ReglageDemarche.objects.filter(code=CODE).update(justificatif="non-demandee")
    assert list(brouillon.demarche.pages(brouillon)) == ["enfant"]


def test_a_demande_without_its_certificate_is_not_sent(brouillon):
    assert erreurs(brouillon, rose(brouillon)) == {}
    with pytest.raises(PageARevoir, match="Acte de naissance"):
        deposer(brouillon, par=brouillon.par)


def test_validation_adds_the_child_with_what_is_known(brouillon, agent):
    demande = envoyee(brouillon)
    avant = Enfant.objects.count()
    valider(relire(demande), par=agent)
    enfant = Enfant.objects.get(prenom="Rose Anaïs")
    assert Enfant.objects.count() == avant + 1
    assert (enfant.nom, enfant.naissance, enfant.lieu_naissance) == (
        "Martin",
        date(2026, 11, 3),
        "Châteauroux",
    )
    rattachement = enfant.rattachements.get()
    assert (rattachement.foyer, rattachement.debut, rattachement.fin) == (
        demande.foyer,
        date(2026, 11, 3),
        None,
    )
    acte = Document.objects.get()
    assert (acte.enfant, acte.classe_le is not None) == (enfant, True)
    assert demande.foyer.modifications.filter(origine=f"demande {demande.numero}").count() == 2


def test_what_validation_would_change(brouillon):
    demande = envoyee(brouillon)
    assert {
        ligne["libelle"]: ligne["apres"] for ligne in demande.demarche.changements(demande)
    } == {
        "Enfant ajouté au foyer": "Rose Anaïs Martin",
        "Né ou née le": "3 novembre 2026",
        "Commune de naissance": "Châteauroux",
        "Acte de naissance": "acte.pdf",
    }


def test_a_child_added_meanwhile_stops_the_validation_and_changes_nothing(brouillon, agent):
    demande = envoyee(brouillon)
    ajouter_enfant(
        demande.foyer, prenom="Rose Anaïs", nom="Martin", naissance=date(2026, 11, 3), par=agent
    )
    with pytest.raises(Refus, match="déjà un enfant de ce foyer"):
        valider(relire(demande), par=agent)
    assert relire(demande).statut == Demande.Statut.EN_ATTENTE
    assert Document.objects.get().classe_le is None


def test_a_rejection_adds_nobody(brouillon, agent):
    demande = envoyee(brouillon)
    avant = Enfant.objects.count()
    rejeter(relire(demande), par=agent, motif="L’acte n’est pas lisible.")
    assert Enfant.objects.count() == avant


def test_a_complement_gives_the_certificate_again(brouillon, agent):
    demande = envoyee(brouillon)
    demander_complement(
        relire(demande), par=agent, etapes=["acte"], message="Plus net.", limite=date(2026, 12, 10)
    )
    joindre(
        relire(demande),
        "acte",
        "fichier",
        pdf("acte-net.pdf"),
        par=demande.par,
        genre=Document.Genre.NAISSANCE,
    )
    Document.objects.update(etat=Document.Etat.SAIN)
    completer(relire(demande), par=demande.par)
    valider(relire(demande), par=agent)
    assert Document.objects.filter(classe_le__isnull=False).get().nom == "acte-net.pdf"


def test_nothing_is_promised_of_a_crèche_request_that_cannot_be_made():
    assert REGISTRE.obtenir("place-en-creche") is None
    dite = TEXTES["naissance"]["introduction"]
    assert "cette déclaration ne change pas votre demande" in dite


def test_the_same_child_in_another_household_is_told_to_the_agent_only(brouillon, agent, voisin):
    demande = envoyee(brouillon)
    ajouter_enfant(
        voisin.foyer, prenom="Rose Anaïs", nom="MARTIN", naissance=date(2026, 11, 3), par=agent
    )
    assert any(voisin.foyer.numero in texte for texte in textes(demande))
    assert not any(voisin.foyer.numero in str(page) for page in relire(demande).recapitulatif)


def test_an_adult_who_is_not_a_parent_is_told(brouillon, agent, famille_martin):
    ajouter_responsable(famille_martin.foyer, prenom="Thomas", nom="Roy", courriel="", par=agent)
    demande = envoyee(
        brouillon, parents=[str(famille_martin.foyer.responsables.get(prenom="Camille").pk)]
    )
    assert "Parents déclarés : Camille Martin. Non parent : Thomas Roy." in textes(demande)


def test_an_agent_declares_it_at_the_counter(famille_martin, reglage, agent, connecter):
    demande = commencer(CODE, foyer=famille_martin.foyer, par=agent, canal="guichet")
    guichet = Navigateur(connecter(agent), demande)
    guichet.poster("enfant", rose(demande))
    guichet.poster("acte", {"fichier": pdf("acte.pdf")})
    guichet.poster("recapitulatif", {"certifie": "on"})
    assert guichet.relue().statut == Demande.Statut.EN_ATTENTE


def test_a_neighbour_sees_nothing(brouillon, voisin, connecter):
    assert (
        connecter(voisin.nadia).get(f"/demarches/brouillon/{brouillon.pk}/enfant/").status_code
        == 404
    )


def test_who_validates_reads_who_may_be_this_child_with_what_says_so(brouillon, voisin, agent):
    """Spelt otherwise, in another household: the family learns nothing of it (D11)."""
    demande = envoyee(brouillon)
    rose_d_ailleurs = Enfant.objects.create(
        prenom="Rose-Anais", nom="Martin", naissance=date(2026, 11, 3)
    )
    assert not any("Rose-Anais" in dit for dit in textes(demande) if "sans foyer" not in dit)
    rose_d_ailleurs.rattachements.create(foyer=voisin.foyer, debut=date(2026, 11, 3))
    [dit] = [dit for dit in textes(demande) if "Rose-Anais" in dit]
    assert f"au dossier {voisin.foyer.numero}" in dit
    assert "même date de naissance" in dit
    assert "rattachez-le" in dit
    valider(demande, par=agent)
    assert not any("est déjà dans ce dossier" in dit for dit in textes(demande))
