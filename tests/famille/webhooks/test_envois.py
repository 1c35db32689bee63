"""What other software is told: once written with its fact, signed, tried again, given up at last
(docs/comprendre/webhooks.md)."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from famille.echanges.webhooks import actions, envois
from famille.echanges.webhooks.envois import Nouvelle, annoncer, envoyer, oublier_les_anciennes
from famille.echanges.webhooks.faits import FACTURE_PUBLIEE, faits
from famille.echanges.webhooks.signature import entetes
from famille.models import Courriel, Livraison, Webhook
from famille.socle.erreurs import Refus
from famille.taches import relancer_livraisons

pytestmark = pytest.mark.django_db
Etat = Livraison.Etat


def dire(cle="F-2026-000001", **donnees):
    annoncer(Nouvelle(FACTURE_PUBLIEE, cle, lambda: donnees or {"facture": cle}))


def test_a_fact_is_sent_to_who_wants_it_and_signed(
    abonner, recepteur, django_capture_on_commit_callbacks
):
    _webhook, secret = abonner("facture.publiee")
    with django_capture_on_commit_callbacks(execute=True):
        dire()
    [(recus, corps)] = recepteur.recus
    livraison = Livraison.objects.get()
    assert json.loads(corps) == {
        "type": "facture.publiee",
        "timestamp": livraison.corps["timestamp"],
        "data": {"facture": "F-2026-000001"},
    }
    signe = f"{livraison.pk}.{recus['webhook-timestamp']}.".encode() + corps
    cle = base64.b64decode(secret.removeprefix("whsec_"))
    attendue = base64.b64encode(hmac.digest(cle, signe, hashlib.sha256)).decode()
    assert recus["webhook-signature"] == f"v1,{attendue}"
    assert recus["webhook-id"] == str(livraison.pk)
    assert abs(int(recus["webhook-timestamp"]) - timezone.now().timestamp()) < 60
    assert (livraison.etat, livraison.statut) == (Etat.RECUE, 204)


def test_the_example_of_the_standard_is_signed_as_it_says():
    """standardwebhooks.com, test vector of its libraries."""
    signes = entetes(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        identifiant="msg_p5jXN8AQM9LWM0D4loKWxJek",
        instant=1614265330,
        corps=b'{"test": 2432232314}',
    )
    assert signes["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_who_did_not_ask_for_it_is_not_told(abonner, recepteur):
    abonner("paiement.recu")
    dire()
    assert not Livraison.objects.exists()


def test_a_fact_that_is_rolled_back_tells_nobody(abonner):
    abonner()
    with transaction.atomic():
        dire()
        transaction.set_rollback(True)
    assert not Livraison.objects.exists()


def test_the_same_fact_is_written_once(abonner):
    abonner()
    dire()
    dire()
    assert Livraison.objects.count() == 1


def test_without_a_webhook_a_fact_costs_one_query(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        annoncer(*(Nouvelle(FACTURE_PUBLIEE, str(un), lambda: 1 / 0) for un in range(30)))


def test_a_refusal_is_tried_again_later_and_later(abonner, recepteur, time_machine):
    depart = timezone.now()
    time_machine.move_to(depart, tick=False)
    webhook, _secret = abonner()
    recepteur.statut = 500
    dire()
    livraison = Livraison.objects.get()
    attentes = []
    for _essai in range(4):
        time_machine.move_to(Livraison.objects.get().prochain_essai_le, tick=False)
        assert not envoyer(livraison.pk)
        attentes.append(Livraison.objects.get().prochain_essai_le - timezone.now())
        assert not envoyer(livraison.pk)  # before its time, it is not even taken
        assert Livraison.objects.get().essais == len(attentes)
    assert attentes == [timedelta(minutes=un) for un in (1, 2, 4, 8)]
    livraison.refresh_from_db()
    assert (livraison.etat, livraison.derniere_erreur) == (Etat.PREPAREE, "réponse 500")
    assert Webhook.objects.get(pk=webhook.pk).echoue_depuis == depart
    recepteur.statut = 200
    time_machine.move_to(livraison.prochain_essai_le, tick=False)
    assert relancer_livraisons() == 1
    assert Webhook.objects.get(pk=webhook.pk).echoue_depuis is None
    assert {une["webhook-id"] for une, _corps in recepteur.recus} == {str(livraison.pk)}


def test_one_that_is_taken_is_sent_by_nobody_else(abonner, recepteur):
    abonner()
    dire()
    livraison = Livraison.objects.get()
    assert envoyer(livraison.pk)
    assert not envoyer(livraison.pk)
    assert len(recepteur.recus) == 1


def test_one_that_is_on_its_way_is_not_taken_twice(abonner, monkeypatch):
    abonner()
    dire()
    livraison, appels = Livraison.objects.get(), []

    def poster(*_tout):
        appels.append(1)
        if len(appels) == 1:  # another task comes while the receiver has not answered
            assert not envoyer(livraison.pk)
        return 200

    monkeypatch.setattr(envois, "poster", poster)
    assert envoyer(livraison.pk)
    assert len(appels) == 1


def test_one_whose_worker_was_killed_is_sent_again(abonner, recepteur, time_machine):
    abonner()
    dire()
    Livraison.objects.update(
        etat=Etat.EN_COURS, prochain_essai_le=timezone.now() + envois.duree_de_prise()
    )
    assert relancer_livraisons() == 0
    time_machine.move_to(timezone.now() + timedelta(minutes=5))
    assert relancer_livraisons() == 1


def test_a_software_that_is_gone_is_closed_and_told_once(
    abonner, recepteur, administrateur, time_machine
):
    webhook, _secret = abonner()
    recepteur.statut = 503
    dire("1")
    dire("2")
    relancer_livraisons()
    time_machine.move_to(timezone.now() + envois.PATIENCE + timedelta(hours=7))
    relancer_livraisons()
    webhook.refresh_from_db()
    assert webhook.ferme_le
    [courriel] = Courriel.objects.filter(sujet="Un de vos logiciels ne répond plus au portail")
    assert courriel.destinataire == administrateur.email
    avant = len(recepteur.recus)
    dire("3")
    assert relancer_livraisons() == 0
    time_machine.move_to(timezone.now() + timedelta(days=1))
    assert relancer_livraisons() == 0
    assert len(recepteur.recus) == avant
    recepteur.statut = 200
    assert actions.rouvrir(webhook, par=administrateur) == 2
    assert relancer_livraisons() == 2


def test_what_waits_leaves_at_once_when_the_software_is_taken_up_again(
    abonner, recepteur, administrateur
):
    """Its next try was hours away: the town has just said that the software answers."""
    webhook, _secret = abonner()
    recepteur.statut = 503
    dire()
    relancer_livraisons()
    assert relancer_livraisons() == 0
    actions.arreter(webhook, par=administrateur)
    recepteur.statut = 200
    assert actions.rouvrir(webhook, par=administrateur) == 1
    assert relancer_livraisons() == 1


def test_one_message_alone_closes_a_software_that_is_gone_and_waits_for_it(
    abonner, recepteur, time_machine
):
    """Given up before, it would be lost: nothing else would have told anybody."""
    webhook, _secret = abonner()
    recepteur.statut = 503
    dire()
    relancer_livraisons()
    while not Webhook.objects.get(pk=webhook.pk).ferme_le:
        livraison = Livraison.objects.get()
        assert livraison.etat == Etat.PREPAREE
        time_machine.move_to(livraison.prochain_essai_le, tick=False)
        relancer_livraisons()
    assert Livraison.objects.get().etat == Etat.PREPAREE


def test_what_failed_too_often_is_given_up(abonner, recepteur, monkeypatch):
    abonner()
    monkeypatch.setattr(envois, "ESSAIS_MAX", 1)
    recepteur.statut = 404
    dire()
    relancer_livraisons()
    assert Livraison.objects.get().etat == Etat.ABANDONNEE
    assert relancer_livraisons() == 0


def test_an_administrator_sends_again_under_the_same_number(abonner, recepteur, administrateur):
    webhook, _secret = abonner()
    dire()
    relancer_livraisons()
    livraison = Livraison.objects.get()
    actions.renvoyer(livraison, par=administrateur)
    assert relancer_livraisons() == 1
    assert {une["webhook-id"] for une, _corps in recepteur.recus} == {str(livraison.pk)}
    assert len(recepteur.recus) == 2
    actions.arreter(webhook, par=administrateur)
    with pytest.raises(Refus, match="arrêté"):
        actions.renvoyer(Livraison.objects.select_related("webhook").get(), par=administrateur)


def test_a_changed_secret_signs_from_then_on(abonner, recepteur, administrateur):
    webhook, ancien = abonner()
    nouveau = actions.changer_le_secret(webhook, par=administrateur)
    assert nouveau != ancien
    dire()
    relancer_livraisons()
    [(recus, corps)] = recepteur.recus
    signes = entetes(
        nouveau,
        identifiant=recus["webhook-id"],
        instant=int(recus["webhook-timestamp"]),
        corps=corps,
    )
    assert recus["webhook-signature"] == signes["webhook-signature"]


def test_the_secret_is_encrypted_where_it_is_kept(abonner):
    webhook, secret = abonner()
    brut = Webhook.objects.values_list("secret", flat=True).get(pk=webhook.pk)
    assert secret not in brut
    assert Webhook.objects.get(pk=webhook.pk).secret == secret


def test_what_was_sent_is_forgotten_after_ninety_days(abonner, time_machine):
    abonner()
    dire("1")
    relancer_livraisons()
    dire("2")
    time_machine.move_to(timezone.now() + timedelta(days=91))
    assert oublier_les_anciennes() == 1
    assert Livraison.objects.get().cle == "facture.publiee:2"


def test_every_room_says_its_facts():
    assert list(faits()) == [
        "facture.publiee",
        "paiement.recu",
        "paiement.annule",
        "reservation.changee",
        "demande.deposee",
        "demande.decidee",
    ]
