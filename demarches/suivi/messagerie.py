"""What the démarches know of the household's conversations (famille.dossier.messages.portes): those
that are demandes, and the others that are about one. A message sent from the inbox is a demande of
the démarche "contact": the same receipt (D1), the same delay, the same list at the desk."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import Http404, QueryDict
from django.urls import reverse

from demarches.catalogue.contact import sujet_de, sujets_proposes
from demarches.depot.brouillon import commencer, enregistrer_page, joindre
from demarches.depot.depot import deposer
from demarches.instruction.acces import demande_a_remplir
from demarches.instruction.conversation import (
    annuler_reponse,
    clore,
    ecrire,
    fils_sur,
    repondre,
    rouvrir,
)
from demarches.instruction.prise import confier, prendre, rendre
from demarches.instruction.reponses import remplir, valeurs, valeurs_du_fil
from demarches.models import Demande, ReglageDemarche, ReponseType
from famille.actions import marquer_lus
from famille.dossier.messages.portes import APropos, Attaches, Commence, Porte, RepriseDeSujet
from famille.models import Enfant, Fil, Foyer, Message, Utilisateur
from famille.regles.foyer import entier

if TYPE_CHECKING:
    from famille.dossier.documents.fichiers import FichierVerifie


class PorteDeLaDemande(Porte):
    """The desk's own actions: the demande and its conversation never disagree."""

    def __init__(self, fil: Fil, demande: Demande) -> None:
        super().__init__(fil)
        self.demande = demande

    def ecrire(self, **message: Any) -> Message:
        return ecrire(self.demande, **message)

    def repondre(self, **reponse: Any) -> None:
        repondre(self.demande, **reponse)

    def clore(self, *, par: Utilisateur, vu: int | None = None) -> None:
        clore(self.demande, par=par, vu=vu)

    def annuler(self, cle: int, *, par: Utilisateur) -> str:
        return annuler_reponse(self.demande, cle, par=par)

    def rouvrir(self, *, par: Utilisateur) -> None:
        rouvrir(self.demande, par=par)

    def prendre(self, *, par: Utilisateur) -> None:
        prendre(self.demande, par=par)

    def rendre(self, *, par: Utilisateur) -> None:
        rendre(self.demande, par=par)

    def confier(self, *, par: Utilisateur, agent: Utilisateur) -> None:
        confier(self.demande, par=par, agent=agent)


class AttachesDesDemandes(Attaches):
    def sujets(self) -> list[str]:
        """The town's, while it has opened the démarche."""
        reglage = ReglageDemarche.objects.ouvertes().filter(code=CONTACT).first()
        return sujets_proposes(reglage) if reglage else []

    @transaction.atomic
    def ouvrir(
        self,
        foyer: Foyer,
        *,
        sujet: str,
        texte: str,
        par: Utilisateur,
        enfant: Enfant | None = None,
        fichier: "FichierVerifie | None" = None,
        reprise: RepriseDeSujet | None = None,
    ) -> Fil:
        demande = (reprise and reprise.cle) or commencer(
            CONTACT,
            foyer=foyer,
            par=par,
            envoyee_aussitot=True,
            a_propos=reprise.origine if reprise else "",
        )
        qui = str(enfant.pk) if enfant else ""
        saisie = {"sujet": [sujet], "message": [texte], "enfant": [qui]}
        suivi = demande.avancement.a_l_etape("recapitulatif")
        suivi = suivi.jugee(PAGE, valide=True, complement=None)
        enregistrer_page(demande, saisie={PAGE: saisie}, avancement=suivi)
        if fichier:
            joindre(demande, PAGE, "fichier", fichier, par=par)
        fil = deposer(demande, par=par).fil
        assert fil is not None, "a message that is received opens its conversation"
        return fil

    def reprise(self, par: Utilisateur, questions: QueryDict) -> RepriseDeSujet | None:
        """About a demande, or a message begun page after page, as agents and former versions do."""
        if numero := questions.get(PARAMETRE):
            return reprise_sur(demande_visee(par, numero))
        cle = questions.get(BROUILLON)
        return reprise_de(par, cle) if cle else None

    def commences(self, par: Utilisateur) -> list[Commence]:
        siens = Demande.objects.de(par).brouillons().filter(code=CONTACT).order_by("-modifie_le")
        return [
            Commence(un.modifie_le, reverse("famille:ecrire", query={BROUILLON: un.pk}))
            for un in siens
        ]

    def sur(self, fils: list[Fil]) -> dict[int, APropos]:
        numeros = {fil.origine for fil in fils if fil.origine}
        demandes = Demande.objects.filter(Q(fil__in=fils) | Q(numero__in=numeros)).exclude(
            numero=None
        )
        par_numero = {(une.numero, une.foyer_id): une for une in demandes}
        par_fil = {une.fil_id: une for une in demandes}
        trouvees = {
            fil.pk: par_numero.get((fil.origine, fil.foyer_id)) or par_fil.get(fil.pk)
            for fil in fils
            if fil.origine
        }
        return {pk: ce_que_concerne(demande) for pk, demande in trouvees.items() if demande}

    def porte(self, fil: Fil) -> PorteDeLaDemande | None:
        demande = _demande_de(fil)
        return PorteDeLaDemande(fil, demande) if demande else None

    def reponses(self, fil: Fil, agent: Utilisateur) -> list[Any]:
        demande = _demande_de(fil)
        code = demande.code if demande else CONTACT
        reponses = list(ReponseType.objects.pour(ReponseType.Genre.MESSAGE, code))
        connues = {}
        if reponses:
            connues = valeurs(demande, agent) if demande else valeurs_du_fil(fil, agent)
        return [
            {"cle": r.pk, "titre": r.titre, "texte": remplir(r.texte, connues)} for r in reponses
        ]


