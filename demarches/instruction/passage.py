"""The one function that changes a state (domaine.md): a conditional update and a row of history."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from demarches.models import Demande, Passage
from famille.actions import oublier_la_sante_declaree
from famille.echanges.webhooks.envois import Nouvelle, annoncer, retirer
from famille.echanges.webhooks.faits import FaitAnnonce
from famille.models import Utilisateur
from famille.socle.erreurs import Refus

DEPOSEE = FaitAnnonce("demande.deposee", "Une demande est déposée")
DECIDEE = FaitAnnonce("demande.decidee", "Une demande est validée, rejetée ou retirée")
DECIDENT = (Demande.Statut.VALIDEE, Demande.Statut.REJETEE, Demande.Statut.RETIREE)
ATTENDENT = (Demande.Statut.EN_ATTENTE, Demande.Statut.A_COMPLETER)  # not decided yet


class PassageImpossible(Refus):
    """The demande has moved on, or could never go there. The message is the reader's."""


def passer(
    demande: Demande,
    statut: str,
    *,
    par: Utilisateur | None,
    motif: str = "",
    signature: dict[str, str] | None = None,
    voies_de_recours: str = "",
    annulation: bool = False,
    **champs: Any,
) -> Passage:
    """Move `demande` to `statut` if it still is where the caller saw it; `champs` are written by
    the same update.

    `annulation`: back to where the last decision had found it (actions.annulation). Returns the
    Passage. Raises PassageImpossible. To call inside a transaction.
    """
    statut = Demande.Statut(statut)
    avant = Demande.Statut(demande.statut)
    _exiger_possible(demande, avant, statut, annulation=annulation)
    champs = {"sur_liste_le": None} | champs  # it moves: it is to be read again, or decided
    # Two people click together: the second one no longer finds the row.
    if not Demande.objects.filter(pk=demande.pk, statut=avant).update(statut=statut, **champs):
        raise PassageImpossible(
            "Cette demande vient d’être traitée par quelqu’un d’autre. Rechargez la page."
        )
    for nom, valeur in ({"statut": statut} | champs).items():
        setattr(demande, nom, valeur)
    if statut not in ATTENDENT:
        oublier_la_sante_declaree(demande.numero)
    passage = Passage.objects.create(
        demande=demande,
        de=avant,
        vers=statut,
        par=par,
        motif=motif,
        signature=signature or {},
        voies_de_recours=voies_de_recours,
    )
    _annoncer(passage, annulation=annulation)
    return passage


def _exiger_possible(
    demande: Demande, avant: Demande.Statut, statut: Demande.Statut, *, annulation: bool
) -> None:
    possible = avant in Demande.SUITES[statut] if annulation else demande.peut_devenir(statut)
    if not possible:
        raise PassageImpossible(
            f"Cette demande est au statut « {avant.label} » : elle ne peut pas passer au statut «"
            f" {statut.label} »."
        )


def _annoncer(passage: Passage, *, annulation: bool) -> None:
    """What other software is told. A decision waits as long as it may be taken back
    (demarches.instruction.annulation); taken back, it was none."""
    if annulation:
        retirer(DECIDEE, f"{passage.demande_id}:")
    elif passage.de == Demande.Statut.BROUILLON:
        annoncer(Nouvelle(DEPOSEE, str(passage.demande_id), lambda: _numeros(passage)))
    elif passage.vers in DECIDENT:
        quand = timezone.now() + settings.DELAI_D_ANNULATION if passage.par_id else None
        cle = f"{passage.demande_id}:{passage.pk}"
        annoncer(Nouvelle(DECIDEE, cle, lambda: _numeros(passage), quand))


def _numeros(passage: Passage) -> dict[str, Any]:
    demande = passage.demande
    return {
        "demande": demande.numero,
        "demarche": demande.code,
        "statut": passage.vers,
        "foyer": demande.foyer.numero,
        "enfant": demande.enfant_id,
    }
