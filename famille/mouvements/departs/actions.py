"""An adult leaves a household without opening another: from a day on he sees and books nothing more
of it, and still reads what it was billed for his days."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from famille.argent.prelevement.mandats import revoquer_mandat
from famille.courriels.boite_d_envoi import adresse_absolue, preparer
from famille.courriels.genres import GenreDeCourriel
from famille.dossier.foyers.acces.changements_dits import annoncer_le_changement
from famille.dossier.foyers.contacts import ajouter_contact
from famille.dossier.foyers.notes import ajouter_note
from famille.dossier.foyers.personnes import modifier_responsable
from famille.dossier.foyers.vie import AvantApres
from famille.dossier.foyers.vie.separation import exiger
from famille.models import Facture, Foyer, Responsable, Utilisateur
from famille.socle.dire import compte, de, en_lettres, enumerer
from famille.socle.erreurs import Refus

DEPART = GenreDeCourriel("depart-du-foyer", "famille/depart_du_foyer")
PASSE = "Un départ commence aujourd’hui ou plus tard : ce qui est passé ne change pas."
SEUL = (
    "Il faut qu’un adulte reste dans ce foyer : ajoutez-en un d’abord. Si toute la famille part,"
    " enregistrez le départ de la commune."
)
SANS_TELEPHONE = (
    "Cette personne n’a pas de téléphone dans le dossier : notez-le d’abord sur sa fiche, ou ne la"
    " gardez pas parmi les personnes à appeler."
)
GARDE_SES_PAPIERS = (
    "lisibles encore, pour les jours jusqu’au {veille} ; une facture qui compte aussi des jours"
    " d’après reste au foyer"
)
DEJA_PREVU = "Son dernier jour dans ce foyer est déjà noté : corrigez-le sur sa fiche."


@transaction.atomic
def faire_quitter(
    responsable: Responsable,
    *,
    depuis: date,
    arreter_son_mandat: bool = False,
    a_prevenir: bool = False,
    peut_recuperer: bool = False,
    par: Utilisateur,
) -> AvantApres:
    """`a_prevenir`, `peut_recuperer`: what he still is for the children, as a contact. Refus: the
    day is past, he is the only adult, is not confirmed, or has left already."""
    foyer = Foyer.objects.select_for_update().get(pk=responsable.foyer_id)
    responsable = Responsable.objects.select_related("utilisateur", "foyer").get(pk=responsable.pk)
    if responsable.fin:
        raise Refus(DEJA_PREVU, champ="responsable")
    exiger(foyer, responsable, depuis, passe=PASSE, seul=SEUL)
    veille = depuis - timedelta(days=1)
    trace: dict[str, Any] = {"par": par, "origine": f"départ {de(responsable)} du foyer"}
    roles = {"a_prevenir": a_prevenir, "peut_recuperer": peut_recuperer}
    fait = [
        *_l_acces(responsable, depuis),
        *_les_papiers(responsable, foyer, veille),
        *_les_mandats(responsable, foyer, arreter=arreter_son_mandat),
        *_les_contacts(foyer, roles),
        ("Quotient familial", "celui du foyer", "inchangé, à redemander"),
    ]
    if arreter_son_mandat:
        for mandat in foyer.mandats.en_vigueur().filter(titulaire=responsable).order_by("pk"):
            revoquer_mandat(mandat, **trace)
    if any(roles.values()):
        _le_garder(responsable, foyer, **roles, **trace)
    modifier_responsable(responsable, fin=veille, garde_ses_factures=True, **trace)
    # incomes may have changed: asked again, and until then nothing is guessed
    texte = f"Quotient familial à redemander : un adulte est parti le {en_lettres(depuis)}."
    ajouter_note(foyer, texte=texte, a_savoir=True, par=par)
    _le_dire(responsable, foyer, depuis, par=par)
    return fait


def _l_acces(responsable: Responsable, depuis: date) -> AvantApres:
    nom, fini = str(responsable), f"plus rien à partir du {en_lettres(depuis)}"
    if not responsable.a_un_compte:
        return [(nom, "dans ce foyer, sans compte", fini)]
    coupe = "coupé ce jour-là : qui reste en ouvre un nouveau"
    return [
        (nom, "voit le dossier et réserve", f"{fini} : ni dossier, ni réservation, ni alerte"),
        ("Agenda du foyer sur les téléphones", "une adresse pour tous", coupe),
    ]


def _les_papiers(responsable: Responsable, foyer: Foyer, veille: date) -> AvantApres:
    adultes = list(foyer.responsables.actuels().order_by("pk"))
    avant = enumerer([str(un) for un in adultes])
    restent = enumerer([str(un) for un in adultes if un != responsable])
    prochaines = ("Prochaines factures", f"adressées à {avant}", f"à {restent}")
    if not responsable.a_un_compte:
        return [prochaines]
    publiees = Facture.objects.publiees().aux_familles().filter(foyer=foyer).count()
    lues = compte(publiees, "facture lue", "factures lues")
    apres = GARDE_SES_PAPIERS.format(veille=en_lettres(veille))
    return [("Factures, reçus, attestations fiscales", lues, apres), prochaines]


def _les_mandats(responsable: Responsable, foyer: Foyer, *, arreter: bool) -> AvantApres:
    le_sien = "paie encore les factures de ce foyer, avec son compte"
    if arreter:
        le_sien = "terminé aujourd’hui : la prochaine facture se paie autrement"
    return [
        (
            f"Mandat {mandat.rum}",
            f"de {mandat.titulaire_nom}",
            le_sien if mandat.titulaire_id == responsable.pk else "inchangé",
        )
        for mandat in foyer.mandats.en_vigueur().order_by("pk")
    ]


def _les_contacts(foyer: Foyer, roles: dict[str, bool]) -> AvantApres:
    mots = {"a_prevenir": "à prévenir", "peut_recuperer": "peut venir chercher"}
    dits = [mot for nom, mot in mots.items() if roles[nom]]
    apres = f"personne à appeler : {enumerer(dits)}" if dits else "ni appelé, ni attendu"
    lui = ("Pour les enfants", "adulte du foyer", apres)
    if not (nommes := foyer.contacts.count()):
        return [lui]
    quoi = compte(nommes, "personne à appeler", "personnes à appeler")
    return [lui, ("Nommées par la famille", quoi, "inchangées : relisez-les avec elle")]


def _le_garder(responsable: Responsable, foyer: Foyer, **champs: Any) -> None:
    """`champs`: what he is for the children, who does it."""
    telephone = responsable.telephone_portable or responsable.telephone_fixe
    if not telephone:
        raise Refus(SANS_TELEPHONE, champ="responsable")
    ajouter_contact(
        foyer,
        prenom=responsable.prenom,
        nom=responsable.nom,
        lien=responsable.get_lien_display(),
        telephone=str(telephone),
        ordre=foyer.contacts.count() + 1,
        **champs,
    )


def _le_dire(responsable: Responsable, foyer: Foyer, depuis: date, *, par: Utilisateur) -> None:
    """Both sides: who stays, and who leaves, who is told what stays his."""
    parti = responsable.utilisateur
    annoncer_le_changement([foyer], f"le départ {de(responsable)} du foyer", par=par, sauf=parti)
    if parti is None or not parti.is_active:
        return
    contexte = {
        "prenom": parti.first_name,
        "agent": str(par),
        "foyer": foyer.nom,
        "jour": en_lettres(depuis),
        "commence": depuis <= timezone.localdate(),
        "lien": adresse_absolue(reverse("famille:factures")),
    }
    preparer(DEPART.cle(responsable.pk, depuis).pour(parti), parti.email, contexte)
