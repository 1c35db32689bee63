"""An adult's civil identity is said, or forgotten: the journal keeps that, not what it says."""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from famille.journal.modifications import noter_modification
from famille.models import IdentitePivot, Responsable, Utilisateur
from famille.regles import identite as regles
from famille.regles.identite import EtatCivil, normaliser_l_identite
from famille.socle.chiffrement import Illisible
from famille.socle.erreurs import Refus
from famille.socle.ville.phrases import dit

from .lecture import empreinte_de

LIBELLE = "État civil"
Origine = IdentitePivot.Origine
DE_FRANCECONNECT = (
    "Cette identité vient de FranceConnect : elle ne se corrige pas ici. Une erreur se corrige à"
    " l’état civil, puis arrive par FranceConnect."
)
DE_LA_VILLE = (Origine.AGENT, Origine.REPRISE)
PAS_ELLE = dit(
    "Ce n’est pas ce que le dossier dit de votre naissance. S’il se trompe, écrivez {au_service} :"
    " un agent le corrige sur la pièce d’identité."
)
PAR_UN_AGENT = dit(
    "Cette identité vient du dossier : vous la complétez ici, mais c’est un agent qui l’efface."
    " Écrivez {au_service}."
)
ILLISIBLE = dit(
    "Ce que le dossier dit de votre naissance ne peut plus être lu : écrivez {au_service}, un agent"
    " le reprendra sur votre pièce d’identité."
)
PAS_UNE_DATE = (
    "Cette date de naissance n’existe pas : écrivez-la comme sur la pièce d’identité, le jour ou"
    " le mois à 00 s’il n’est pas connu."
)
SANS_NOM = "Il manque le nom de naissance : écrivez-le comme sur la pièce d’identité."
PAS_UN_LIEU = "Ce lieu de naissance n’est pas connu : vérifiez la commune et le pays."


@transaction.atomic
def dire_l_identite(
    responsable: Responsable, identite: EtatCivil, *, origine: str, par: Utilisateur | None
) -> IdentitePivot:
    """What is known of this adult from now on. Refus: a part is wrong, or FranceConnect said it."""
    _exiger(identite)
    Responsable.objects.select_for_update(no_key=True).get(pk=responsable.pk)
    connue = IdentitePivot.objects.filter(responsable=responsable).first()
    if connue and _est_la_meme_ligne(connue, identite, origine):
        return connue
    if connue and connue.origine == Origine.FRANCECONNECT != origine:
        raise Refus(DE_FRANCECONNECT)
    ligne, _nouvelle = IdentitePivot.objects.update_or_create(
        responsable=responsable,
        defaults={
            "nom": identite.nom.strip(),
            "prenoms": ", ".join(identite.prenoms),
            "sexe": identite.sexe,
            "naissance": identite.naissance,
            "lieu": identite.lieu,
            "pays": identite.pays,
            "empreinte": empreinte_de(identite),
            "origine": origine,
            "de_la_ville": origine in DE_LA_VILLE or est_de_la_ville(connue),
            "le": timezone.now(),
            "par": par,
        },
    )
    # a line is kept even when the same hand has corrected it
    apres = f"{ligne.origine_dite}{', corrigé' if connue else ''}"
    _noter(responsable, connue.origine_dite if connue else "", apres, par=par)
    return ligne


def exiger_que_ce_soit_elle(responsable: Responsable, identite: EtatCivil) -> None:
    """Of what she types herself: another's would ask the CAF for that person's quotient. Refus: no
    first name of hers, or the town had said another's birth, a fuller one, or one unreadable."""
    connu = replace(identite, prenoms=(responsable.prenom,))
    siens, dits = (set(normaliser_l_identite(un).prenoms) for un in (connu, identite))
    if dits and siens and not siens & dits:
        raise Refus(
            f"Le dossier dit « {responsable.prenom} », qui n’est pas parmi ces prénoms : écrivez"
            " les vôtres, tous. Si le dossier se trompe, un agent le corrige.",
            champ="prenoms",
        )
    connue = IdentitePivot.objects.filter(responsable=responsable).first()
    try:
        dite = connue.dite if connue and est_de_la_ville(connue) else None
    except Illisible as erreur:
        raise Refus(ILLISIBLE) from erreur
    autre = dite and regles.comparer(dite, identite) is regles.Verdict.AUTRE
    if dite and (autre or _en_dit_moins(identite, dite)):
        raise Refus(PAS_ELLE, champ=_ou_elles_different(dite, identite))


def exiger_de_l_effacer(responsable: Responsable) -> None:
    """By herself. Refus: the town had said it, and she would then write another's."""
    if est_de_la_ville(IdentitePivot.objects.filter(responsable=responsable).first()):
        raise Refus(PAR_UN_AGENT)


def est_de_la_ville(connue: IdentitePivot | None) -> bool:
    """Whether an agent or a file of the town has said it, whoever has completed it since."""
    return connue is not None and (connue.de_la_ville or connue.origine in DE_LA_VILLE)


def _en_dit_moins(identite: EtatCivil, dite: EtatCivil) -> bool:
    """Whether a part of the date that is known is no more: another day would be let in next."""
    parts = zip(dite.naissance.split("-"), identite.naissance.split("-"), strict=True)
    return any(connue.strip("0") and connue != ecrite for connue, ecrite in parts)


def _ou_elles_different(une: EtatCivil, autre: EtatCivil) -> str:
    """The first field by which they are of two persons."""
    a, b = normaliser_l_identite(une), normaliser_l_identite(autre)
    if a.nom != b.nom:
        return "nom"
    return "prenoms" if not set(a.prenoms) & set(b.prenoms) else "naissance"


@transaction.atomic
def oublier_l_identite(responsable: Responsable, *, par: Utilisateur | None) -> None:
    """Nothing is known of it any more; nor is anything done where nothing was."""
    connue = IdentitePivot.objects.filter(responsable=responsable).first()
    if connue is None:
        return
    avant = connue.origine_dite
    connue.delete()
    _noter(responsable, avant, "", par=par)


def _noter(responsable: Responsable, avant: str, apres: str, *, par: Utilisateur | None) -> None:
    objet, dits = f"responsable {responsable}", ({LIBELLE: avant}, {LIBELLE: apres})
    noter_modification(responsable.foyer, objet, par=par, avant=dits[0], apres=dits[1])


def _est_la_meme_ligne(connue: IdentitePivot, identite: EtatCivil, origine: str) -> bool:
    try:
        return connue.dite == identite and connue.origine == origine
    except Illisible:
        return False


def _exiger(identite: EtatCivil) -> None:
    """FranceConnect may know neither name; a date and a country, always."""
    if not identite.nom.strip() and not identite.prenoms:
        raise Refus(SANS_NOM, champ="nom")
    if not regles.est_une_naissance(identite.naissance, timezone.localdate()):
        raise Refus(PAS_UNE_DATE, champ="naissance")
    if not regles.est_un_pays(identite.pays) or not regles.est_un_lieu(identite.lieu):
        raise Refus(PAS_UN_LIEU, champ="commune")
