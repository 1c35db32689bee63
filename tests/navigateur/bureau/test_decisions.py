"""What an agent asks or decides, and what the parent then sees: the complement and back, the
rejection."""

from datetime import timedelta

from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from demarches.models import Demande
from famille.models import Courriel
from famille.taches import relancer_courriels
from tests.navigateur import pas
from tests.navigateur.conftest import BUREAU, verifier_accessibilite, verifier_sans_debordement


def _demande_envoyee(page, famille):
    pas.se_connecter(page, famille.camille)
    pas.declarer(page)
    return Demande.objects.get()


def _au_bureau(page, agent, demande):
    pas.enroler(agent)
    pas.se_connecter(page, agent)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")
    page.goto(f"/gestion/demandes/{demande.pk}/")


def test_a_complement_goes_to_the_parent_and_comes_back(ouvrir, famille_martin, agent):
    telephone, bureau = ouvrir(), ouvrir(BUREAU)
    demande = _demande_envoyee(telephone, famille_martin)
    _au_bureau(bureau, agent, demande)
    bureau.get_by_role("link", name="Demander un complément").click()
    verifier_accessibilite(bureau)
    bureau.get_by_role(
        "button", name="Demander et prévenir la famille"
    ).click()  # nothing is said yet
    verifier_accessibilite(bureau)
    bureau.get_by_label("Justificatif").check()
    bureau.locator("textarea[name=message]").fill("La photo est floue : la date n’est pas lisible.")
    bureau.locator("input[name=limite]").fill(
        (timezone.localdate() + timedelta(days=15)).isoformat()
    )
    bureau.get_by_role("button", name="Demander et prévenir la famille").click()
    expect(bureau.get_by_text("À compléter").first).to_be_visible()
    verifier_accessibilite(bureau)
    bureau.get_by_role(
        "link", name="Compléter pour la famille"
    ).click()  # what an agent could do instead
    bureau.get_by_role(
        "button", name="Commencer la saisie"
    ).click()  # without saying how the family came
    verifier_accessibilite(bureau)

    telephone.goto("/tableau-de-bord/")
    verifier_accessibilite(telephone)
    telephone.goto(f"/demarches/demande/{demande.pk}/")
    expect(telephone.get_by_text("La photo est floue").first).to_be_visible()
    verifier_accessibilite(telephone)
    telephone.get_by_role("link", name="Compléter ma demande").click()
    verifier_accessibilite(telephone)
    pas.joindre(telephone, pas.facture("facture-nette.pdf"))
    expect(telephone.get_by_role("link", name="facture-nette.pdf")).to_be_visible()
    pas.valider(telephone)
    verifier_sans_debordement(telephone)
    telephone.get_by_label("Je certifie").check()
    telephone.get_by_role("button", name="Envoyer mon complément").click()
    expect(telephone.get_by_text("Votre demande est bien reçue").first).to_be_visible()
    verifier_accessibilite(telephone)
    demande.refresh_from_db()
    assert demande.statut == Demande.Statut.EN_ATTENTE
    assert [piece.document.nom for piece in demande.pieces.all()] == ["facture-nette.pdf"]
    assert len(mail.outbox) >= 2


def test_a_rejection_gives_its_reason_and_who_decided(ouvrir, famille_martin, agent):
    telephone, bureau = ouvrir(), ouvrir(BUREAU)
    demande = _demande_envoyee(telephone, famille_martin)
    _au_bureau(bureau, agent, demande)
    bureau.get_by_role("link", name="Rejeter").click()
    bureau.locator("#decision button[type=submit]").click()  # without a reason
    verifier_accessibilite(bureau)
    demande.refresh_from_db()
    assert demande.statut == Demande.Statut.EN_ATTENTE
    bureau.locator("textarea[name=motif]").fill(
        "Le justificatif n’est pas au nom d’une personne du foyer."
    )
    bureau.locator("#decision button[type=submit]").click()
    expect(bureau.get_by_text("Rejetée").first).to_be_visible()
    verifier_accessibilite(bureau)

    telephone.goto(f"/demarches/demande/{demande.pk}/")
    expect(telephone.get_by_text("Le justificatif n’est pas au nom").first).to_be_visible()
    expect(telephone.get_by_text("Sophie Renard").first).to_be_visible()
    verifier_accessibilite(telephone)
    verifier_sans_debordement(telephone)
    avant = len(mail.outbox)
    # ten minutes later
    Courriel.objects.filter(envoye_le=None).update(prochain_essai_le=timezone.now())
    assert relancer_courriels() == 1
    assert len(mail.outbox) == avant + 1
    assert "au nom d’une personne" not in mail.outbox[-1].body
    assert mail.outbox[-1].to == ["camille.martin@exemple.fr"]


def test_two_agents_at_once_one_wins_and_the_other_is_told(ouvrir, famille_martin, agent, collegue):
    telephone, bureau, autre = ouvrir(), ouvrir(BUREAU), ouvrir(BUREAU)
    demande = _demande_envoyee(telephone, famille_martin)
    _au_bureau(bureau, agent, demande)
    _au_bureau(autre, collegue, demande)
    bureau.get_by_role("button", name="Valider et changer l’adresse").click()
    expect(bureau.get_by_text("Validée").first).to_be_visible()
    autre.get_by_role("button", name="Valider et changer l’adresse").click()
    expect(autre.get_by_text("vient d’être traitée par Sophie Renard").first).to_be_visible()
