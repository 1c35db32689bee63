"""What a town has decided to keep, what is old enough to go, and how much of it there is."""

from datetime import date, timedelta

from django.utils import timezone

from demarches.models import Demande, Passage
from famille.models import Consultation, Facture, Paiement, PartPaiement, ReglageConservation
from famille.mouvements.donnees.purge import lister
from famille.regles.conservation import DUREES


def fixer(**durees):
    """The town has decided these periods, and no other."""
    ReglageConservation.objects.all().delete()
    return ReglageConservation.objects.create(decidees_le=date(2026, 1, 1), **durees)


def tout_fixer():
    """A town that has decided them all, as it must before it invites families."""
    return fixer(**dict.fromkeys(DUREES, 12))


def il_y_a(jours):
    return timezone.now() - timedelta(days=jours)


def compte(code):
    return next(due.nombre for due in lister() if due.code == code)


def lectures(foyer, *jours):
    Consultation.objects.bulk_create(
        Consultation(foyer=foyer, quoi="fiche", le=il_y_a(age)) for age in jours
    )


def demande(famille, statut, age, **champs):
    une = Demande.objects.create(
        code="informations-du-foyer",
        foyer=famille.foyer,
        par=famille.camille,
        numero=f"D-{Demande.objects.count()}",
        deposee_le=il_y_a(age),
        statut=statut,
        **champs,
    )
    motif = "Illisible." if statut == "rejetee" else ""
    Passage.objects.create(demande=une, de="en-attente", vers=statut, le=il_y_a(age), motif=motif)
    return une


def payer(facture):
    paiement = Paiement.objects.create(
        foyer=facture.foyer,
        reference=f"P{facture.pk}",
        moyen="especes",
        etat="paye",
        montant=1,
        paye_le=timezone.now(),
    )
    PartPaiement.objects.create(paiement=paiement, facture=facture, montant=facture.total)
    Facture.objects.filter(pk=facture.pk).update(regle=facture.total)
    return paiement
