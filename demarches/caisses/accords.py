"""The leave that a household gives: what it read, who gave it, when it was taken back."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from demarches.models import AccordCaisses, QuotientDemande
from famille.actions import noter_modification
from famille.models import Foyer, IdentitePivot, Responsable, Utilisateur
from famille.mouvements.franceconnect.acces import donne_le_quotient, est_lie, jeton_du_quotient
from famille.socle.connectee import RequeteConnectee
from famille.socle.offres import ParLaCaisse
from famille.socle.ville import service

from .service import SANS_IDENTITE, api, etat_civil

OBJET = "accord pour demander le quotient"


def texte_de_l_accord() -> str:
    return (
        f"J’accepte que {service().le} demande mon quotient à la CAF ou à la MSA, et rien d’autre."
        " C’est fait maintenant, puis chaque année, pour calculer mes tarifs. Je peux retirer cet"
        " accord quand je veux."
    )


def accord_de(foyer: Foyer) -> AccordCaisses | None:
    """The consent in force, or None."""
    return AccordCaisses.objects.filter(foyer=foyer, retire_le=None).first()


def par_la_caisse(foyers: Collection[int], compte: int | None = None) -> ParLaCaisse:
    """See famille.socle.offres. Of those of whom the file says enough to ask, unless the latest
    answer gave no quotient: that family has to act. Nothing asks again by itself after a silence:
    it is promised nothing, and its press asks. One query, beside that of the service."""
    if api() is None:
        return ParLaCaisse()
    vifs = AccordCaisses.objects.filter(foyer=OuterRef("foyer"), retire_le=None)
    lues = (
        IdentitePivot.objects.filter(
            responsable__in=Responsable.objects.actuels(), responsable__foyer__in=foyers
        )
        .annotate(foyer=F("responsable__foyer"), compte=F("responsable__utilisateur"))
        .annotate(repondu=Subquery(_reponses().filter(foyer=OuterRef("foyer")).values("issue")[:1]))
        .annotate(derniere=Subquery(_posees().filter(foyer=OuterRef("foyer")).values("issue")[:1]))
        .annotate(accordee=Exists(vifs))
        .filter(Q(repondu=None) | Q(repondu=QuotientDemande.Issue.TROUVE))
    )
    connues = [une for une in lues if etat_civil(une)]
    promis = frozenset(
        une.foyer for une in connues if une.accordee and une.derniere != QuotientDemande.Issue.PANNE
    )
    siennes = frozenset(une.foyer for une in connues if compte and une.compte == compte)
    return ParLaCaisse(promis, siennes - promis)


def _posees() -> QuerySet[QuotientDemande]:
    """What was asked, or is about to be, of somebody: the latest first."""
    return QuotientDemande.objects.exclude(code=SANS_IDENTITE).order_by("-le", "-pk")


def _reponses() -> QuerySet[QuotientDemande]:
    """What the CAF or the MSA said: neither its silence nor a question that did not leave."""
    sans = (QuotientDemande.Issue.A_DEMANDER, QuotientDemande.Issue.PANNE)
    return _posees().exclude(issue__in=sans)


@transaction.atomic
def donner(foyer: Foyer, *, par: Utilisateur) -> AccordCaisses:
    """Once: the one in force is kept."""
    Foyer.objects.select_for_update().get(pk=foyer.pk)
    connu = accord_de(foyer)
    if connu:
        return connu
    donne = AccordCaisses.objects.create(foyer=foyer, par=par, texte=texte_de_l_accord())
    noter_modification(foyer, OBJET, par=par, apres={"Accord": "donné", "Texte": donne.texte})
    return donne


@transaction.atomic
def retirer(foyer: Foyer, *, par: Utilisateur) -> bool:
    """Whether there was one. The quotient that it gave stays in the file."""
    retires = AccordCaisses.objects.filter(foyer=foyer, retire_le=None)
    if not retires.update(retire_le=timezone.now()):
        return False
    avant = {"Accord": "donné"}
    noter_modification(foyer, OBJET, par=par, avant=avant, apres={"Accord": "retiré"})
    return True


GABARIT = "demarches/caisses/carte.html"


def cartes(foyers: Collection[Foyer], request: RequeteConnectee) -> dict[int, dict[str, Any]]:
    """key of a household → what its card shows. Four queries, five where FranceConnect gives
    quotients, two more where a leave is given, whatever the households; none where the town may not
    ask."""
    if api() is None:
        return {}
    compte, jeton = request.user, bool(jeton_du_quotient(request))
    cles = [foyer.pk for foyer in foyers]
    identites = {
        une.responsable.foyer_id: une
        for une in IdentitePivot.objects.de(compte).select_related("responsable")
    }
    donnes = AccordCaisses.objects.filter(foyer__in=cles, retire_le=None)
    accords = set(donnes.values_list("foyer", flat=True))
    promis = par_la_caisse(accords).accord if accords else frozenset()
    dernieres = dernieres_demandes(cles)
    par_franceconnect = donne_le_quotient() and est_lie(compte)
    return {
        cle: {
            "gabarit": GABARIT,
            "foyer": cle,
            "texte": texte_de_l_accord(),
            "complete": jeton or (cle in identites and etat_civil(identites[cle]) is not None),
            "par_franceconnect": par_franceconnect,
            "accord": cle in accords,
            "promis": cle in promis,
            "derniere": dernieres.get(cle),
        }
        for cle in cles
    }


def dernieres_demandes(foyers: Collection[int]) -> dict[int, QuotientDemande]:
    """key of a household → the latest that was asked of it and answered, by anybody. One query."""
    posees = QuotientDemande.objects.filter(foyer__in=foyers).select_related("quotient")
    repondues = posees.exclude(issue=QuotientDemande.Issue.A_DEMANDER).order_by("le", "pk")
    return {une.foyer_id: une for une in repondues}
