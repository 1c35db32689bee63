"""An adult who leaves a household, without opening another in this town's files: from a day on he
sees and books nothing more of it, and still reads what it was billed for his days."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from famille.courriels.boite_d_envoi import adresse_absolue, preparer
from famille.courriels.genres import GenreDeCourriel
from famille.foyers.acces.changements_dits import annoncer_le_changement
from famille.foyers.contacts import ajouter_contact
from famille.foyers.notes import ajouter_note
from famille.foyers.personnes import modifier_responsable
from famille.foyers.vie.separation import exiger
from famille.models import Facture, Foyer, MandatSEPA, Responsable, Utilisateur
from famille.prelevement.mandats import revoquer_mandat
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


@dataclass
class DepartDUnAdulte:
    """What was done, as [(what, before, after)]."""

    lignes: list[tuple[str, str, str]] = field(default_factory=list)


@transaction.atomic
def faire_quitter(
    responsable: Responsable,
    *,
    depuis: date,
    arreter_son_mandat: bool = False,
    a_prevenir: bool = False,
    peut_recuperer: bool = False,
    par: Utilisateur,
) -> DepartDUnAdulte:
    """`a_prevenir`, `peut_recuperer`: what he still is for the children, as a contact. Refus: the
    day is past, he is the only adult, his coming is not confirmed, or he has left already. All of
    it, or nothing."""
    foyer = Foyer.objects.select_for_update().get(pk=responsable.foyer_id)
    responsable = Responsable.objects.select_related("utilisateur", "foyer").get(pk=responsable.pk)
    if responsable.fin:
        raise Refus(DEJA_PREVU, champ="responsable")
    exiger(foyer, responsable, depuis, passe=PASSE, seul=SEUL)
    veille = depuis - timedelta(days=1)
    origine = f"départ {de(responsable)} du foyer"
    fait = DepartDUnAdulte()
    _l_acces(responsable, depuis, fait)
    _les_papiers(responsable, foyer, veille, fait)
    _le_mandat(responsable, foyer, fait, arreter=arreter_son_mandat, par=par, origine=origine)
    roles = {"a_prevenir": a_prevenir, "peut_recuperer": peut_recuperer}
    _les_contacts(responsable, foyer, roles, fait, par=par, origine=origine)
    modifier_responsable(responsable, fin=veille, garde_ses_factures=True, par=par, origine=origine)
    _le_quotient(foyer, depuis, fait, par=par)
    _le_dire(responsable, foyer, depuis, par=par)
    return fait


def _l_acces(responsable: Responsable, depuis: date, fait: DepartDUnAdulte) -> None:
    a_un_compte = responsable.a_un_compte
    fait.lignes.append(
        (
            str(responsable),
            "voit le dossier et réserve" if a_un_compte else "dans ce foyer, sans compte",
            f"plus rien à partir du {en_lettres(depuis)}"
            + (" : ni dossier, ni réservation, ni alerte" if a_un_compte else ""),
        )
    )
    if a_un_compte:
        fait.lignes.append(
            (
                "Agenda du foyer sur les téléphones",
                "une adresse pour tous",
                "coupé ce jour-là : qui reste en ouvre un nouveau",
            )
        )


def _les_papiers(
    responsable: Responsable, foyer: Foyer, veille: date, fait: DepartDUnAdulte
) -> None:
    publiees = Facture.objects.publiees().aux_familles().filter(foyer=foyer).count()
    if responsable.a_un_compte:
        lues = compte(publiees, "facture lue", "factures lues")
        apres = GARDE_SES_PAPIERS.format(veille=en_lettres(veille))
        fait.lignes.append(("Factures, reçus, attestations fiscales", lues, apres))
    autres = foyer.responsables.actuels().exclude(pk=responsable.pk).order_by("pk")
    restent = [str(un) for un in autres]
    avant = enumerer([str(un) for un in foyer.responsables.actuels().order_by("pk")])
    fait.lignes.append(("Prochaines factures", f"adressées à {avant}", f"à {enumerer(restent)}"))


def _le_mandat(
    responsable: Responsable,
    foyer: Foyer,
    fait: DepartDUnAdulte,
    *,
    arreter: bool,
    par: Utilisateur,
    origine: str,
) -> None:
    for mandat in foyer.mandats.en_vigueur().order_by("pk"):
        suite = _suite(mandat, responsable, arreter)
        fait.lignes.append((f"Mandat {mandat.rum}", f"de {mandat.titulaire_nom}", suite))
        if arreter and mandat.titulaire_id == responsable.pk:
            revoquer_mandat(mandat, par=par, origine=origine)


def _suite(mandat: MandatSEPA, responsable: Responsable, arreter: bool) -> str:
    if mandat.titulaire_id != responsable.pk:
        return "inchangé"
    if arreter:
        return "terminé aujourd’hui : la prochaine facture se paie autrement"
    return "paie encore les factures de ce foyer, avec son compte"


def _les_contacts(
    responsable: Responsable,
    foyer: Foyer,
    roles: dict[str, bool],
    fait: DepartDUnAdulte,
    *,
    par: Utilisateur,
    origine: str,
) -> None:
    dits = [
        mot
        for nom, mot in (("a_prevenir", "à prévenir"), ("peut_recuperer", "peut venir chercher"))
        if roles[nom]
    ]
    apres = f"personne à appeler : {enumerer(dits)}" if dits else "ni appelé, ni attendu"
    fait.lignes.append(("Pour les enfants", "adulte du foyer", apres))
    nommes = foyer.contacts.count()
    if nommes:
        quoi = compte(nommes, "personne à appeler", "personnes à appeler")
        fait.lignes.append(("Nommées par la famille", quoi, "inchangées : relisez-les avec elle"))
    if not dits:
        return
    telephone = responsable.telephone_portable or responsable.telephone_fixe
    if not telephone:
        raise Refus(SANS_TELEPHONE, champ="responsable")
    ajouter_contact(
        foyer,
        prenom=responsable.prenom,
        nom=responsable.nom,
        lien=responsable.get_lien_display(),
        telephone=str(telephone),
        ordre=nommes + 1,
        par=par,
        origine=origine,
        **roles,
    )


def _le_quotient(foyer: Foyer, depuis: date, fait: DepartDUnAdulte, *, par: Utilisateur) -> None:
    """Incomes may have changed: asked again, and until then nothing is guessed."""
    texte = f"Quotient familial à redemander : un adulte est parti le {en_lettres(depuis)}."
    ajouter_note(foyer, texte=texte, a_savoir=True, par=par)
    fait.lignes.append(("Quotient familial", "celui du foyer", "inchangé, à redemander"))


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
