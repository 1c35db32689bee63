"""The second letter: where nobody of the household can confirm the access that a letter's code has
opened, an agent who could sends another code there by post. Who types it, once in, reads the post
of that address."""

from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from famille.courriels.boite_d_envoi import adresse_absolue
from famille.dossier.foyers.acces.actions import a_montrer, confirmer_par_une_preuve, est_un_autre
from famille.dossier.fusion.actions import OBJET as FUSION
from famille.dossier.papiers import moteur
from famille.dossier.papiers.feuille import lire_en_tete
from famille.journal.modifications import noter_modification
from famille.models import AccesAConfirmer, Invitation, Modification, Utilisateur
from famille.models.acces import fermetures_de
from famille.socle.dire import en_lettres
from famille.socle.erreurs import Refus
from famille.socle.ville.phrases import dit

from .codes import DUREE, en_groupes, nouveau_code, sceau_de, sceaux_de
from .lettres import lignes_de

OBJET = "courrier de confirmation"
PAS_UN_AUTRE = (
    "Vous avez imprimé la première lettre, ou cet accès concerne quelqu’un de votre nom : c’est à"
    " un autre agent d’imprimer ce courrier."
)
PAS_PAR_LETTRE = (
    "Cette personne n’est pas encore entrée dans son compte par le code d’une lettre : ce courrier"
    " ne lui servirait pas."
)
SANS_ADRESSE = "Ce foyer n’a pas d’adresse postale : écrivez-la, ou confirmez après un appel."
DETOURNEE = (
    "L’adresse postale de ce foyer a changé depuis que cet accès est ouvert, ou par un agent qui"
    " l’a ouvert : appelez la famille à un numéro ancien, puis confirmez vous-même."
)
CODE_FAUX = dit(
    "Ce code ne confirme rien ici. Vérifiez-le sur votre courrier, ou demandez-en un autre"
    " {au_service} : il sert une fois, pendant deux mois."
)


def imprimer(acces: AccesAConfirmer, *, par: Utilisateur) -> bytes:
    """The PDF; the code of a former letter serves no more. Refus: `par` has printed that one, or
    bears a name of this file; nobody has come by it; no address, or one that who came by it, or
    who printed it, may have given."""
    if not est_un_autre(acces, par):
        raise Refus(PAS_UN_AUTRE)
    venues = Invitation.objects.filter(
        repondue_le__isnull=False, responsable__utilisateur__last_login__isnull=False
    )
    invitation = (
        venues.filter(responsable=acces.responsable).select_related("responsable__foyer").first()
    )
    if invitation is None or acces.confirme_le:
        raise Refus(PAS_PAR_LETTRE)
    foyer, jour = acces.foyer, timezone.localdate()
    _verifier_l_adresse(acces)
    code = nouveau_code()
    contexte = {
        "adulte": invitation.responsable,
        "destinataire": lignes_de(invitation),
        "code": en_groupes(code),
        "en_tete": lire_en_tete()(None, pour_pdf=True),
        "adresse": adresse_absolue(reverse("famille:acces")),
        "le": en_lettres(jour),
        "jusqu_au": en_lettres(jour + DUREE),
    }
    fait = moteur.imprimer(render_to_string("famille/invitations/seconde_lettre.html", contexte))
    with transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(
            code=sceau_de(code), code_fin=jour + DUREE, imprimee_par=par, envoyee_le=timezone.now()
        )
        noter_modification(foyer, OBJET, par=par, apres={"Courrier": "imprimé, à poster"})
    return fait


def _verifier_l_adresse(acces: AccesAConfirmer) -> None:
    """Refus: the household has no address, or one that who opened the access may have given."""
    foyer = acces.foyer
    adresse = foyer.adresse_au(timezone.localdate())
    if adresse is None:
        raise Refus(SANS_ADRESSE)
    # all that the code will confirm; and what they wrote in the files that this one has taken in
    ouverts = [acces, *a_montrer().filter(responsable=acces.responsable)]
    donnees = Modification.objects.filter(
        Q(foyer=foyer) | Q(foyer__fusionne_dans=foyer),
        objet__in=["adresse", FUSION],
        par__in={un.par_id for un in ouverts},
    )
    if adresse.cree_le >= min(un.le for un in ouverts) or donnees.exists():
        raise Refus(DETOURNEE)


@transaction.atomic
def repondre(code: str, utilisateur: Utilisateur) -> None:
    """Confirm what a letter has opened to this account before this one was printed; nothing, where
    nothing is closed to it (a button pressed twice). Refus: the code is not of a second letter to
    it, or too old."""
    siennes = Invitation.objects.select_for_update(of=("self",), no_key=True).filter(
        code__in=sceaux_de(code),
        code_fin__gte=timezone.localdate(),
        responsable__utilisateur=utilisateur,
    )
    invitation = siennes.select_related("responsable__foyer", "imprimee_par").first()
    if invitation and _confirmer(invitation):
        Invitation.objects.filter(pk=invitation.pk).update(code="")
    elif fermetures_de(utilisateur).exists():
        raise Refus(CODE_FAUX)


def _confirmer(invitation: Invitation) -> bool:
    par, imprimee_le = invitation.imprimee_par, invitation.envoyee_le
    if par is None or imprimee_le is None:  # an account that is no more; a wave taken up again
        return False
    return confirmer_par_une_preuve(
        invitation.responsable,
        quand=Q(le__lt=imprimee_le),
        temoin=par,
        par=par,
        dit="confirmé par le code d’un courrier",
    )
