"""The letters of a wave: one sheet an adult, the address where the window of the envelope is, and a
code that serves once. Written by a job, a lot at a time, sorted by postal code."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import date
from textwrap import wrap
from typing import IO, Any

from allauth.mfa.adapter import get_adapter
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from famille.courriels.boite_d_envoi import adresse_absolue
from famille.dossier.papiers import moteur
from famille.dossier.papiers.feuille import lire_en_tete
from famille.journal.modifications import noter_export
from famille.models import AdresseFoyer, Invitation, Travail, Utilisateur, VagueInvitations
from famille.socle.dire import compte, en_lettres
from famille.socle.erreurs import Refus
from famille.travaux.actions import Avancement, lancer
from famille.travaux.fichiers import deposer

from .actions import finir_la_vague
from .codes import DUREE, en_groupes, nouveau_code, sceau_de

GENRE = "lettres-invitation"
LIGNES, LARGEUR = 6, 38  # of an address, as machines of the post read it
PAR_FICHIER = 150  # sheets of one PDF: a job makes them well within its minute
SANS_LETTRE = "Toutes les lettres de cette vague sont prêtes : il n’y en a plus à imprimer."


def a_imprimer(vague: VagueInvitations) -> QuerySet[Invitation]:
    """The letters that wait, by postal code, then by town, street and name: as the post sorts
    them."""
    adresses = AdresseFoyer.objects.filter(
        foyer=OuterRef("responsable__foyer"), depuis__lte=timezone.localdate()
    ).order_by("-depuis", "-pk")
    champs = ("code_postal", "commune", "voie")
    return (
        vague.invitations.filter(moyen=Invitation.Moyen.LETTRE)
        .a_envoyer()
        .filter(responsable__utilisateur=None)
        .annotate(**{nom: Subquery(adresses.values(nom)[:1]) for nom in champs})
        .exclude(code_postal=None)
        .select_related("responsable__foyer")
        .prefetch_related("responsable__foyer__adresses")
        .order_by("code_postal", "commune", "voie", "responsable__nom", "pk")
    )


def preparer_les_lettres(vague: VagueInvitations, *, par: Utilisateur) -> Travail:
    """The job that writes the next lot. Refus: none waits, or the wave is stopped."""
    if vague.arretee_le:
        raise Refus("Cette vague est arrêtée : reprenez-la, puis préparez ses lettres.")
    if not a_imprimer(vague).exists():
        raise Refus(SANS_LETTRE)
    return lancer(GENRE, f"Lettres : {vague.a_qui}", {"vague": vague.pk}, par=par)


def executer(travail: Travail, avancer: Avancement) -> dict[str, Any]:
    """The job: parametres dict(vague). Of two runs, the codes of the file that is kept count."""
    vague = VagueInvitations.objects.filter(pk=travail.parametres["vague"]).first()
    invitations = list(a_imprimer(vague)[:PAR_FICHIER]) if vague else []
    if not invitations or vague is None:
        raise Refus(SANS_LETTRE)
    jour = timezone.localdate()
    codes = {une.pk: nouveau_code() for une in invitations}

    def ecrire(fichier: IO[bytes]) -> None:
        html = en_html(invitations, codes, jour)
        avancer(0, len(invitations))  # the drawing is long: it is said before
        fichier.write(moteur.imprimer(html))
        avancer(len(invitations), len(invitations))

    def noter() -> None:
        _noter(invitations, codes, jour, par=travail.demandeur)
        noter_export(
            {une.responsable.foyer_id for une in invitations},
            "lettre d’invitation à ouvrir un compte",
            par=travail.demandeur,
        )

    deposer(travail, "pdf", f"lettres-{vague.pk}-{jour}.pdf", ecrire, avec=noter)
    finir_la_vague(vague)
    restent = a_imprimer(vague).count()
    suite = f" {compte(restent, 'autre attend', 'autres attendent')}." if restent else ""
    return {"phrase": f"{compte(len(invitations), 'lettre')}.{suite}", "lignes": len(invitations)}


@transaction.atomic
def _noter(
    invitations: Sequence[Invitation], codes: dict[int, str], jour: date, *, par: Utilisateur | None
) -> None:
    maintenant = timezone.now()
    for une in invitations:
        Invitation.objects.filter(pk=une.pk).update(
            code=sceau_de(codes[une.pk]),
            code_fin=jour + DUREE,
            imprimee_par=par,
            envoyee_le=maintenant,
            envois=F("envois") + 1,
        )


def en_html(invitations: Sequence[Invitation], codes: dict[int, str], jour: date) -> str:
    """All the sheets as one page."""
    lettres = [
        {
            "adulte": une.responsable,
            "destinataire": lignes_de(une),
            "code": en_groupes(codes[une.pk]),
            "qr": _qr(adresse_absolue(reverse("famille:invitation_code", args=[codes[une.pk]]))),
        }
        for une in invitations
    ]
    contexte = {
        "lettres": lettres,
        "en_tete": lire_en_tete()(None, pour_pdf=True),
        "adresse": adresse_absolue(reverse("famille:invitation")),
        "le": en_lettres(jour),
        "jusqu_au": en_lettres(jour + DUREE),
    }
    return render_to_string("famille/invitations/lettres.html", contexte)


def _qr(lien: str) -> str:
    """A picture that the page carries in itself. allauth draws its own QR codes so."""
    dessin = get_adapter().build_totp_svg(lien)
    return f"data:image/svg+xml;base64,{b64encode(dessin.encode()).decode()}"


def lignes_de(invitation: Invitation) -> list[str]:
    """What shows in the window: capitals, without a comma, as the post reads it; six lines of 38
    signs at most, what is longer going on below. Town and country are never what is left out."""
    adulte = invitation.responsable
    adresse = adulte.foyer.adresse_au(timezone.localdate())
    dites = [f"{adulte.prenom} {adulte.nom}", *(adresse.lignes if adresse else [])]
    lignes = [bout for une in dites for bout in wrap(une.upper().replace(",", " "), LARGEUR)]
    return [*lignes[: LIGNES - 2], *lignes[-2:]] if len(lignes) > LIGNES else lignes
