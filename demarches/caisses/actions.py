"""Asking, writing what was answered in the file, and taking it back."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from demarches.catalogue.quotient_familial.effet import Effet, effet
from demarches.models import QuotientDemande
from demarches.regles.quotient import PAR_JOUR, change_fortement, est_trop_ancien
from famille.actions import ajouter_quotient, retirer_quotient
from famille.echanges.api_particulier.client import ApiParticulier
from famille.echanges.api_particulier.personne import Personne
from famille.echanges.api_particulier.reponses import Echec, Issue, Quotient
from famille.models import Facture, Foyer, LigneFacture, QuotientFamilial, Utilisateur
from famille.socle.dire import compte
from famille.socle.erreurs import Refus
from famille.socle.offres import en_revoyant_les_factures
from famille.socle.requetes.jours import minuit

from . import accords
from .service import api, de_soi, est_muet, noter_le_silence

Suite = QuotientDemande.Suite
ISSUES = {
    Issue.ABSENT: QuotientDemande.Issue.ABSENT,
    Issue.INCONNU: QuotientDemande.Issue.INCONNU,
    Issue.REFUSE: QuotientDemande.Issue.REFUSE,
}
# Of several adults, what is said of the household: what is to be done about comes first.
PLUTOT = (Issue.REFUSE, Issue.INCONNU, Issue.ABSENT)
SANS_SERVICE = "Le portail ne peut pas demander de quotient : envoyez votre attestation."
SANS_ETAT_CIVIL = (
    "Pour le demander, la CAF et la MSA veulent votre état civil complet : écrivez-le dans « Mon"
    " identité », puis recommencez."
)
TROP_DE_FOIS = (
    f"Votre quotient a déjà été demandé {compte(PAR_JOUR, 'fois', 'fois')} aujourd’hui : réessayez"
    " demain, ou envoyez votre attestation."
)
AU_REPOS = (
    "La CAF et la MSA ne répondent pas en ce moment : réessayez dans quelques minutes. Votre tarif"
    " d’aujourd’hui ne change pas."
)
FACTURE_DEPUIS = (
    "Une facture publiée depuis dépend de ce quotient : corrigez le quotient sur la page du foyer."
)
A_CHANGE = "Ce quotient a été corrigé depuis : il reste comme il est."


def demander(foyer: Foyer, *, par: Utilisateur, jeton: str | None = None) -> QuotientDemande:
    """A parent asks, having read what he agrees to. The question is written before it leaves: one
    that is cut off counts too. What is found is applied from its day. `jeton`: of FranceConnect,
    which says who he is better than a name does. Refus: it can't be asked."""
    service, qui = api(), de_soi(par, foyer)
    if service is None:
        raise Refus(SANS_SERVICE)
    if qui is None and not jeton:
        raise Refus(SANS_ETAT_CIVIL)
    if est_muet():
        raise Refus(AU_REPOS)
    demande = _ouvrir(foyer, par=par)
    try:
        trouve = _poser(service, qui, jeton)
    except Echec as echec:
        noter_le_silence(foyer, echec)
        noter_l_echec(demande, [("", echec)])
    else:
        noter_le_silence(foyer, None)
        noter_le_quotient(demande, trouve)
        appliquer(demande, par=par)
    return demande


def _poser(service: ApiParticulier, qui: Personne | None, jeton: str | None) -> Quotient:
    """By the token; by the name where it is refused, since it lives a minute. Echec."""
    if jeton:
        try:
            return service.quotient_france_connect(jeton)
        except Echec as echec:
            if qui is None or echec.issue is not Issue.FERME:
                raise
    assert qui is not None, "a question is asked by a token or by a name"
    return service.quotient(qui)


@transaction.atomic
def _ouvrir(foyer: Foyer, *, par: Utilisateur) -> QuotientDemande:
    accords.donner(foyer, par=par)
    if QuotientDemande.objects.du_jour(foyer, minuit(timezone.localdate())).count() >= PAR_JOUR:
        raise Refus(TROP_DE_FOIS)
    return QuotientDemande.objects.create(
        foyer=foyer, par=par, issue=QuotientDemande.Issue.PANNE, code="sans réponse"
    )


def noter_l_echec(demande: QuotientDemande, echecs: Sequence[tuple[str, Echec]]) -> None:
    """`echecs`: of each adult asked (her first name), in turn."""
    _qui, dit = min(
        echecs, key=lambda un: PLUTOT.index(un[1].issue) if un[1].issue in PLUTOT else -1
    )
    demande.issue, demande.code = _issue(dit), dit.code[:40]
    chacun = [(prenom, _issue(un), un.code[:40]) for prenom, un in echecs]
    differentes = {(issue, code) for _qui, issue, code in chacun}
    demande.par_adulte = chacun if len(differentes) > 1 else []
    demande.save(update_fields=["issue", "code", "par_adulte"])


def _issue(echec: Echec) -> QuotientDemande.Issue:
    return ISSUES.get(echec.issue, QuotientDemande.Issue.PANNE)


