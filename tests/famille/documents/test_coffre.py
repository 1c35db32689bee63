"""Mes documents (G7): what a family sees of its papers, and what it may delete."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from demarches.models import Demande, PieceJointe
from famille import actions
from famille.models import (
    Document,
    FicheSanitaire,
    Foyer,
    Modification,
    Rattachement,
    Responsable,
    Utilisateur,
)
from famille.socle.erreurs import Refus
from tests.famille.documents.test_fichiers import PDF, envoi, photo
from tests.outils.lisible import lisible

pytestmark = pytest.mark.django_db
LISTE = reverse("famille:documents")
JOUR = "2026-11-25T09:00Z"


@pytest.fixture(autouse=True)
def un_mercredi(time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)


@pytest.fixture
def deposer(famille_martin):
    def _deposer(nom="facture.pdf", *, genre="domicile", par=None, **champs):
        contenu = photo() if nom.endswith(".jpg") else PDF
        par = par or famille_martin.camille
        return actions.deposer_document(
            envoi(contenu, nom), foyer=famille_martin.foyer, par=par, genre=genre, **champs
        )

    return _deposer


@pytest.fixture
def camille(connecter, famille_martin):
    return connecter(famille_martin.camille)


@pytest.fixture
def pere(famille_martin):
    """Léa's father, in her other home."""
    foyer = Foyer.objects.create(numero="2026-00999", nom="Delorme")
    compte = Utilisateur.objects.create_user(
        "julien@exemple.fr", None, first_name="Julien", last_name="Delorme"
    )
    Responsable.objects.create(foyer=foyer, utilisateur=compte, prenom="Julien", nom="Delorme")
    Rattachement.objects.create(
        enfant=famille_martin.lea, foyer=foyer, garde="alternee", debut=date(2022, 1, 1)
    )
    return compte


def de_lea(document, famille_martin):
    """Kept as the child's own: both homes see it."""
    Document.objects.filter(pk=document.pk).update(
        foyer=None,
        enfant=famille_martin.lea,
        classe_le="2026-11-25T09:00Z",
        valable_jusqu_au=date(2027, 8, 31),
    )
    document.refresh_from_db()
    return document


def texte(reponse):
    return lisible(reponse.text)


def adresse(nom, document):
    return reverse(f"famille:{nom}", args=[document.pk])


def test_a_family_without_papers_is_told_where_they_come_from(camille):
    assert "Vous n’avez encore envoyé aucun document" in texte(camille.get(LISTE))


def test_each_document_says_who_put_it_when_and_where_it_is(camille, deposer, agent):
    deposer()
    deposer("au-guichet.pdf", par=agent)
    contenu = texte(camille.get(LISTE))
    assert "Justificatif de domicile" in contenu
    assert "Déposé par vous le 25 novembre 2026 · Pas encore envoyé au Pôle Familles" in contenu
    assert "Déposé par Sophie Renard (Pôle Familles) le 25 novembre 2026" in contenu


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"etat": "sain"}, "Analysé, aucun virus"),
        ({"etat": "en-analyse"}, "Analyse en cours"),
        ({"etat": "infecte"}, "Bloqué : virus détecté"),
        ({"valable_jusqu_au": date(2026, 11, 24)}, "Expiré le 24 novembre 2026"),
        ({"valable_jusqu_au": date(2026, 12, 25)}, "Expire le 25 décembre 2026"),
        ({"valable_jusqu_au": date(2026, 12, 26)}, "Valable jusqu’au 26 décembre 2026"),
        ({"classe_le": "2026-11-25T09:00Z"}, "Classé dans votre dossier"),
        ({"remis_le": "2026-11-25T09:00Z"}, "Envoyé au Pôle Familles"),
    ],
)
def test_each_state_has_its_words(camille, deposer, champs, attendu):
    deposer()
    Document.objects.update(**champs)
    assert attendu in texte(camille.get(LISTE))


def test_nothing_is_said_of_a_town_without_antivirus(camille, deposer):
    deposer()
    Document.objects.update(etat="non-analyse")
    assert "Non analysé" not in texte(camille.get(LISTE))


@pytest.mark.parametrize("etat", ["infecte", "en-analyse"])
def test_what_cannot_be_opened_has_no_link_to_open_it(camille, deposer, etat):
    document = deposer()
    Document.objects.update(etat=etat)
    contenu = camille.get(LISTE).content.decode()
    assert adresse("apercu", document) not in contenu
    assert "telecharger=1" not in contenu


@pytest.mark.parametrize("champs", [{}, {"remis_le": JOUR}, {"classe_le": JOUR}])
def test_a_blocked_document_says_how_another_copy_is_sent(camille, deposer, champs):
    """What is sent already is not taken back from its démarche: one writes."""
    deposer()
    Document.objects.update(etat="infecte", **champs)
    contenu = texte(camille.get(LISTE))
    lien = f'<a href="{reverse("famille:ecrire")}">écrivez au Pôle Familles</a>'
    assert (f"Pour en envoyer une nouvelle copie, {lien}." in contenu) == bool(champs)
    assert ("Dans la démarche où vous l’avez joint, retirez-le" in contenu) != bool(champs)


