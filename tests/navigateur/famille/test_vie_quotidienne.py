"""On a phone, from start to receipt: a message and its answer, a birth, a medical certificate; axe
on each state."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import expect

from demarches.models import Demande
from famille.models import Enfant
from reservations.models import ReglageReservations, Reservation
from tests.navigateur import pas
from tests.navigateur.conftest import BUREAU, verifier_accessibilite, verifier_sans_debordement
from tests.reservations import outils

pytestmark = pytest.mark.usefixtures("pages")


def vu(page):
    verifier_sans_debordement(page)
    verifier_accessibilite(page)


@pytest.fixture
def telephone(ouvrir, famille_martin):
    page = ouvrir()
    pas.se_connecter(page, famille_martin.camille)
    return page


def commencer(page, titre):
    page.goto("/demarches/")
    page.get_by_role("link", name=titre).click()
    vu(page)


def etape(page, texte):
    expect(page.get_by_role("heading", level=2).first).to_contain_text(texte)
    vu(page)


def en_erreur(page):
    pas.valider(page)
    expect(page.locator("#erreurs")).to_be_focused()
    vu(page)


def envoyer(page, certifie):
    page.get_by_label(certifie).check()
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page.get_by_text("est bien reçu").first).to_be_visible()
    vu(page)


def accuse(page):
    page.get_by_role("link", name="Accusé de réception").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Accusé de réception")
    vu(page)


def test_a_message_its_answer_and_a_word_back(ouvrir, telephone, agent):
    commencer(telephone, "J’écris au Pôle Familles")
    telephone.get_by_role("button", name="Envoyer mon message").click()
    expect(telephone.locator("#erreurs")).to_be_focused()
    vu(telephone)
    telephone.get_by_label("Mes réservations").check()
    telephone.get_by_label("Votre message").fill("Quand réserver février ? <b>Merci</b> 🙂")
    pas.joindre(telephone)
    telephone.get_by_role("button", name="Envoyer mon message").click()
    expect(telephone.get_by_text("Votre message est envoyé")).to_be_visible()
    vu(telephone)
    expect(telephone.get_by_text("<b>Merci</b>")).to_be_visible()
    telephone.goto(f"/demarches/demande/{Demande.objects.get().pk}/")
    adresse = telephone.url
    accuse(telephone)
    bureau = ouvrir(BUREAU)
    _l_agente_repond(bureau, agent)
    telephone.goto(adresse)
    expect(telephone.get_by_text("Trois semaines avant.")).to_be_visible()
    vu(telephone)
    telephone.get_by_role("button", name="Envoyer mon message").click()
    expect(telephone.locator("#erreurs")).to_be_focused()
    vu(telephone)
    telephone.get_by_label("Votre message").fill("Merci !")
    telephone.get_by_role("button", name="Envoyer mon message").click()
    expect(telephone.get_by_text("Votre message est envoyé")).to_be_visible()
    bureau.reload()
    bureau.get_by_label("Votre réponse").fill("Avec plaisir.")
    bureau.get_by_role("button", name="Répondre et clore").click()
    expect(bureau.get_by_text("Avec plaisir.")).to_be_visible()
    verifier_accessibilite(bureau)
    telephone.reload()
    expect(telephone.get_by_text("Terminée").first).to_be_visible()
    vu(telephone)


def _l_agente_repond(page, agent):
    pas.enroler(agent)
    pas.se_connecter(page, agent)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")
    page.goto("/gestion/demandes/")
    page.get_by_role("row").filter(has_text=Demande.objects.get().numero).get_by_role(
        "link"
    ).click()
    expect(page.get_by_text("Quand réserver février ?").first).to_be_visible()
    verifier_accessibilite(page)
    page.get_by_label("Votre réponse").fill("Trois semaines avant.")
    page.get_by_role("button", name="Répondre et laisser ouverte").click()
    expect(page.get_by_text("Réponse envoyée").first).to_be_visible()
    verifier_accessibilite(page)


def test_a_birth(telephone):
    commencer(telephone, "Je déclare une naissance")
    telephone.get_by_role("button", name="Commencer").click()
    etape(telephone, "votre enfant")
    expect(telephone.get_by_label("Nom de famille")).to_have_value("Martin")
    en_erreur(telephone)
    telephone.get_by_label("Prénoms").fill("Rose Anaïs")
    pas.ecrire_le_jour(telephone, "Né ou née le", pas.il_y_a(12))
    telephone.get_by_label("Commune de naissance").fill("Châteauroux")
    pas.valider(telephone)
    etape(telephone, "l’acte de naissance")
    en_erreur(telephone)
    pas.joindre(telephone, pas.facture("acte.pdf"))
    pas.valider(telephone)
    etape(telephone, "vérifiez")
    envoyer(telephone, "Je certifie")
    accuse(telephone)
    assert not Enfant.objects.filter(prenom="Rose Anaïs").exists()
    _ecrire_a_ce_sujet(telephone, Demande.objects.get())


def _ecrire_a_ce_sujet(page, demande):
    """From the list to the demande's page, through a message that is about it."""
    page.goto("/demarches/")
    vu(page)
    page.get_by_role("link", name="Écrire au sujet de cette demande").click()
    expect(page.get_by_role("link", name=demande.numero)).to_be_visible()
    vu(page)
    expect(page.get_by_label(f"Demande {demande.numero}, naissance")).to_be_checked()
    page.get_by_label("Votre message").fill("Faut-il l’original ?")
    page.get_by_role("button", name="Envoyer mon message").click()
    expect(page.get_by_text("Votre message est envoyé")).to_be_visible()
    page.goto(f"/demarches/demande/{demande.pk}/")
    expect(page.get_by_text("Faut-il l’original ?")).to_be_visible()
    expect(page.get_by_role("link", name="Répondre")).to_be_visible()
    vu(page)


