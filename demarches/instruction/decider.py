"""An agent's decisions: signed (D5), with a change of state and its mail, or nothing at all."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from demarches.declaration.verifications import saine_ou_admise
from demarches.instruction.acces import a_dire
from demarches.models import Complement, Demande, Passage, ReglageDemarche
from famille.models import LIRE_LA_SANTE, Document, Utilisateur
from famille.socle.dire import en_lettres

from .annulation import COURRIELS, appliquer, tenu_jusqu_a
from .avis import prevenir
from .horloge import consequence_du_silence, echeance_a_tenir
from .passage import PassageImpossible, passer
from .prise import prendre
from .sante_declaree import retraits as retraits_de

Statut = Demande.Statut
Etat = Document.Etat


@transaction.atomic
def valider(
    demande: Demande,
    *,
    par: Utilisateur,
    vu: int | None = None,
    retraits: Collection[str] = (),
    coche: bool = False,
) -> Passage:
    """Accept the demande and change the household's file, both or neither; what changed is frozen
    with the decision.

    `vu`: key of the last Passage that the agent had on the screen; a demande that moved since is
    refused. `retraits`: what he has confirmed that it removes from a child's record; `coche`: the
    box of the démarche (`a_cocher`). PassageImpossible: already decided, taken by someone else, a
    piece is infected or still in analysis, or a removal was not confirmed.
    """
    demande = tenir(demande, par=par, vu=vu)
    demande.coche = coche
    _exiger_des_pieces_saines(demande)
    changements = demande.changements + demande.sa_demarche.changements(demande)
    _exiger_de_tout_lire(changements, par)
    _exiger_chaque_retrait(demande, retraits)
    signee = signature(demande, par)
    passage = passer(demande, Statut.VALIDEE, par=par, signature=signee, changements=changements)
    appliquer(demande, passage, par=par)
    _annoncer(demande, passage)
    return passage


@transaction.atomic
def rejeter(demande: Demande, *, par: Utilisateur, motif: str, vu: int | None = None) -> Passage:
    """Refuse the demande, with the reasons the family will read (CRPA L211-2, L211-5; D5).

    PassageImpossible: no reason given, already decided, taken by someone else, or the family still
    has days to answer.
    """
    if not motif.strip():
        raise PassageImpossible(
            "Un rejet doit être motivé : écrivez la raison, la famille la lira."
        )
    demande = tenir(demande, par=par, vu=vu)
    _exiger_le_delai_accorde_passe(demande)
    reglage = ReglageDemarche.objects.filter(code=demande.code).first()
    voies = reglage.repondant.voies_de_recours if reglage else ""
    signee = signature(demande, par)
    passage = passer(
        demande,
        Statut.REJETEE,
        par=par,
        motif=motif.strip(),
        signature=signee,
        voies_de_recours=voies,
    )
    _annoncer(demande, passage)
    return passage


@transaction.atomic
def demander_complement(
    demande: Demande,
    *,
    par: Utilisateur,
    etapes: Sequence[str],
    message: str,
    limite: date,
    vu: int | None = None,
) -> Passage:
    """Give pages back to the family, with what is missing and by when; the clock follows (CRPA
    L114-5, D3).

    `etapes`: codes of the pages; `limite`: date, after today. PassageImpossible: as `valider`, or
    something is missing.
    """
    demande = tenir(demande, par=par, vu=vu)
    _exiger_un_complement_entier(demande, etapes, message, limite)
    passage = passer(demande, Statut.A_COMPLETER, par=par, signature=signature(demande, par))
    etapes = demande.sa_demarche.pages_rendues(demande, etapes)
    Complement.objects.create(
        demande=demande, etapes=etapes, message=message.strip(), limite=limite, par=par
    )
    Demande.objects.filter(pk=demande.pk).update(echeance=echeance_a_tenir(demande))
    _annoncer(demande, passage, limite=limite, silence=consequence_du_silence(demande))
    return passage


def signature(demande: Demande, par: Utilisateur) -> dict[str, str]:
    """Who decides (CRPA L111-2, L212-2). PassageImpossible: the account lacks a mention."""
    service = par.service or ReglageDemarche.objects.get(code=demande.code).service
    mentions = {
        "prenom": par.first_name,
        "nom": par.last_name,
        "qualite": par.qualite,
        "service": service,
    }
    if not all(mentions.values()):
        raise PassageImpossible(
            "Une décision porte le prénom, le nom, la qualité et le service de son auteur, et votre"
            " compte ne les a pas tous. Demandez à l’administration du portail de le compléter."
        )
    return mentions


def tenir(demande: Demande, *, par: Utilisateur, vu: int | None) -> Demande:
    """The demande, locked, still to be decided; deciding assigns it to `par`."""
    demande = Demande.tenue(demande.pk)
    dernier = demande.passages.select_related("par").last()
    if demande.statut in (Statut.VALIDEE, Statut.REJETEE):
        raise PassageImpossible(
            "Cette demande vient d’être traitée par"
            f" {(dernier and dernier.par) or 'un autre agent'} :"
            f" {demande.get_statut_display().lower()}. Votre décision n’a pas été enregistrée."
        )
    if vu is not None and (dernier is None or dernier.pk != vu):
        raise PassageImpossible(
            "Cette demande a changé depuis que vous l’avez ouverte : relisez-la, puis décidez."
        )
    prendre(demande, par=par)
    return demande


def _annoncer(demande: Demande, passage: Passage, **precisions: Any) -> None:
    """Write its mail, held as long as the decision may be taken back."""
    statut = Statut(passage.vers)
    pas_avant = tenu_jusqu_a(demande, statut)
    prevenir(demande, passage, COURRIELS[statut], pas_avant=pas_avant, **precisions)


def _exiger_des_pieces_saines(demande: Demande) -> None:
    pieces = Document.objects.select_for_update().filter(pk__in=demande.pieces.values("document"))
    for document in pieces:
        if document.etat == Etat.INFECTE:
            raise PassageImpossible(
                f"« {document.nom} » contient un virus et ne peut pas être conservé. Demandez un"
                " complément : la famille pourra envoyer un autre fichier."
            )
        if document.etat == Etat.EN_ANALYSE:
            raise PassageImpossible(
                f"« {document.nom} » est encore en cours d’analyse antivirus. Attendez une minute,"
                " rechargez la page, puis validez."
            )


def _exiger_de_tout_lire(changements: list[dict[str, str]], par: Utilisateur) -> None:
    """PassageImpossible: an agent may not validate what he may not read (D10)."""
    if any(ligne.get("sensible") for ligne in changements) and not par.has_perm(LIRE_LA_SANTE):
        raise PassageImpossible(
            "Cette demande contient des informations de santé, que votre compte ne peut pas lire. "
            "Confiez-la à un agent habilité : lui seul peut la valider."
        )


def _exiger_chaque_retrait(demande: Demande, confirmes: Collection[str]) -> None:
    """PassageImpossible: a removal, such as an allergy, was not confirmed by its name."""
    oublies = [nom for nom in retraits_de(demande) if nom not in confirmes]
    if oublies:
        raise PassageImpossible(
            f"Cette demande retire du dossier : {' ; '.join(oublies)}. Confirmez chaque retrait en"
            " le cochant sur sa page, puis validez."
        )


def _exiger_le_delai_accorde_passe(demande: Demande) -> None:
    """PassageImpossible: the delay granted to the family is not over (CRPA L114-5)."""
    complement = demande.complement_attendu
    if complement and complement.limite >= timezone.localdate():
        raise PassageImpossible(
            f"La famille a jusqu’au {en_lettres(complement.limite)} pour envoyer ce que vous lui"
            " avez demandé. Vous pourrez rejeter sa demande après cette date, ou dès sa réponse."
        )


def _exiger_un_complement_entier(
    demande: Demande, etapes: Sequence[str], message: str, limite: date
) -> None:
    if not etapes or not set(etapes) <= set(demande.sa_demarche.pages_a_rendre(demande)):
        raise PassageImpossible(
            "Choisissez au moins une page de la démarche à rendre à la famille."
        )
    if not message.strip():
        raise PassageImpossible("Dites à la famille ce qui manque : c’est ce message qu’elle lira.")
    if limite <= timezone.localdate():
        raise PassageImpossible(
            "Laissez un délai à la famille : choisissez une date après aujourd’hui."
        )


@transaction.atomic
def valider_si_tout_est_verifie(
    demande: Demande, *, par: Utilisateur, vu: int | None = None
) -> Passage:
    """`valider`, if the portal has verified everything; checked again under lock."""
    demande = Demande.tenue(demande.pk)
    if raison := reste_a_voir(demande):
        raise PassageImpossible(raison)
    return valider(demande, par=par, vu=vu)


def reste_a_voir(demande: Demande) -> str:
    """Why a person must look at this demande first; "" when everything is verified."""
    if not demande.attend_une_decision:
        return "C’est un message : ouvrez-le pour y répondre."
    if demande.demarche is None or not demande.peut_devenir(Statut.VALIDEE):
        return f"Elle n’est pas à valider : {demande.get_statut_display().lower()}."
    if retraits_de(demande):
        return "Elle retire quelque chose de la santé : ouvrez-la."
    verifications = [*a_dire(demande), *demande.demarche.verifications(demande)]
    if not verifications:
        return "Rien n’y est vérifié par le portail : ouvrez-la pour la lire."
    restes = [
        verification
        for verification in verifications
        if verification["ok"] is not True and not verification.get("sans_antivirus")
    ]
    dites = [verification["texte"] for verification in restes if not verification.get("sensible")]
    if restes:
        return dites[0] if dites else "Une vérification demande un regard : ouvrez-la."
    if not all(
        map(saine_ou_admise, Document.objects.filter(pk__in=demande.pieces.values("document")))
    ):
        return "Une pièce n’a pas été déclarée saine par l’antivirus : ouvrez-la."
    return ""