def test_filters_are_in_the_address(camille, deposer, famille_martin):
    deposer()
    deposer("pai.pdf", genre="pai", enfant=famille_martin.hugo)
    vieux = deposer("vieux.pdf")
    Document.objects.filter(pk=vieux.pk).update(valable_jusqu_au=date(2026, 1, 1))
    for filtre, attendus in [
        (f"enfant={famille_martin.hugo.pk}", {"pai.pdf"}),
        ("enfant=foyer", {"facture.pdf", "vieux.pdf"}),
        ("genre=pai", {"pai.pdf"}),
        ("etat=fini", {"vieux.pdf"}),
        # nothing ends soon: that filter is not offered
        ("enfant=foyer&etat=finit", {"facture.pdf", "vieux.pdf"}),
        ("genre=<script>", {"facture.pdf", "pai.pdf", "vieux.pdf"}),
    ]:
        contenu = camille.get(f"{LISTE}?{filtre}").content.decode()
        assert {
            nom for nom in ("facture.pdf", "pai.pdf", "vieux.pdf") if nom in contenu
        } == attendus, filtre


def test_the_list_goes_a_page_at_a_time_and_keeps_its_filters(camille, deposer, famille_martin):
    deposer("pai.pdf", genre="pai", enfant=famille_martin.hugo)
    modele = deposer()
    _copier(modele, 24)
    contenu = camille.get(f"{LISTE}?enfant=foyer").content.decode()
    assert "Page 1 sur 2" in contenu
    assert "?enfant=foyer&amp;page=2" in contenu


def _copier(modele, nombre):
    champs = {
        c.attname: getattr(modele, c.attname)
        for c in Document._meta.fields
        if c.name not in ("id", "fichier")
    }
    Document.objects.bulk_create(
        Document(**champs, fichier=modele.fichier.name) for _ in range(nombre)
    )


def test_queries_do_not_grow_with_the_papers(
    camille, deposer, famille_martin, django_assert_num_queries, django_assert_max_num_queries
):
    modele = deposer()
    camille.get(LISTE)
    with django_assert_max_num_queries(30) as premiere:
        camille.get(LISTE)
    _copier(modele, 30)
    with django_assert_num_queries(len(premiere)):
        camille.get(LISTE)


def test_it_is_seen_in_its_page(camille, deposer):
    pdf, image = deposer(), deposer("photo.jpg")
    assert f'<iframe class="pf-documents-vue" src="{adresse("document", pdf)}"' in texte(
        camille.get(adresse("apercu", pdf))
    )
    assert f'<img src="{adresse("document", image)}"' in texte(
        camille.get(adresse("apercu", image))
    )


def test_a_blocked_one_says_what_to_do_in_its_page(camille, deposer):
    document = deposer()
    Document.objects.update(etat="infecte", fichier="")
    contenu = texte(camille.get(adresse("apercu", document)))
    assert "Reprenez le document en photo" in contenu
    assert adresse("document", document) not in contenu


# Deleting.


def test_deleting_is_asked_first_and_leaves_a_trace(
    camille, deposer, famille_martin, django_capture_on_commit_callbacks
):
    document = deposer()
    nom, stockage = document.fichier.name, document.fichier.storage
    assert "Supprimer ce document ?" in texte(camille.get(adresse("supprimer_document", document)))
    assert Document.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        reponse = camille.post(adresse("supprimer_document", document), follow=True)
        assert stockage.exists(nom)
    assert not stockage.exists(nom)
    assert "« facture.pdf » est supprimé" in texte(reponse)
    trace = famille_martin.foyer.modifications.get(objet="document supprimé")
    assert (trace.par, trace.avant) == (
        famille_martin.camille,
        {"Document": "Justificatif de domicile : facture.pdf"},
    )


def test_going_back_to_what_one_has_deleted_says_so_to_who_deleted_it_only(
    camille, deposer, connecter, voisin
):
    document = deposer("jugement-2026.pdf")
    camille.post(adresse("supprimer_document", document), follow=True)
    for nom in ("apercu", "supprimer_document"):
        page = camille.get(adresse(nom, document))
        assert page.status_code == 410
        assert "Vous avez supprimé ce document" in texte(page)
        assert "jugement" not in texte(page)
    assert camille.get(f"/mes-documents/{'0' * 8}/").status_code == 404
    assert connecter(voisin.nadia).get(adresse("apercu", document)).status_code == 404


def test_the_trace_of_a_health_paper_does_not_name_its_file(camille, deposer, famille_martin):
    camille.post(adresse("supprimer_document", deposer("allergie-arachide.pdf", genre="pai")))
    assert famille_martin.foyer.modifications.get().avant == {
        "Document": "Projet d’accueil individualisé"
    }


