"""Taking back a decision while its mail is held (docs/comprendre/bureau.md)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from demarches.models import Demande, EffetsDeValidation, NoteInterne, Passage, PieceJointe
from famille.actions import ecarts, photographier
from famille.courriels.boite_d_envoi import retenir
from famille.courriels.genres import GenreDeCourriel
from famille.models import Enfant, Foyer, Utilisateur
from famille.regles.alertes import DECISION
from famille.socle.dire import en_lettres
from reservations.actions import en_revoyant_les_factures

from .deja_facture import origine_de
from .horloge import echeance_a_tenir, echeance_legale
from .passage import PassageImpossible, passer
from .sante_declaree import declarer

Statut = Demande.Statut
COURRIELS = {
    statut: GenreDeCourriel(nom, f"demarches/{nom}", alerte=DECISION)
    for statut, nom in (
        (Statut.VALIDEE, "decision_validee"),
        (Statut.REJETEE, "decision_rejetee"),
        (Statut.A_COMPLETER, "decision_complement"),
    )
}
TROP_TARD = (
    "Cette décision ne peut plus être annulée : elle l’est déjà, ou le délai est passé et la"
    " famille est prévenue."
)


def tenu_jusqu_a(demande: Demande, statut: Demande.Statut) -> datetime | None:
    """Until when the mail of a decision taken now is held; None: it cannot be taken back."""
    delai, reprenable = settings.DELAI_D_ANNULATION, demande.sa_demarche.annulable
    tenu = delai and (reprenable or statut != Statut.VALIDEE)
    return timezone.now() + delai if tenu else None


def annulable_jusqu_a(demande: Demande, passage: Passage | None) -> datetime | None:
    """Until when `passage`, the last one, can be taken back; None: no longer, or never."""
    if passage is None or passage.vers not in COURRIELS or not passage.signature:
        return None
    effets = EffetsDeValidation.objects.filter(passage=passage)
    if passage.vers != demande.statut or (passage.vers == Statut.VALIDEE and not effets.exists()):
        return None
    fin = passage.le + settings.DELAI_D_ANNULATION
    return fin if timezone.now() < fin else None


def appliquer(demande: Demande, passage: Passage, *, par: Utilisateur) -> None:
    """What a validation changes. What it wrote is kept beside its `passage` where it may be taken
    back, unless somebody else wrote on the household's file in the same instant: what is his must
    not go with it."""
    demarche = demande.sa_demarche
    with _ce_qui_est_facture(demande, par=par):
        if not tenu_jusqu_a(demande, Statut.VALIDEE):
            demarche.appliquer(demande, par=par)
            return
        avant = photographier(demande.foyer)
        suite = demarche.appliquer(demande, par=par) or {}
        dossier = ecarts(avant, photographier(demande.foyer), origine=origine_de(demande))
        if dossier is not None:
            EffetsDeValidation.objects.create(passage=passage, dossier=dossier, suite=suite)


@contextmanager
def _ce_qui_est_facture(
    demande: Demande, *, par: Utilisateur, annulation: bool = False
) -> Iterator[None]:
    """What is done meanwhile may change the price of what is billed already, to this household or
    to its children's other homes: those lines are kept for correction."""
    if not demande.sa_demarche.change_les_prix:
        yield
        return
    enfants = Enfant.objects.du([demande.foyer])
    ailleurs = Foyer.objects.filter(rattachements__enfant__in=enfants).exclude(pk=demande.foyer_id)
    foyers, origine = [demande.foyer, *ailleurs.distinct()], origine_de(demande)
    with en_revoyant_les_factures(foyers, origine=origine, par=par, annulation=annulation):
        yield


def oublier_les_effets() -> int:
    """How many validations can no longer be taken back, and no longer keep what they wrote."""
    passes = EffetsDeValidation.objects.filter(
        passage__le__lte=timezone.now() - settings.DELAI_D_ANNULATION
    )
    return passes.delete()[0]


@transaction.atomic
def annuler(demande: Demande, *, par: Utilisateur, vu: int | None = None) -> Passage:
    """Take back one's own last decision: the demande is again where it was, its mail is gone, a
    note tells it.

    `vu`: key of the Passage that the screen offered to take back. PassageImpossible: the delay is
    over or a mail has left, someone else decided, the family has begun to answer, or the legal
    delay has run out meanwhile.
    """
    demande = Demande.tenue(demande.pk)
    dernier = demande.passages.last()
    if dernier is None or vu not in (None, dernier.pk) or not annulable_jusqu_a(demande, dernier):
        raise PassageImpossible(TROP_TARD)
    if dernier.par_id != par.pk:
        raise PassageImpossible(
            f"Cette décision est signée de {dernier.par} : elle ou lui seul peut l’annuler."
        )
    if demande.modifie_le > dernier.le:
        raise PassageImpossible(
            "La famille a déjà commencé à répondre : votre décision ne peut plus être annulée."
        )
    if not retenir(COURRIELS[Statut(dernier.vers)].cle(dernier.pk)):
        raise PassageImpossible(TROP_TARD)
    return _remettre(demande, dernier, par=par)


def _remettre(demande: Demande, decision: Any, *, par: Utilisateur) -> Any:
    if decision.vers == Statut.VALIDEE:
        _annuler_les_effets(demande, decision, par=par)
    note = _note(demande, decision)
    demande.complements.filter(recu_le=None, demande_le__gte=decision.le).delete()
    Passage.objects.filter(pk=decision.pk).update(annule_le=timezone.now())
    _exiger_le_delai_legal(demande, decision)
    # on sending, not by the decision
    deja_faits = [ligne for ligne in demande.changements if ligne.get("sans_agent")]
    passage = passer(
        demande,
        decision.de,
        par=par,
        annulation=True,
        changements=deja_faits,
        echeance=echeance_a_tenir(demande),
    )
    declarer(demande)
    NoteInterne.objects.create(demande=demande, par=par, texte=note)
    return passage


def _annuler_les_effets(demande: Demande, decision: Any, *, par: Utilisateur) -> None:
    effets = EffetsDeValidation.objects.select_related("passage").get(passage=decision)
    ailleurs = PieceJointe.objects.exclude(demande=demande).filter(
        document__classe_le__gte=decision.le
    )
    if ailleurs.filter(document__in=demande.pieces.values("document")).exists():
        raise PassageImpossible(
            "Un document de cette demande, classé au dossier par sa validation, sert déjà à une"
            " autre démarche : la validation ne peut plus être annulée."
        )
    with _ce_qui_est_facture(demande, par=par, annulation=True):
        demande.sa_demarche.annuler(demande, effets, par=par)
    effets.delete()


def _note(demande: Demande, decision: Passage) -> str:
    """What was taken back, its text included, so that it is neither lost nor to be typed again."""
    if decision.vers == Statut.A_COMPLETER:
        complement = demande.complements.get(recu_le=None)
        return f"Demande de complément annulée avant son envoi. Elle disait : {complement.message}"
    if decision.vers == Statut.REJETEE:
        return f"Rejet annulé avant son envoi. Il disait : {decision.motif}"
    return "Validation annulée avant son envoi : le dossier est de nouveau comme il était."


def _exiger_le_delai_legal(demande: Demande, decision: Passage) -> None:
    """At midnight silence may have decided: it must not become unanswered (D3)."""
    legale = echeance_legale(demande)
    if legale and timezone.localdate(decision.le) <= legale < timezone.localdate():
        raise PassageImpossible(
            f"Le délai légal de réponse s’est terminé le {en_lettres(legale)} : cette décision ne"
            " peut plus être annulée."
        )