def noter_le_quotient(demande: QuotientDemande, trouve: Quotient) -> None:
    demande.issue, demande.code, demande.par_adulte = QuotientDemande.Issue.TROUVE, "", []
    demande.valeur, demande.regime = trouve.valeur, trouve.regime
    demande.mois, demande.calcule = trouve.mois, trouve.calcule
    demande.avant = en_vigueur(demande.foyer, timezone.localdate())
    demande.fort = change_fortement(trouve.valeur, demande.avant)
    demande.save()


def en_vigueur(foyer: Foyer, jour: date) -> Decimal | None:
    """What the file holds for that day."""
    ses = foyer.quotients.filter(Q(fin=None) | Q(fin__gte=jour), debut__lte=jour)
    return ses.values_list("valeur", flat=True).first()


@transaction.atomic
def appliquer(demande: QuotientDemande, *, par: Utilisateur) -> bool:
    """Write what was found from its day, by the town's rules (ReglageQuotient); what is billed
    already is listed for correction. Whether the file changes: a second call finds it done."""
    foyer = Foyer.objects.select_for_update().get(pk=demande.foyer_id)
    demande.refresh_from_db()
    if demande.issue != QuotientDemande.Issue.TROUVE or demande.suite:
        return False
    prevu = _prevoir(demande, foyer)
    if isinstance(prevu, Effet):
        _ecrire(demande, foyer, prevu, par=par)
    else:
        _suivre(demande, prevu)
    return demande.suite == Suite.APPLIQUE


@transaction.atomic
def ecarter_si_rien_ne_change(demande: QuotientDemande) -> None:
    """What is found, and would change nothing of the file, is said at once: nobody has to apply
    it. What was decided of it meanwhile is left: by `appliquer`, which holds the same row."""
    foyer = Foyer.objects.select_for_update().get(pk=demande.foyer_id)
    demande.refresh_from_db()
    if demande.suite:
        return
    prevu = _prevoir(demande, foyer)
    if not isinstance(prevu, Effet):
        _suivre(demande, prevu)


def _prevoir(demande: QuotientDemande, foyer: Foyer) -> Effet | QuotientDemande.Suite:
    """What applying it today would write, or why it would write nothing."""
    assert demande.mois is not None, "what is found has its month"
    jour = timezone.localdate()
    prevu = None if est_trop_ancien(demande.mois, jour) else effet(foyer, demande.mois, jour)
    if prevu is None:
        return Suite.REFUSE
    return Suite.INCHANGE if prevu.deja(Decimal(demande.valeur or 0)) else prevu


def _ecrire(demande: QuotientDemande, foyer: Foyer, prevu: Effet, *, par: Utilisateur) -> None:
    demande.precedent = prevu.avant
    demande.precedent_fin = prevu.avant.fin if prevu.avant else None
    periode = (prevu.debut, prevu.fin)
    with en_revoyant_les_factures([foyer], origine=origine(demande), par=par, jours=periode):
        demande.quotient = ajouter_quotient(
            foyer,
            valeur=Decimal(demande.valeur or 0),
            debut=prevu.debut,
            fin=prevu.fin,
            source=QuotientFamilial.Source.API,
            origine=origine(demande),
            par=par,
        )
    _suivre(demande, Suite.APPLIQUE)


def origine(demande: QuotientDemande) -> str:
    """What journals and credit notes say of it."""
    return f"quotient transmis par la {demande.regime}, demande {demande.pk}"


def _suivre(demande: QuotientDemande, suite: QuotientDemande.Suite) -> None:
    demande.suite, demande.suite_le = suite, timezone.now()
    demande.save()


@transaction.atomic
def annuler(demande: QuotientDemande, *, par: Utilisateur) -> None:
    """Take back what was applied, and the quotient before goes on. Refus: nothing is applied, it
    was corrected since, or an invoice depends on it."""
    foyer = Foyer.objects.select_for_update().get(pk=demande.foyer_id)
    demande.refresh_from_db()
    ecrit = demande.quotient
    if demande.suite != Suite.APPLIQUE:
        raise Refus("Rien n’est appliqué de cette ligne.")
    if ecrit is None or ecrit.valeur != demande.valeur or not _le_dernier(ecrit):
        raise Refus(A_CHANGE)
    if _facture_depuis(demande, ecrit):
        raise Refus(FACTURE_DEPUIS)
    jours = (ecrit.debut, ecrit.fin or date.max)
    dite = origine(demande)
    with en_revoyant_les_factures([foyer], origine=dite, par=par, jours=jours, annulation=True):
        retirer_quotient(
            ecrit, rouvrir=demande.precedent, jusqu_au=demande.precedent_fin, motif=dite, par=par
        )
    demande.quotient = None
    _suivre(demande, Suite.ANNULE)


def _le_dernier(quotient: QuotientFamilial) -> bool:
    ses = QuotientFamilial.objects.filter(foyer=quotient.foyer_id, debut__gt=quotient.debut)
    return not ses.exists()


def _facture_depuis(demande: QuotientDemande, ecrit: QuotientFamilial) -> bool:
    assert demande.suite_le is not None, "what is applied has its moment"
    return LigneFacture.objects.filter(
        facture__foyer=demande.foyer_id,
        facture__etat=Facture.Etat.PUBLIEE,
        facture__emise_le__gte=timezone.localdate(demande.suite_le),
        facture__cree_le__gte=demande.suite_le,
        corrigee=False,
        jour__gte=ecrit.debut,
    ).exists()
