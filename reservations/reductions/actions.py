"""A reduction granted, ended, taken back. Invoices already sent never change: their lines that a
household's own makes wrong are listed for correction."""

from contextlib import AbstractContextManager, nullcontext
from datetime import date

from django.db import transaction

from famille.actions import noter_modification
from famille.models import Utilisateur
from famille.socle.dire import du_au, en_lettres
from famille.socle.erreurs import Refus
from reservations.facturation.lignes_facturees import en_revoyant_les_factures
from reservations.models import ReductionAccordee
from reservations.regles.controle_grilles import fautes_de_reduction

ORIGINE = "Réduction accordée"
A_PERSONNE = "Dites à qui : un dossier, une structure ou une activité, ou plusieurs de ces choix."


@transaction.atomic
def accorder_une_reduction(accordee: ReductionAccordee, *, par: Utilisateur) -> ReductionAccordee:
    """What is given for nothing limits nothing: a reduction of a household alone holds wherever it
    goes. Refus: to nobody, for no reason, days in disorder, an activity of another centre, or what
    a reduction may not say (`fautes_de_reduction`)."""
    accordee.par, accordee.motif = par, accordee.motif.strip()[:120]
    _exiger_juste(accordee)
    with _en_revoyant(accordee, par):
        accordee.save(force_insert=True)
    _noter(accordee, par, apres=_dite(accordee))
    return accordee


@transaction.atomic
def finir_une_reduction(accordee: ReductionAccordee, *, fin: date, par: Utilisateur) -> None:
    """`fin`: its last day. Refus: before it begins."""
    accordee = ReductionAccordee.objects.select_for_update(of=("self",)).get(pk=accordee.pk)
    if fin < accordee.debut:
        raise Refus(
            f"Elle commence le {en_lettres(accordee.debut)} : choisissez un jour qui suit, ou"
            " retirez-la.",
            champ="fin",
        )
    avant = _dite(accordee)
    with _en_revoyant(accordee, par):
        accordee.fin = fin
        accordee.save(update_fields=["fin"])
    _noter(accordee, par, avant=avant, apres=_dite(accordee))


@transaction.atomic
def retirer_une_reduction(accordee: ReductionAccordee, *, par: Utilisateur) -> None:
    """As if it had never been granted."""
    avant = _dite(accordee)
    with _en_revoyant(accordee, par):
        ReductionAccordee.objects.filter(pk=accordee.pk).delete()
    _noter(accordee, par, avant=avant)


def _exiger_juste(accordee: ReductionAccordee) -> None:
    if not (accordee.foyer or accordee.structure or accordee.activite):
        raise Refus(A_PERSONNE, champ="foyer")
    if not accordee.motif:
        raise Refus("Dites pourquoi : la famille le lit sur sa facture.", champ="motif")
    if accordee.fin and accordee.fin < accordee.debut:
        raise Refus("La fin est avant le début : corrigez l’une des deux dates.", champ="fin")
    structure, activite = accordee.structure, accordee.activite
    if structure and activite and activite.structure_id != structure.pk:
        raise Refus(
            f"{activite} n’est pas à {structure} : choisissez l’une ou l’autre.", champ="activite"
        )
    for champ, phrase in fautes_de_reduction(accordee.pure):
        raise Refus(phrase, champ=champ)


def _en_revoyant(accordee: ReductionAccordee, par: Utilisateur) -> AbstractContextManager[None]:
    """What a centre grants to all is found by the nightly comparison
    (reservations/facturation/comparaison.py): a whole town is not priced again in one press."""
    if accordee.foyer is None:
        return nullcontext()
    return en_revoyant_les_factures([accordee.foyer], origine=ORIGINE, par=par)


def _noter(
    accordee: ReductionAccordee,
    par: Utilisateur,
    *,
    avant: dict[str, str] | None = None,
    apres: dict[str, str] | None = None,
) -> None:
    if accordee.foyer:
        noter_modification(accordee.foyer, "réduction", par=par, avant=avant, apres=apres)


def _dite(accordee: ReductionAccordee) -> dict[str, str]:
    quand = (
        du_au(accordee.debut, accordee.fin)
        if accordee.fin
        else f"à partir du {en_lettres(accordee.debut)}"
    )
    return {"Réduction": f"{accordee.dite}, {quand}", "Où": accordee.ou}
