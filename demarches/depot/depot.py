"""Sending, completing and taking back a demande: each one all or nothing."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from demarches.declaration.mise_a_jour import PageDuDossier
from demarches.instruction.acces import complement_reserve, en_resume, est_de_la_famille
from demarches.instruction.avis import accuser_reception, annoncer_complement_recu, mentions
from demarches.instruction.horloge import echeance_a_tenir
from demarches.instruction.passage import PassageImpossible, passer
from demarches.instruction.sante_declaree import declarer
from demarches.models import Accuse, Demande, Passage, ReglageDemarche, SaisieDuComplement
from famille.actions import noter_consultation, prochain_numero, remettre_documents
from famille.models import Consultation, Document, Utilisateur
from famille.socle.requetes.jours import minuit
from famille.socle.ville.phrases import dit

from .brouillon import exiger_ouverte

Statut = Demande.Statut
DEJA_ENVOYEE = "Cette demande est déjà envoyée : vous la retrouvez dans « Mes démarches »."


class PageARevoir(PassageImpossible):
    """A page does not pass the last check. `etape`: its code; the message says what is wrong."""

    def __init__(self, etape: str, message: str) -> None:
        super().__init__(message)
        self.etape = etape


@transaction.atomic
def deposer(demande: Demande, *, par: Utilisateur, declaree_le: date | None = None) -> Demande:
    """Send a draft: EN_ATTENTE, a number, the accusé de réception and its mail (D1), all in this
    transaction. `declaree_le`: when an agent enters it, the day when the family declared it to be
    true; by default today.

    PageARevoir: a page is not right. PassageImpossible: already sent (a double click), or the
    démarche is closed.
    """
    demande = _saisir(demande)
    if demande.statut != Statut.BROUILLON:
        raise PassageImpossible(DEJA_ENVOYEE)
    reglage = exiger_ouverte(demande.code)
    donnees = controler(demande)
    if refus := demande.sa_demarche.empechement(demande):
        raise PassageImpossible(refus)
    demande.deposee_le = timezone.now()
    jour = timezone.localdate(demande.deposee_le)
    demande.par = par  # who sends it is who gets the receipt (R112-11-3)
    Demande.objects.filter(pk=demande.pk).update(par=par)
    passer(
        demande,
        Statut.EN_ATTENTE,
        par=par,
        numero=f"D-{jour.year}-{prochain_numero(f'demande-{jour.year}'):05}",
        deposee_le=demande.deposee_le,
        echeance=echeance_a_tenir(demande, reglage),
        recapitulatif=_a_garder(demande.sa_demarche.recapitulatif(demande, donnees))
        + en_resume(demande),
        avancement=demande.avancement.recues(donnees, jour, _pieces(demande)),
    )
    _recevoir(demande, par=par)
    _appliquer_aussitot(demande, reglage, par=par)
    dit = mentions(demande, reglage, declaree_le=declaree_le)
    Accuse.objects.create(demande=demande, emis_le=demande.deposee_le, mentions=dit)
    accuser_reception(demande)
    return demande


@transaction.atomic
def completer(demande: Demande, *, par: Utilisateur, declaree_le: date | None = None) -> Demande:
    """Send back the pages that an agent had asked for: EN_ATTENTE again, and the clock follows
    (D3). Demande. `declaree_le`: as `deposer`.

    PageARevoir, PassageImpossible: as `deposer`. A démarche closed meanwhile still takes its
    complements.
    """
    demande = _saisir(demande)
    complement = demande.complement_attendu
    if complement is None:
        raise PassageImpossible("Ce complément est déjà envoyé : vous n’avez plus rien à faire.")
    clore_la_saisie(demande, par=par)
    donnees = controler(demande)
    complement.recu_le = timezone.now()
    complement.save(update_fields=["recu_le"])
    jour = timezone.localdate(complement.recu_le)
    refaites = complement.etapes or list(donnees)
    passage = passer(
        demande,
        Statut.EN_ATTENTE,
        par=par,
        echeance=echeance_a_tenir(demande),
        recapitulatif=_recapitulatif_complete(demande, refaites),
        avancement=demande.avancement.recues(refaites, jour, _pieces(demande)),
    )
    _recevoir(demande, par=par)
    _appliquer_aussitot(demande, ReglageDemarche.objects.get(code=demande.code), par=par)
    annoncer_complement_recu(demande, passage, complement, declaree_le=declaree_le)
    return demande


def controler(demande: Demande) -> dict[str, Any]:
    """dict page → cleaned values, when every page is right. PageARevoir: the first that is not.

    For a complement, only the pages given back: the others were judged when received.
    """
    pages = {
        etape: demande.sa_demarche.formulaire(demande, etape)
        for etape in demande.sa_demarche.pages_a_remplir(demande)
    }
    for etape, page in pages.items():
        if not page.is_valid():
            premiere = next(iter(page.errors.values()))[0]
            raise PageARevoir(etape, f"La page « {page.titre} » est à revoir : {premiere}")
    return {etape: page.cleaned_data for etape, page in pages.items()}


def _appliquer_aussitot(demande: Demande, reglage: ReglageDemarche, *, par: Utilisateur) -> None:
    """Write at once what the family forbids (G14) and what the town accepts without an agent. When
    nothing is left to decide, the portal validates."""
    origine = f"demande {demande.numero}"
    faits = [
        fait
        for partie in _du_dossier(demande)
        for fait in partie.appliquer_les_refus(par=par, origine=origine)
    ]
    if reglage.sans_agent:
        faits += demande.sa_demarche.appliquer_sans_agent(demande, par=par)
    if not faits:
        return
    demande.changements = demande.changements + [fait | {"sans_agent": True} for fait in faits]
    champs = {nom: getattr(demande, nom) for nom in ("changements", "saisie", "avancement")}
    Demande.objects.filter(pk=demande.pk).update(**champs)
    if not demande.sa_demarche.changements(demande):
        passer(demande, Statut.VALIDEE, par=None, echeance=None)


def _pieces(demande: Demande) -> list[list[Any]]:
    """The papers that it brings for children, as `Avancement.pieces` keeps them."""
    return [
        [str(piece), enfant.pk, fin.isoformat() if fin else ""]
        for partie in _du_dossier(demande)
        for piece, enfant, fin in partie.pieces()
    ]


def _du_dossier(demande: Demande) -> Iterator[PageDuDossier]:
    for etape, page in demande.sa_demarche.pages(demande).items():
        if issubclass(page, PageDuDossier) and etape in demande.saisie:
            yield from page.de_la_demande(demande, etape).parties_du_dossier()


def _recevoir(demande: Demande, *, par: Utilisateur) -> None:
    remettre_documents(Document.objects.filter(pk__in=demande.pieces.values("document")))
    demande.sa_demarche.recevoir(demande, par=par)
    declarer(demande)


def _recapitulatif_complete(demande: Demande, refaites: list[str]) -> list[dict[str, Any]]:
    """The summary, new for the pages filled again; the others stay as they were sent."""
    lues = demande.recapitulatif
    gardees = {page["etape"]: page for page in lues if page["etape"] not in refaites}
    pages = demande.sa_demarche.recapitulatif(demande, demande.donnees)
    return _a_garder([gardees.get(page["etape"], page) for page in pages]) + en_resume(demande)


def _a_garder(pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The pages of a summary that are sent: not those without an answer."""
    return [page for page in pages if page["lignes"] or not page.get("vide")]


