"""Every démarche of the catalogue, walked as a browser does: a new one is tested by existing.

Pages are filled from what their fields say; what only a person could know stands in `remplissages.REPONSES`.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from demarches import catalogue
from demarches.actions import demander_complement, rejeter, valider
from demarches.champ_secret import ChampSecret
from demarches.etapes import PieceField
from demarches.models import Accuse, Demande, ReglageDemarche
from demarches.reglages_initiaux import creer_reglages
from famille.erreurs import Refus
from famille.models import Document, Modification

from .outils import Navigateur
from .remplissages import HOSTILE, parcourir, preparer, remplir_de_texte, valeurs_de

pytestmark = pytest.mark.django_db
CODES = sorted(catalogue.toutes())
DECIDEES = [code for code in CODES if catalogue.toutes()[code].decision]  # the others are answered, and closed
Statut = Demande.Statut


def en_liste(valeur):
    return [str(une) for une in valeur] if isinstance(valeur, list | tuple) else [str(valeur)]


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture(params=CODES)
def parent(request, connecter, famille_martin, db):
    """Navigateur: Camille, on the first page of a new draft of each démarche."""
    creer_reglages(demo=True)
    code = request.param
    preparer(code, famille_martin)
    client = connecter(famille_martin.camille)
    choix = {"enfant": str(famille_martin.lea.pk)} if catalogue.obtenir(code).par_enfant else {}
    reponse = client.post(reverse("demarches:presentation", args=[code]), choix)
    assert reponse.status_code == 302, reponse.context["form"].errors
    return Navigateur(client, Demande.objects.get())


@pytest.fixture
def envoyee(parent):
    parcourir(parent)
    parent.poster("recapitulatif", {"certifie": "on"})
    Document.objects.update(etat=Document.Etat.SAIN)
    return parent.relue()


def test_it_is_presented_open(parent):
    assert ReglageDemarche.objects.get(code=parent.demande.code).etat == ReglageDemarche.Etat.OUVERTE
    assert parent.client.get(reverse("demarches:presentation", args=[parent.demande.code])).status_code == 200


def test_each_page_empty_partial_in_error_and_complete(parent):
    """Nothing of any state is lost, and no page answers with an error of ours."""
    for etape in parcourir(parent, avant_chaque_page=_quatre_etats):
        assert etape in parent.relue().saisie


def _quatre_etats(parent, etape):
    assert parent.lire(etape).status_code == 200
    vide = parent.poster(etape, {}, "valider")
    assert vide.status_code in (200, 302)
    if vide.status_code == 200:
        page = vide.content.decode()
        assert "<title>Erreur" in page or "sur l’autre écran" in page
    assert parent.poster(etape, {}, "enregistrer").status_code == 302
    assert parent.lire(etape).status_code == 200


def test_another_session_takes_it_up_where_it_was(parent, connecter, famille_martin):
    premiere = parent.demande.avancement["etape"]
    champs = valeurs_de(parent, premiere)
    parent.poster(premiere, champs, "enregistrer")
    parent.client.logout()
    autre = Navigateur(connecter(famille_martin.camille), parent.demande)
    form = autre.lire(premiere).context["form"]
    gardees = {nom: form[nom].value() for nom in champs if not isinstance(form.fields[nom], PieceField | ChampSecret)}
    assert {nom: en_liste(valeur) for nom, valeur in gardees.items()} == {nom: en_liste(champs[nom]) for nom in gardees}
    assert parcourir(autre)


def test_it_is_sent_with_its_receipt(envoyee):
    assert envoyee.statut in (Statut.EN_ATTENTE, Statut.VALIDEE)
    assert envoyee.numero
    assert envoyee.accuse.mentions
    assert envoyee.recapitulatif


def test_a_second_press_sends_nothing_more(parent):
    parcourir(parent)
    parent.poster("recapitulatif", {"certifie": "on"})
    seconde = parent.poster("recapitulatif", {"certifie": "on"}, relire=False)
    assert seconde.url == reverse("demarches:demande", args=[parent.demande.pk])
    assert Demande.objects.count() == Accuse.objects.count() == 1


def test_an_agent_reads_it_on_its_screen(envoyee, connecter, habilitee):
    client = connecter(habilitee)
    assert envoyee.numero in client.get(reverse("demandes_modeladmin_inspect", args=[envoyee.pk])).content.decode()


@pytest.mark.parametrize("parent", DECIDEES, indirect=True)
def test_it_is_validated_and_the_file_keeps_who_asked(envoyee, habilitee):
    valider(envoyee, par=habilitee)
    validee = Demande.objects.get()
    assert validee.statut == Statut.VALIDEE
    assert validee.passages.last().signature["nom"] == habilitee.last_name
    assert validee.changements
    origines = set(Modification.objects.values_list("origine", flat=True))
    assert f"demande {validee.numero}" in origines


@pytest.mark.parametrize("parent", DECIDEES, indirect=True)
def test_a_failure_in_the_middle_leaves_all_as_it_was(envoyee, habilitee, monkeypatch):
    """What `appliquer` has written goes with the decision."""
    classe, appliquer = type(envoyee.demarche), type(envoyee.demarche).appliquer

    def casser(self, demande, *, par):
        appliquer(self, demande, par=par)
        raise Refus("Le disque est plein.")

    monkeypatch.setattr(classe, "appliquer", casser)
    avant = Modification.objects.count()
    with pytest.raises(Refus, match="disque"):
        valider(envoyee, par=habilitee)
    assert Demande.objects.get().statut == Statut.EN_ATTENTE
    assert Modification.objects.count() == avant


@pytest.mark.parametrize("parent", DECIDEES, indirect=True)
def test_it_is_rejected_with_a_reason_and_the_file_stays(envoyee, habilitee):
    avant = Modification.objects.count()
    rejeter(envoyee, par=habilitee, motif="Le document n’est pas lisible.")
    assert Demande.objects.get().statut == Statut.REJETEE
    assert Modification.objects.count() == avant


@pytest.mark.parametrize("parent", DECIDEES, indirect=True)
def test_a_complement_comes_back_complete(parent, envoyee, habilitee):
    etape = next(iter(envoyee.demarche.pages(envoyee)))
    limite = timezone.localdate() + timedelta(days=15)
    demander_complement(envoyee, par=habilitee, etapes=[etape], message="Reprenez cette page.", limite=limite)
    parcourir(parent)
    parent.poster("recapitulatif", {"certifie": "on"})
    assert Demande.objects.get().statut == Statut.EN_ATTENTE


def test_the_neighbour_finds_nothing(parent, connecter, voisin):
    etape = parent.demande.avancement["etape"]
    client = connecter(voisin.nadia)
    for adresse in (parent.adresse(etape), reverse("demarches:annuler", args=[parent.demande.pk])):
        assert client.get(adresse).status_code == 404
        assert client.post(adresse, {"action": "valider"}).status_code == 404


def test_a_forged_page_or_action_is_not_served(parent):
    etape = parent.demande.avancement["etape"]
    assert parent.client.get(parent.adresse("n-existe-pas")).status_code == 404
    assert parent.poster(etape, {}, "supprimer-tout").status_code == 400


def test_hostile_text_is_kept_shown_as_text_and_never_a_tag(parent):
    etape = parent.demande.avancement["etape"]
    remplis = remplir_de_texte(parent, etape)
    parent.poster(etape, remplis, "enregistrer")
    page = parent.lire(etape).content.decode()
    assert HOSTILE not in page
    assert parent.poster(etape, dict.fromkeys(remplis, "x" * 10000), "valider").status_code in (200, 302)
