"""A « Non » of either parent stands until somebody who has read it says « Oui »; who had said it is
then told (G14)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from demarches.actions import commencer, demander_complement, deposer, valider
from demarches.depot.depot import PageARevoir
from famille.actions import autoriser, rattacher_enfant
from famille.dossier.foyers.autorisations import ReponseField
from famille.models import Autorisation, Courriel, Responsable
from tests.demarches.catalogue.informations_du_foyer.outils import (
    CODE,
    autorisations,
    relire,
    remplir,
)
from tests.demarches.outils import Navigateur

pytestmark = pytest.mark.django_db
LIGNE = "Léa · Droit à l’image"


@pytest.fixture
def lea(famille_martin):
    return famille_martin.lea


@pytest.fixture
def luc(foyer, django_user_model):
    """The other parent of the home."""
    compte = django_user_model.objects.create_user("luc@exemple.fr", "un cheval blanc au galop")
    Responsable.objects.create(foyer=foyer, utilisateur=compte, prenom="Luc", nom="Martin")
    return compte


@pytest.fixture
def dire_non(foyer, luc, lea, time_machine):
    """Luc forbids the picture, some minutes later."""

    def _dire(**autres):
        time_machine.shift(timedelta(minutes=9))
        non = commencer(CODE, foyer=foyer, par=luc)
        reponses = dict.fromkeys(["sortie-seul", "transport", "baignade", "hospitalisation"], "non")
        page = autorisations(lea, **reponses | {"image": "non"} | autres)
        envoyee = deposer(remplir(non, autorisations=page), par=luc)
        time_machine.shift(timedelta(minutes=9))
        return envoyee

    return _dire


def photo(enfant):
    return enfant.autorisations.filter(genre="image").order_by("-le", "-pk").first()


def oui(enfant):
    """What "Oui" sends, as the page is now."""
    return ReponseField(avant=photo(enfant)).oui


def non(enfant, par):
    return autoriser(enfant, "image", False, auteur=par, par=par)


def test_a_draft_written_before_it_does_not_lift_it(foyer, famille_martin, lea, dire_non):
    camille = famille_martin.camille
    brouillon = remplir(commencer(CODE, foyer=foyer, par=camille), autorisations=autorisations(lea))
    dire_non()
    with pytest.raises(PageARevoir, match="est arrivé depuis"):
        deposer(brouillon, par=camille)
    assert photo(lea).accordee is False


def test_who_has_read_it_may_lift_it(foyer, famille_martin, lea, luc, dire_non, habilitee):
    camille = famille_martin.camille
    brouillon = commencer(CODE, foyer=foyer, par=camille)
    remplir(brouillon, autorisations=autorisations(lea))
    dire_non()
    remplir(brouillon, autorisations=autorisations(lea, image=oui(lea)) | _les_autres(lea))
    valider(deposer(brouillon, par=camille), par=habilitee)
    assert photo(lea).accordee is True
    courriels = Courriel.objects.filter(cle__startswith="dossier-change")
    assert [un.destinataire for un in courriels] == [luc.email]


def _les_autres(enfant):
    return {f"{genre}_{enfant.pk}": "non" for genre in Autorisation.Genre if genre != "image"}


def test_an_open_page_read_before_it_does_not_lift_it(
    foyer, famille_martin, lea, dire_non, connecter
):
    brouillon = commencer(CODE, foyer=foyer, par=famille_martin.camille)
    camille = Navigateur(connecter(famille_martin.camille), brouillon)
    camille.poster("foyer", {}, "inchange")
    camille.lire("autorisations")
    dire_non()
    page = camille.poster("autorisations", autorisations(lea), relire=False)
    assert "est arrivé depuis" in page.text


def test_what_was_left_as_it_was_is_no_answer(foyer, famille_martin, lea, agent, dire_non):
    for genre in Autorisation.Genre:
        autoriser(lea, genre, True, auteur=famille_martin.camille, par=agent)
    brouillon = commencer(CODE, foyer=foyer, par=famille_martin.camille)
    remplir(brouillon, autorisations=autorisations(lea))
    dire_non()
    assert brouillon.demarche.formulaire(relire(brouillon), "autorisations").is_valid()
    assert not brouillon.demarche.changements(relire(brouillon))


def test_a_complement_does_not_lift_it(foyer, famille_martin, lea, dire_non, habilitee, connecter):
    demande = commencer(CODE, foyer=foyer, par=famille_martin.camille)
    deposer(remplir(demande, autorisations=autorisations(lea)), par=demande.par)
    dire_non()
    demander_complement(
        relire(demande),
        par=habilitee,
        etapes=["autorisations"],
        message="?",
        limite=timezone.localdate() + timedelta(days=9),
    )
    camille = Navigateur(connecter(famille_martin.camille), demande)
    page = camille.poster("autorisations", autorisations(lea))
    assert "est arrivé depuis" in page.text
    assert photo(lea).accordee is False


def test_it_is_said_again_against_a_oui_that_waits(
    foyer, famille_martin, lea, luc, dire_non, habilitee
):
    """Luc says Non, Camille asks to lift it, Luc says Non again: then an agent looks at hers."""
    dire_non()
    leve = commencer(CODE, foyer=foyer, par=famille_martin.camille)
    remplir(leve, autorisations=_les_autres(lea) | {f"image_{lea.pk}": oui(lea)})
    deposer(leve, par=leve.par)
    encore = dire_non()
    [fait] = [une for une in relire(encore).changements if une["libelle"] == LIGNE]
    assert (fait["avant"], fait["apres"]) == ("Oui, à l’étude", "Non")
    valider(relire(leve), par=habilitee)
    assert (photo(lea).accordee, photo(lea).par) == (False, luc)


def test_said_again_it_is_so_at_once_though_the_first_still_waits(
    foyer, famille_martin, lea, dire_non, agent
):
    """Luc says Non, an agent lifts it at the counter while the rest of it waits; Luc repeats it."""
    luc = dire_non().par
    autoriser(lea, "image", True, auteur=famille_martin.camille, par=agent, lue=photo(lea))
    encore = commencer(CODE, foyer=foyer, par=luc)
    page = encore.demarche.formulaire(encore, "autorisations")
    dites = {nom: page.connues[f"{nom}_{lea.pk}"] for nom in ("image", "baignade")}
    assert dites == {"image": "oui", "baignade": "non"}
    dire_non()
    assert photo(lea).accordee is False


def test_the_other_home_is_told_of_it(
    foyer, famille_martin, lea, voisin, agent, habilitee, time_machine
):
    rattacher_enfant(lea, voisin.foyer, par=agent)
    non(lea, voisin.nadia)
    time_machine.shift(60)
    demande = commencer(CODE, foyer=foyer, par=famille_martin.camille)
    remplir(demande, autorisations=autorisations(lea, image=oui(lea)))
    valider(deposer(demande, par=demande.par), par=habilitee)
    [courriel] = Courriel.objects.filter(cle__startswith="dossier-change")
    assert courriel.destinataire == voisin.nadia.email
    assert photo(lea).accordee is True


def test_it_stands_even_written_at_the_same_instant(lea, famille_martin, agent):
    """What was in force when an answer was given is asked again under the lock."""
    camille = famille_martin.camille
    lu = non(lea, camille)
    autoriser(lea, "image", True, auteur=camille, par=camille, lue=lu)
    non(lea, agent)
    assert autoriser(lea, "image", True, auteur=camille, par=camille, lue=lu) is None
    assert photo(lea).accordee is False
