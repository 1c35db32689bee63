"""What the démarches know of the household's conversations (famille.messages.portes): those that
are demandes, and the others that are about one. A message sent from the inbox is a demande of the
démarche "contact": the same receipt (D1), the same delay, the same list at the desk."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.http import QueryDict

from demarches.catalogue.contact import sujets_proposes
from demarches.depot.brouillon import commencer, enregistrer_page, joindre
from demarches.depot.depot import deposer
from demarches.instruction.conversation import (
    annuler_reponse,
    clore,
    ecrire,
    repondre,
    rouvrir,
)
from demarches.instruction.prise import confier, prendre, rendre
from demarches.instruction.reponses import remplir, valeurs, valeurs_du_fil
from demarches.models import Demande, ReglageDemarche, ReponseType
from famille.messages.portes import APropos, Attaches, Commence, Porte, RepriseDeSujet
from famille.models import Document, Enfant, Fil, Foyer, Message, Utilisateur

from .a_propos import PARAMETRE, ce_que_concerne, demande_visee
from .reprise import BROUILLON, CONTACT, PAGE, lien_du_brouillon, reprise_de, reprise_sur

if TYPE_CHECKING:
    from famille.documents.fichiers import FichierVerifie


class PorteDeLaDemande(Porte):
    """The desk's own actions: the demande and its conversation never disagree."""

    def __init__(self, fil: Fil, demande: Demande) -> None:
        super().__init__(fil)
        self.demande = demande

    def ecrire(
        self, *, par: Utilisateur, texte: str, documents: Sequence[Document] = ()
    ) -> Message:
        return ecrire(self.demande, par=par, texte=texte, documents=documents)

    def repondre(
        self,
        *,
        par: Utilisateur,
        texte: str,
        vu: int | None = None,
        clore: bool = False,
        documents: Sequence[Document] = (),
    ) -> None:
        repondre(self.demande, par=par, texte=texte, vu=vu, clore=clore, documents=documents)

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
        saisie = {
            "sujet": [sujet],
            "message": [texte],
            "enfant": [str(enfant.pk) if enfant else ""],
        }
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
        return [Commence(un.modifie_le, lien_du_brouillon(un.pk)) for un in siens]

    def sur(self, fils: list[Fil]) -> dict[int, APropos]:
        numeros = {fil.origine for fil in fils if fil.origine}
        demandes = Demande.objects.filter(Q(fil__in=fils) | Q(numero__in=numeros)).exclude(
            numero=None
        )
        par_numero, par_fil = {}, {}
        for demande in demandes:
            par_numero[demande.numero, demande.foyer_id] = demande
            par_fil[demande.fil_id] = demande
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
