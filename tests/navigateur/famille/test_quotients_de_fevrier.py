"""The quotients of the year, in the browser: an agent asks for them all in February, of a service
that says to wait and breaks down; takes the batch up again, applies it, and a parent's prices
follow."""

from datetime import date
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from demarches.caisses import lot
from demo.caf import contrat
from famille.actions import ajouter_quotient
from famille.models import Courriel, QuotientFamilial, Travail
from famille.travaux import actions as travaux
from tests.conftest import creer_foyer
from tests.demarches.caisses.scene import identifier
from tests.navigateur import pas
from tests.navigateur.conftest import (
    BUREAU,
    TELEPHONE,
    verifier_accessibilite,
    verifier_sans_debordement,
)
from tests.reservations import outils
from tests.reservations.moteur.scene import creer_centre
from tests.reservations.tarifs.test_prix import creer_grille

FEVRIER, MARS = date(2027, 2, 1), date(2027, 3, 3)
ATTENTE = contrat.refus(429, "00429", "Trop de requêtes", "?", Retry_After="30")


def regarder(page):
    for taille in (BUREAU, TELEPHONE):
        page.set_viewport_size(taille)
        verifier_sans_debordement(page)
    verifier_accessibilite(page)
    page.set_viewport_size(BUREAU)


@pytest.fixture
def ville(serveur, famille_martin, caisses, time_machine):
    """On 3 February, six households of quotient 900, the Martins first: each is a case."""
    time_machine.move_to("2027-02-03 09:10+01:00")
    centre = creer_centre(famille_martin)
    outils.creer_creneau(centre, MARS)
    creer_grille(centre, tranches=((800, "2.10"), (None, "5.60")))
    foyers = [famille_martin.foyer]
    for rang, nom in enumerate(("Change", "Absent", "Inconnu", "Anonyme", "Parti")):
        autre, _ = creer_foyer(
            f"2026-0070{rang}", nom, "Alex", f"alex{rang}@exemple.fr", enfants=[("Zoé", MARS)]
        )
        autre.rattachements.update(debut=date(2026, 9, 1))
        foyers.append(autre)
    for foyer in foyers:
        ajouter_quotient(foyer, valeur=900, debut=date(2026, 2, 1), par=famille_martin.camille)
        if foyer.nom != "Anonyme":
            identifier(foyer)
    caisses.trouver("Martin", 742, FEVRIER)
    caisses.trouver("Change", 1400, FEVRIER, "MSA")
    caisses.personnes["CHANGE"] = [ATTENTE, caisses.personnes["CHANGE"]]
    caisses.personnes["INCONNU"] = contrat.non_reference()
    return caisses


@pytest.fixture
def ouvrier(monkeypatch, time_machine):
    """Runs a task of the latest job when the test says so; what it sleeps takes no time, and moves
    the clock."""
    ici = SimpleNamespace(passe=1000.0)

    def dormir(secondes):
        ici.passe += secondes
        time_machine.shift(secondes)

    monkeypatch.setattr(lot, "time", SimpleNamespace(sleep=dormir, monotonic=lambda: ici.passe))
    monkeypatch.setattr(travaux, "_ENTRE_DEUX_NOTES", 0)
    monkeypatch.setattr(travaux, "confier", lambda *dits: None)
    return lambda: travaux.executer(Travail.objects.order_by("cree_le").last().pk)


def voir(page, onglet, nom, dit):
    """The line of a household in a tab of the batch, and what is said of it there."""
    page.get_by_role("navigation", name="par état").get_by_role("link", name=onglet).click()
    ligne = page.get_by_role("row").filter(has=page.get_by_role("link", name=nom))
    expect(ligne).to_contain_text(dit)
    return ligne


def test_the_quotients_of_february(ouvrir, ville, ouvrier, agent, famille_martin):
    page = ouvrir(BUREAU)
    pas.enroler(agent)
    pas.se_connecter(page, agent)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")
    page.get_by_role("region", name="Les quotients de l’année").get_by_role("link").click()
    page.get_by_label("Tous ceux qui ont un enfant au dossier").check()
    regarder(page)
    page.get_by_role("button", name="Demander les quotients").click()
    expect(page.get_by_role("heading", name="En attente")).to_be_visible()

    assert ouvrier() == travaux.Etat.EN_COURS  # told to wait 30 s, it leaves the queue to others
    expect(page.get_by_role("heading", name="En cours : 33 %")).to_be_visible()
    expect(page.get_by_text("ne donne plus de nouvelles")).to_have_count(0)
    regarder(page)
    ville.toujours = contrat.panne()
    assert ouvrier() == travaux.Etat.ECHEC
    expect(page.get_by_role("heading", name="Interrompu")).to_be_visible()
    expect(page.get_by_text("Ce qui est déjà trouvé est gardé").first).to_be_visible()
    regarder(page)

    ville.toujours = ""
    page.goto("/gestion/quotients/")
    regarder(page)
    page.get_by_role("button", name="Reprendre le lot").click()
    assert ouvrier() == travaux.Etat.FINI
    expect(page.get_by_role("heading", name="Terminé")).to_be_visible()
    expect(page.get_by_text("2 quotients trouvés").first).to_be_visible()
    regarder(page)

    page.goto("/gestion/quotients/")
    voir(page, "Pas allocataires", "Absent", "Ni la CAF ni la MSA")
    voir(page, "Non identifiés", "Inconnu", "ne reconnaissent personne")
    voir(page, "Non identifiés", "Anonyme", "tat civil des adultes manque")
    voir(page, "Trouvés, 20 % d’écart au plus", "Martin", "742")
    regarder(page)
    assert set(QuotientFamilial.objects.values_list("valeur", flat=True)) == {900}
    page.get_by_role("button", name="Appliquer tous ceux de 20 % d’écart au plus").click()
    assert ouvrier() == travaux.Etat.FINI
    expect(page.get_by_text("1 quotient appliqué").first).to_be_visible()
    page.goto("/gestion/quotients/")
    regarder(page)
    voir(page, "Trouvés, plus de 20 % : à relire", "Change", "1 400").get_by_role(
        "checkbox"
    ).check()
    page.get_by_role("button", name="Appliquer", exact=True).click()
    assert ouvrier() == travaux.Etat.FINI
    expect(page.get_by_text("1 quotient appliqué").first).to_be_visible()
    assert Courriel.objects.filter(cle__startswith="dossier-change").count() == 2

    telephone = ouvrir()
    pas.se_connecter(telephone, famille_martin.camille)
    telephone.goto("/reservations/?mois=2027-03")
    telephone.get_by_role("button", name="mercredi 3 mars, Léa, La Pingaudière, Matin").click()
    expect(telephone.get_by_text("2,10").first).to_be_visible()
    regarder(telephone)
