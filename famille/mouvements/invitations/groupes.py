"""Whom a wave invites: the adults of a group of households who have not opened their account."""

from dataclasses import dataclass

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet, TextChoices
from django.utils import timezone

from famille.dossier.foyers.adresses import qui_habitent
from famille.dossier.foyers.ecoles.lecture import ou_vivent
from famille.models import AdresseFoyer, Classe, Ecole, Enfant, Foyer, Invitation, Responsable
from famille.models.foyer import FoyerQuerySet
from famille.regles.scolarite import annee_scolaire
from famille.socle.offres import inscrits_a, structures


class Groupe(TextChoices):
    TOUS = "tous", "Toutes les familles"
    COMMUNE = "commune", "Les familles d’une commune"
    ECOLE = "ecole", "Les familles d’une école"
    CLASSE = "classe", "Les familles d’une classe"
    STRUCTURE = "structure", "Les familles dont un enfant est inscrit dans une structure"


def choix(groupe: Groupe) -> list[tuple[str, str]]:
    """(key, name) of what one chooses in such a group."""
    match groupe:
        case Groupe.COMMUNE:
            noms = AdresseFoyer.objects.order_by("commune").values_list("commune", flat=True)
            return [(nom, nom) for nom in noms.distinct()]
        case Groupe.ECOLE:
            return [(str(une.pk), str(une)) for une in Ecole.objects.all()]
        case Groupe.CLASSE:
            de_l_annee = Classe.objects.filter(annee=annee_scolaire(timezone.localdate()))
            lues = de_l_annee.select_related("ecole").order_by("ecole__nom", "nom")
            return [(str(une.pk), f"{une.ecole} : {une}") for une in lues]
        case Groupe.STRUCTURE:
            return [(str(cle), nom) for cle, nom in structures()]
    return []


def foyers_de(groupe: str, cle: str) -> FoyerQuerySet:
    """Those concerned today."""
    foyers = Foyer.objects.ouverts()
    match groupe:
        case Groupe.COMMUNE:
            return qui_habitent(cle, foyers)
        case Groupe.ECOLE:
            return ou_vivent(Enfant.objects.filter(ecole=int(cle)), foyers)
        case Groupe.CLASSE:
            return ou_vivent(Enfant.objects.filter(classe=int(cle)), foyers)
        case Groupe.STRUCTURE:
            return ou_vivent(inscrits_a(int(cle)), foyers)
    return foyers


def dire(groupe: Groupe, cle: str) -> str:
    """ "Les familles d’une école : École Jean-Zay"."""
    nom = dict(choix(groupe)).get(cle, "")
    return f"{groupe.label} : {nom}" if nom else str(groupe.label)


@dataclass(frozen=True)
class Invites:
    """Keys of Responsable, each account once. `sans_adresse`: those whom no mail and no letter can
    reach."""

    par_courriel: list[int]
    par_lettre: list[int]
    sans_adresse: int

    @property
    def nombre(self) -> int:
        return len(self.par_courriel) + len(self.par_lettre)


def a_inviter(groupe: str, cle: str) -> Invites:
    """The adults of this group who have no open account and were in no wave."""
    adultes = Responsable.objects.actuels().filter(foyer__in=foyers_de(groupe, cle))
    adultes = adultes.exclude(pk__in=Invitation.objects.values("responsable"))
    sans_compte = adultes.filter(utilisateur=None)
    avec_adresse = AdresseFoyer.objects.filter(depuis__lte=timezone.localdate()).values("foyer")
    joignables = list(
        sans_compte.filter(foyer__in=avec_adresse).order_by("pk").values_list("pk", flat=True)
    )
    return Invites(_par_courriel(adultes), joignables, sans_compte.count() - len(joignables))


def _par_courriel(adultes: QuerySet[Responsable]) -> list[int]:
    deja = Invitation.objects.values("responsable__utilisateur")
    attendus = (
        adultes.filter(_QUI_ATTEND)
        .exclude(utilisateur__in=deja.filter(responsable__utilisateur__isnull=False))
        .order_by("pk")
    )
    par_compte: dict[int, int] = {}
    for pk, compte in attendus.values_list("pk", "utilisateur"):
        par_compte.setdefault(compte, pk)
    return list(par_compte.values())


_QUI_ATTEND = Q(utilisateur__password__startswith=UNUSABLE_PASSWORD_PREFIX) & (
    Q(utilisateur__is_active=True) | Q(utilisateur__invitation_retenue_le__isnull=False)
)