@pytest.fixture
def absences(famille_martin):
    """Léa missed the last two Wednesdays; the first stays charged."""
    ReglageReservations.objects.update_or_create(
        pk=1, defaults={"carence_jours": 1, "justificatif_jours": 30}
    )
    activite = outils.creer_activite()
    mercredi = timezone.localdate() - timedelta(days=timezone.localdate().weekday() + 5)
    for jour in (mercredi - timedelta(days=7), mercredi):
        creneau = outils.creer_creneau(activite, jour, prises=1)
        Reservation.objects.create(
            enfant=famille_martin.lea,
            creneau=creneau,
            foyer=famille_martin.foyer,
            presence=Reservation.Presence.ABSENT,
        )
    return mercredi - timedelta(days=7), mercredi


def test_a_medical_certificate(ouvrir, telephone, absences, agent):
    commencer(telephone, "Je dépose un justificatif médical")
    telephone.get_by_label("Léa").check()
    telephone.get_by_role("button", name="Commencer").click()
    etape(telephone, "les jours d’absence")
    en_erreur(telephone)
    telephone.get_by_label("Un accueil réservé dans ce portail").check()
    pas.ecrire_le_jour(telephone, "Du", absences[0])
    pas.ecrire_le_jour(telephone, "Au", absences[1])
    pas.valider(telephone)
    etape(telephone, "le certificat médical")
    expect(telephone.get_by_text("Ne sera pas facturé")).to_have_count(1)
    en_erreur(telephone)
    pas.joindre(telephone, pas.facture("certificat.pdf"))
    pas.valider(telephone)
    etape(telephone, "vérifiez")
    envoyer(telephone, "Je certifie")
    accuse(telephone)
    agent.groups.add(Group.objects.get(name="Santé des enfants"))
    bureau = ouvrir(BUREAU)
    _l_agente_valide(bureau, agent)
    presences = Reservation.objects.order_by("creneau__jour").values_list("presence", flat=True)
    assert list(presences) == ["absent", "absent-justifie"]


def _l_agente_valide(page, agent):
    pas.enroler(agent)
    pas.se_connecter(page, agent)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")
    page.goto("/gestion/demandes/")
    page.get_by_role("row").filter(has_text=Demande.objects.get().numero).get_by_role(
        "link"
    ).click()
    expect(page.get_by_role("table").filter(has_text="aujourd’hui")).to_contain_text("non facturée")
    verifier_accessibilite(page)
    page.get_by_role("button", name="Valider et justifier l’absence").click()
    expect(page.get_by_text("Validée").first).to_be_visible()


def test_what_comes_soon_is_shown_and_not_begun(telephone):
    telephone.goto("/demarches/")
    for titre in ("Je demande une place en crèche", "J’inscris mon enfant à l’école"):
        expect(telephone.get_by_role("heading", name=titre)).to_be_visible()
        expect(telephone.get_by_role("link", name=titre)).to_have_count(0)
    telephone.goto("/demarches/place-en-creche/")
    expect(telephone.get_by_text("bientôt disponible")).to_be_visible()
    expect(telephone.get_by_role("button", name="Commencer")).to_have_count(0)
    vu(telephone)