def _joindre(document, famille_martin, **champs):
    envoi_le = {"deposee_le": timezone.now()} if champs else {}
    demande = Demande.objects.create(
        code="changement-adresse",
        foyer=famille_martin.foyer,
        par=famille_martin.camille,
        **champs,
        **envoi_le,
    )
    PieceJointe.objects.create(demande=demande, etape="e", champ="c", document=document)
    return demande


def _dans_un_brouillon(document, famille_martin):
    _joindre(document, famille_martin)
    return "que vous n’avez pas encore envoyée"


def _dans_une_demande(document, famille_martin):
    _joindre(document, famille_martin, statut="en-attente", numero="D-2026-00231")
    return "votre demande D-2026-00231, déjà envoyée"


def _dans_la_fiche(document, famille_martin):
    FicheSanitaire.objects.create(
        enfant=famille_martin.lea, valable_jusqu_au=date(2026, 11, 25), vaccins_document=document
    )
    return "La fiche sanitaire de Léa s’appuie dessus"


def _dans_un_message(document, famille_martin):
    fil = famille_martin.foyer.fils.create(sujet="Bonjour")
    fil.messages.create(du_service=False, auteur="Camille", texte="Voici.").documents.add(document)
    return "la conversation garde ses pièces"


@pytest.mark.parametrize(
    "tenir", [_dans_un_brouillon, _dans_une_demande, _dans_la_fiche, _dans_un_message]
)
def test_what_something_depends_on_stays_and_the_sentence_says_why(
    camille, deposer, famille_martin, tenir
):
    document = deposer()
    phrase = tenir(document, famille_martin)
    page = texte(camille.get(adresse("supprimer_document", document)))
    assert phrase in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    assert phrase in texte(camille.post(adresse("supprimer_document", document), follow=True))
    assert Document.objects.filter(pk=document.pk).exists()
    assert not Modification.objects.exists()


def test_a_record_that_has_run_out_holds_nothing_any_more(deposer, famille_martin):
    document = deposer()
    FicheSanitaire.objects.create(
        enfant=famille_martin.lea, valable_jusqu_au=date(2026, 11, 24), vaccins_document=document
    )
    actions.retirer_document(document, par=famille_martin.camille, foyers=[famille_martin.foyer])
    assert not Document.objects.exists()


def test_what_another_room_protects_stays_too(deposer, famille_martin, settings, monkeypatch):
    document = deposer()
    _joindre(document, famille_martin)
    monkeypatch.setattr("famille.dossier.documents.retenues._fonctions", list)
    with pytest.raises(Refus, match="sert encore ailleurs"):
        actions.retirer_document(
            document, par=famille_martin.camille, foyers=[famille_martin.foyer]
        )
    assert Document.objects.exists()


def test_a_child_s_paper_put_by_the_other_parent_is_read_not_deleted(
    camille, deposer, famille_martin, pere
):
    document = de_lea(deposer("carnet.pdf", genre="vaccins", par=pere), famille_martin)
    contenu = texte(camille.get(LISTE))
    assert "Déposé par une autre personne autorisée" in contenu
    assert "Delorme" not in contenu
    assert "Une autre personne autorisée" in texte(
        camille.post(adresse("supprimer_document", document), follow=True)
    )
    assert Document.objects.exists()


def test_a_demande_of_the_other_home_is_not_told(camille, deposer, famille_martin, pere):
    document = de_lea(deposer("carnet.pdf", genre="vaccins"), famille_martin)
    demande = _joindre(document, famille_martin, statut="en-attente", numero="D-2026-00777")
    Demande.objects.filter(pk=demande.pk).update(foyer=Foyer.objects.get(nom="Delorme"), par=pere)
    page = texte(camille.get(adresse("supprimer_document", document)))
    assert "Une demande faite par une autre personne autorisée" in page
    assert "D-2026-00777" not in page


def test_a_shared_paper_deleted_is_told_in_both_homes(camille, deposer, famille_martin, pere):
    document = de_lea(deposer("carnet.pdf", genre="vaccins"), famille_martin)
    camille.post(adresse("supprimer_document", document))
    assert Modification.objects.filter(objet="document supprimé").count() == 2


@pytest.mark.parametrize("nom", ["apercu", "supprimer_document"])
def test_the_neighbour_gets_a_404(connecter, voisin, deposer, nom):
    document = deposer()
    navigateur = connecter(voisin.nadia)
    assert navigateur.get(adresse(nom, document)).status_code == 404
    assert "facture.pdf" not in navigateur.get(LISTE).content.decode()


def test_the_neighbour_deletes_nothing(connecter, voisin, deposer):
    document = deposer()
    assert connecter(voisin.nadia).post(adresse("supprimer_document", document)).status_code == 404
    assert Document.objects.exists()


def test_an_account_without_a_household_is_told_what_to_do(connecter, agent):
    for nom in ("documents", "papiers"):
        assert "relié à aucun dossier" in texte(connecter(agent).get(reverse(f"famille:{nom}")))