def _saisir(demande: Demande) -> Demande:
    """The demande, locked: of two sendings at once, one counts. PassageImpossible: it is gone."""
    try:
        return Demande.tenue(demande.pk)
    except Demande.DoesNotExist as erreur:
        raise PassageImpossible("Cette démarche a été annulée : elle n’existe plus.") from erreur


DEJA_RETIREE = "Cette demande est déjà retirée : vous n’avez plus rien à faire."
TROP_TARD = dit(
    "Un agent étudie déjà votre demande, ou y a répondu : elle ne peut plus être retirée ici."
    " Appelez {le_service} si vous voulez l’arrêter."
)


def refus_de_retrait(demande: Demande) -> str:
    """Why the family can't take it back; "" when it can: no agent is in charge of it, and nothing
    was asked or decided."""
    if demande.statut == Statut.RETIREE:
        return DEJA_RETIREE
    intacte = demande.agent_id is None and not demande.complements.all()
    return "" if intacte and demande.peut_devenir(Statut.RETIREE) else TROP_TARD


@transaction.atomic
def retirer_demande(demande: Demande, *, par: Utilisateur) -> Passage:
    """The family takes its demande back. What the portal applied on sending stays, and is told.

    PassageImpossible: an agent looks at it already, or it was decided.
    """
    demande = Demande.tenue(demande.pk)
    if refus := refus_de_retrait(demande):
        raise PassageImpossible(refus)
    return passer(demande, Statut.RETIREE, par=par, echeance=None)


PAS_ATTENDU = (
    "Aucun complément n’est attendu sur cette demande : la famille l’a envoyé, ou il n’est plus"
    " demandé."
)
RESERVE = (
    "Ce complément demande des informations de santé, que votre compte ne peut pas lire :"
    " confiez-le à un agent habilité, ou proposez à la famille de l’envoyer elle-même dans le"
    " portail."
)


def refus_de_saisir(demande: Demande, *, par: Utilisateur) -> str:
    """Why this agent cannot answer the complement for the family, or ""."""
    if demande.complement_attendu is None:
        return PAS_ATTENDU
    return RESERVE if complement_reserve(par, demande) else ""


@transaction.atomic
def commencer_la_saisie(demande: Demande, *, par: Utilisateur, canal: str) -> SaisieDuComplement:
    """Let agents fill the pages given back; the family still may. Called again, it changes the
    channel. The household's journal says that its pages were opened. PassageImpossible: see
    `refus_de_saisir`."""
    demande = Demande.tenue(demande.pk)
    if refus := refus_de_saisir(demande, par=par):
        raise PassageImpossible(refus)
    noter_la_saisie(demande, par=par)
    saisie, _nouvelle = SaisieDuComplement.objects.update_or_create(
        complement=demande.complement_attendu, defaults={"canal": canal, "par": par}
    )
    return saisie


def noter_la_saisie(demande: Demande, *, par: Utilisateur | None) -> None:
    """Note in the household's journal, once a day, that this agent opens pages of its complement,
    as does each colleague who continues."""
    quoi = f"complément de la demande {demande.numero}, saisi pour la famille"
    siennes = Consultation.objects.filter(foyer=demande.foyer, quoi=quoi, par=par)
    if not siennes.filter(le__gte=minuit(timezone.localdate())).exists():
        noter_consultation(demande.foyer, quoi, par=par)


def clore_la_saisie(demande: Demande, *, par: Utilisateur) -> None:
    """On sending, before the pages are read: the sender signs the entry. It is deleted when the
    family sends its complement itself."""
    saisie = SaisieDuComplement.objects.filter(
        complement__demande=demande, complement__recu_le=None
    )
    if not saisie.exists():
        return
    if est_de_la_famille(par, demande):
        saisie.delete()
    else:
        saisie.update(par=par)
