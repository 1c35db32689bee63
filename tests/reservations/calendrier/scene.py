"""What the tests of the family's pages share: a centre, a signed-in parent, a press in the
calendar."""

from django.urls import reverse

from reservations.models import LignePanier

CALENDRIER = reverse("reservations:calendrier")
CHOISIR = reverse("reservations:choisir")
RECAPITULATIF = reverse("reservations:recapitulatif")
MODIFIER = reverse("reservations:modifier")
SOUMETTRE = reverse("reservations:soumettre")


def valeur(famille, enfant, activite, bloc="2026-12-09-matin", action="reserver"):
    """What the button of this bloc sends."""
    return f"{famille.foyer.pk}.{enfant.pk}.{activite.pk}.{bloc}.{action}"


def choisir(client, *args, htmx=False, adresse=CHOISIR, **kwargs):
    entetes = {"HX-Request": "true"} if htmx else {}
    return client.post(adresse, {"choix": valeur(*args, **kwargs)}, headers=entetes)


def panier():
    """{(child, key of the bloc): what is asked of it}, of every household."""
    return {(une.enfant_id, une.bloc): str(une.action) for une in LignePanier.objects.all()}


def messages(reponse):
    return [str(message) for message in reponse.context["messages"]]
