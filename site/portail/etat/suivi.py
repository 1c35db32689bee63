"""What waits for somebody of the town: files, payments, demandes. Counts, and where each is dealt
with."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from demarches.instruction.liste_des_places import en_retard
from demarches.models import Demande
from famille.models import Document, Paiement
from famille.socle.ville import service

from .constat import Constat, Memoire, juger

DUREE = 15  # seconds
ANALYSE_MAX = timedelta(hours=1)
REPONSE_MAX = timedelta(days=1)  # of the payment provider


def constater() -> list[Constat]:
    """Five queries, and one for each list of an activity that has a maximum (`en_retard`)."""
    return [_analyses(), _paiements(), _sans_reponse(), _demandes()]


memoire = Memoire(constater, DUREE)


def _analyses() -> Constat:
    attend = Document.objects.filter(
        etat=Document.Etat.EN_ANALYSE, depose_le__lt=timezone.now() - ANALYSE_MAX
    ).count()
    return juger(
        "analyses",
        "Fichiers à analyser",
        not attend,
        _combien(
            attend, "fichier attend", "fichiers attendent", "l’antivirus depuis plus d’une heure"
        ),
        "Vérifiez que clamd répond."
        if settings.CLAMD
        else "Branchez un antivirus (PORTAIL_CLAMD).",
    )


def _paiements() -> Constat:
    nombre = Paiement.objects.a_verifier().count()
    return juger(
        "paiements",
        "Paiements à vérifier",
        not nombre,
        _combien(nombre, "paiement attend", "paiements attendent", "que la régie tranche"),
        "La régie les tranche, relevé de compte en main, sur l’écran « À vérifier ».",
        lien=reverse("regie:a_verifier"),
        droit="famille.encaisser_paiement",
    )


def _sans_reponse() -> Constat:
    limite = timezone.now() - REPONSE_MAX
    nombre = (
        Paiement.objects.filter(etat=Paiement.Etat.OUVERT, ouvert_le__lt=limite)
        .exclude(prochaine_question_le=None)
        .count()
    )
    return juger(
        "reponses_de_paiement",
        "Réponses du service de paiement",
        not nombre,
        _combien(
            nombre, "paiement reste", "paiements restent", "sans réponse depuis plus d’un jour"
        ),
        "Lancez « manage.py verifier_paiement » : il dit si le service de paiement répond.",
    )


def _demandes() -> Constat:
    nombre = Demande.objects.a_traiter().filter(en_retard(timezone.localdate())).count()
    return juger(
        "demandes",
        "Demandes hors délai",
        not nombre,
        _combien(
            nombre, "demande a", "demandes ont", "dépassé la date à laquelle la réponse était due"
        ),
        f"{service().en_debut} y répond : la liste des demandes les montre en premier.",
        lien=reverse("demandes_modeladmin_index"),
        droit="demarches.view_demande",
    )


def _combien(nombre: int, un: str, plusieurs: str, suite: str) -> str:
    """str: "3 fichiers attendent …", or "Aucun"."""
    return f"{nombre} {un if nombre == 1 else plusieurs} {suite}." if nombre else "Rien en attente."
