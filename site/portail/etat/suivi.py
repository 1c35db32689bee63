"""What waits for somebody of the town: files, payments, demandes. Counts, and where each is dealt
with."""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from demarches.instruction.liste_des_places import en_retard
from demarches.models import Demande
from famille.models import Document, Paiement
from famille.socle.ville import service

from .constat import Constat, juger

ANALYSE_MAX = timedelta(hours=1)
REPONSE_MAX = timedelta(days=1)  # of the payment provider


def constater() -> list[Constat]:
    """Five queries, and one for each list of an activity that has a maximum (`en_retard`)."""
    return [_analyses(), _paiements(), _sans_reponse(), _demandes()]


def _analyses() -> Constat:
    limite = timezone.now() - ANALYSE_MAX
    return _compter(
        "analyses",
        "Fichiers à analyser",
        Document.objects.filter(etat=Document.Etat.EN_ANALYSE, depose_le__lt=limite),
        ("fichier attend", "fichiers attendent", "l’antivirus depuis plus d’une heure"),
        "Vérifiez que clamd répond."
        if settings.CLAMD
        else "Branchez un antivirus (PORTAIL_CLAMD).",
    )


def _paiements() -> Constat:
    return _compter(
        "paiements",
        "Paiements à vérifier",
        Paiement.objects.a_verifier(),
        ("paiement attend", "paiements attendent", "que la régie tranche"),
        "La régie les tranche, relevé de compte en main, sur l’écran « À vérifier ».",
        lien=reverse("regie:a_verifier"),
        droit="famille.encaisser_paiement",
    )


def _sans_reponse() -> Constat:
    limite = timezone.now() - REPONSE_MAX
    ouverts = Paiement.objects.filter(etat=Paiement.Etat.OUVERT, ouvert_le__lt=limite)
    return _compter(
        "reponses_de_paiement",
        "Réponses du service de paiement",
        ouverts.exclude(prochaine_question_le=None),
        ("paiement reste", "paiements restent", "sans réponse depuis plus d’un jour"),
        "Lancez « manage.py verifier_paiement » : il dit si le service de paiement répond.",
    )


def _demandes() -> Constat:
    return _compter(
        "demandes",
        "Demandes hors délai",
        Demande.objects.a_traiter().filter(en_retard(timezone.localdate())),
        ("demande a", "demandes ont", "dépassé la date à laquelle la réponse était due"),
        f"{service().en_debut} y répond : la liste des demandes les montre en premier.",
        lien=reverse("demandes_modeladmin_index"),
        droit="demarches.view_demande",
    )


def _compter(
    cle: str, libelle: str, lignes: QuerySet, dits: tuple[str, str, str], remede: str, **ou: str
) -> Constat:
    """Good where there is none. `dits`: one does, several do, what."""
    un, plusieurs, quoi = dits
    nombre = lignes.count()
    dit = f"{nombre} {un if nombre == 1 else plusieurs} {quoi}." if nombre else "Rien en attente."
    return juger(cle, libelle, not nombre, dit, remede, **ou)