def _demande_de(fil: Fil) -> Demande | None:
    return Demande.objects.select_related("foyer", "agent", "enfant").filter(fil=fil).first()


CONTACT = "contact"
PARAMETRE = "demande"
PAGE = "message"
BROUILLON = "brouillon"  # of the address: the message that was begun


def contact_ouvert(ouvertes: list[ReglageDemarche] | None = None) -> bool:
    """Whether a message can be begun now. `ouvertes`: those read already."""
    if ouvertes is None:
        return ReglageDemarche.objects.ouvertes().filter(code=CONTACT).exists()
    return any(reglage.code == CONTACT for reglage in ouvertes)


def lien_ecrire(demande: Demande) -> str:
    """Where a message about this demande begins; "" of a conversation, in which one writes."""
    if not demande.attend_une_decision:
        return ""
    return reverse("famille:ecrire", query={PARAMETRE: demande.numero})


def demande_visee(utilisateur: Utilisateur, numero: str) -> Demande:
    """The Demande that a message is about. Http404: it is not one of the account's, sent and
    decided by an agent; nothing is told of it."""
    siennes = Demande.objects.de(utilisateur).deposees().select_related("foyer", "enfant")
    visee = siennes.filter(numero=numero).first()
    if visee is None or not visee.attend_une_decision:
        raise Http404("not a demande of this account")
    return visee


def ce_que_concerne(demande: Demande) -> APropos:
    titre = demande.titre_court if demande.attend_une_decision else "message"
    return APropos(
        f"{titre[:1].lower()}{titre[1:]} n° {demande.numero}",
        reverse("demarches:demande", args=[demande.pk]),
        reverse("demandes_modeladmin_inspect", args=[demande.pk]),
    )


def conversations_sur(demande: Demande, *, lecteur: Utilisateur) -> list[Fil]:
    """What was written about this demande; showing it to `lecteur` is having him read it."""
    fils = fils_sur(demande)
    marquer_lus(fils, par=lecteur)
    return fils


def reprise_sur(visee: Demande) -> RepriseDeSujet:
    """A message about this demande: its subject, its child."""
    return RepriseDeSujet(
        visee.foyer,
        sujet=sujet_de(visee),
        sujet_propre=sujet_de(visee),
        enfant=visee.enfant_id,
        origine=visee.numero or "",
        a_propos=ce_que_concerne(visee),
    )


def reprise_de(par: Utilisateur, cle: str) -> RepriseDeSujet | None:
    """What was typed in this draft; None once it is sent ("Back"). Http404: not this family's."""
    demande = _le_brouillon(par, cle)
    if demande.statut != Demande.Statut.BROUILLON:
        return None
    dit = {nom: valeurs[0] for nom, valeurs in demande.saisie.get(PAGE, {}).items() if valeurs}
    visee = demande.visee
    dit = (demande.sa_demarche.initial(demande, PAGE) if visee else {}) | dit
    piece = next(iter(demande.pieces_jointes), None)
    return RepriseDeSujet(
        demande.foyer,
        sujet=dit.get("sujet", ""),
        sujet_propre=sujet_de(visee) if visee else "",
        texte=dit.get("message", ""),
        enfant=entier(dit.get("enfant", "")),
        origine=demande.a_propos,
        a_propos=ce_que_concerne(visee) if visee else None,
        piece=piece.document.nom if piece else "",
        cle=demande,
    )


def _le_brouillon(par: Utilisateur, cle: str) -> Demande:
    try:
        demande = demande_a_remplir(par, UUID(cle))
    except ValueError:
        raise Http404("not a draft") from None
    if demande.code != CONTACT or not demande.la_famille_ecrit:
        raise Http404("not a message of this family")
    return demande
