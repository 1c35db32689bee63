"""What becomes of the rows of `famille` when two files are merged."""

from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from famille.journal.carnet import Carnet
from famille.models import (
    AccesAConfirmer,
    AdresseFoyer,
    Autorisation,
    BrouillonEcarte,
    CleEtrangere,
    Consultation,
    ContactFamille,
    Document,
    Doublon,
    DoublonDeReprise,
    DroitPayeur,
    Echeancier,
    Enfant,
    Facture,
    FicheSanitaire,
    Fil,
    Foyer,
    Fusion,
    IdentitePivot,
    Invitation,
    LectureFil,
    LigneFacture,
    LigneLibre,
    LigneRangee,
    MandatSEPA,
    Modification,
    NoteDuFoyer,
    Notification,
    Paiement,
    PassagePaiement,
    Placement,
    QuotientFamilial,
    RappelDossier,
    Rattachement,
    Relance,
    Responsable,
    SanteDeclaree,
    ScolaritePassee,
    ServicePreleve,
    TitreTresor,
)
from famille.socle.dire import en_euros, enumerer

from .registre import (
    A_PART,
    RESTER,
    RETIRER,
    SUIVRE,
    UN_SEUL,
    Devenir,
    LigneDApercu,
    Regle,
    Salle,
    Union,
)

DEUX_MANDATS = (
    "Les deux dossiers ont un mandat de prélèvement en vigueur pour le même service ({services}) :"
    " arrêtez celui qui ne sert plus, puis recommencez."
)
EN_PREPARATION = (
    "Une facture est en préparation pour l’un de ces dossiers : publiez la campagne, ou"
    " abandonnez-la, puis recommencez."
)
EN_COURS_DE_PAIEMENT = (
    "Un paiement est en cours, ou à vérifier, dans l’un de ces dossiers : attendez sa fin, ou"
    " réglez-le dans « À vérifier », puis recommencez."
)
COMPTE_D_AGENT = (
    "L’un de ces deux comptes est celui d’un agent : retirez-le d’abord de cette fiche, par son"
    " adresse e-mail, puis recommencez."
)


class SalleDesFamilles(Salle):
    regles = {
        (Foyer, "fusionne_dans"): SUIVRE,
        (AdresseFoyer, "foyer"): A_PART,
        (QuotientFamilial, "foyer"): A_PART,
        (Responsable, "foyer"): SUIVRE,
        (NoteDuFoyer, "foyer"): SUIVRE,
        (ContactFamille, "foyer"): Regle(comme=("prenom", "nom", "telephone")),
        (Rattachement, "foyer"): Regle(Devenir.FONDRE, comme=("enfant",)),
        (AccesAConfirmer, "foyer"): SUIVRE,
        (Document, "foyer"): SUIVRE,
        (Placement, "foyer"): Regle(Devenir.FONDRE, comme=("enfant",)),
        (MandatSEPA, "foyer"): SUIVRE,
        (ServicePreleve, "foyer"): SUIVRE,
        (Facture, "foyer"): SUIVRE,
        (Paiement, "foyer"): SUIVRE,
        (Echeancier, "foyer"): SUIVRE,
        (LigneLibre, "foyer"): SUIVRE,
        (BrouillonEcarte, "foyer"): SUIVRE,
        (DroitPayeur, "foyer"): SUIVRE,
        (RappelDossier, "foyer"): Regle(comme=("enfant", "piece", "fin", "palier")),
        (Modification, "foyer"): RESTER,
        (Consultation, "foyer"): RESTER,
        # an envoi that both got: one conversation is enough to say it
        (Fil, "foyer"): Regle(comme=("envoi",), condition=Q(envoi__isnull=False)),
        (SanteDeclaree, "foyer"): SUIVRE,
        (CleEtrangere, "foyer"): SUIVRE,
        (CleEtrangere, "adulte"): SUIVRE,
        (CleEtrangere, "enfant"): SUIVRE,
        (DoublonDeReprise, "adulte"): RETIRER,
        (DoublonDeReprise, "enfant"): RETIRER,
        (Fusion, "foyer"): RESTER,
        (Fusion, "autre_foyer"): RESTER,
        (AccesAConfirmer, "responsable"): SUIVRE,
        (Invitation, "responsable"): UN_SEUL,
        (IdentitePivot, "responsable"): UN_SEUL,
        (MandatSEPA, "titulaire"): SUIVRE,
        # whom the titre names stays written in it
        (TitreTresor, "responsable"): SUIVRE,
        (Doublon, "adulte"): RETIRER,
        (Doublon, "autre_adulte"): RETIRER,
        (Enfant, "fusionne_dans"): SUIVRE,
        (Rattachement, "enfant"): Regle(Devenir.FONDRE, comme=("foyer",)),
        (Document, "enfant"): SUIVRE,
        (Placement, "enfant"): Regle(Devenir.FONDRE, comme=("foyer",)),
        (LigneFacture, "enfant"): SUIVRE,
        (DroitPayeur, "enfant"): SUIVRE,
        (RappelDossier, "enfant"): Regle(comme=("foyer", "piece", "fin", "palier")),
        (Consultation, "sante_de"): RESTER,
        (Fil, "enfant"): SUIVRE,
        (FicheSanitaire, "enfant"): A_PART,
        (SanteDeclaree, "enfant"): Regle(comme=("origine",)),
        (Autorisation, "enfant"): SUIVRE,
        (ScolaritePassee, "enfant"): Regle(comme=("jusqu_au",)),
        (LigneRangee, "enfant"): Regle(comme=("rangement",)),
        (Doublon, "enfant"): RETIRER,
        (Doublon, "autre_enfant"): RETIRER,
    }
    sans_suite = (
        Modification,
        Consultation,
        LectureFil,
        Notification,
        Relance,
        PassagePaiement,
        Doublon,
        Fusion,
        RappelDossier,
        LigneRangee,
    )

    def obstacles(self, union: Union) -> list[str]:
        if isinstance(union.garde, Foyer):
            return [*_brouillons(union), *_paiements(union), *_mandats(union)]
        if isinstance(union.garde, Responsable):
            return _comptes(union)
        return []

    def apercu(self, union: Union) -> list[LigneDApercu]:
        if isinstance(union.garde, Foyer):
            return [*_qui_voit(union), *_qui_paie(union)]
        return []

    def suivre(self, union: Union, carnet: Carnet) -> None:
        if isinstance(union.garde, Enfant):
            for non in _non_a_redire(union):
                non.save()
                carnet.ajouter(non)


def _non_a_redire(union: Union) -> list[Autorisation]:
    """What one file refuses and the other has allowed since: nobody allowed it knowing the "Non",
    which stays in force. In the name of who refused; not written yet."""
    deux = [union.garde.pk, union.autre.pk]
    lues = list(Autorisation.objects.filter(enfant__in=deux).order_by("le", "pk"))
    dernieres = {(une.genre, une.enfant_id): une for une in lues}
    en_vigueur = {une.genre: une for une in lues}
    return [
        Autorisation(enfant=union.garde, genre=genre, accordee=False, par_id=une.par_id)
        for (genre, _enfant), une in dernieres.items()
        if not une.accordee and en_vigueur[genre].accordee
    ]


def _brouillons(union: Union) -> list[str]:
    """Drafts are known by their household (Facture.cle): they are published or taken off first."""
    deux = [union.garde.pk, union.autre.pk]
    a_part = (LigneLibre, BrouillonEcarte)
    if Facture.objects.brouillons().filter(foyer__in=deux).exists() or any(
        modele.objects.filter(foyer__in=deux).exists() for modele in a_part
    ):
        return [EN_PREPARATION]
    return []


def _paiements(union: Union) -> list[str]:
    vifs = Paiement.objects.filter(
        foyer__in=[union.garde.pk, union.autre.pk],
        etat__in=[Paiement.Etat.OUVERT, Paiement.Etat.A_VERIFIER],
    )
    if not vifs.exists():
        return []
    return [EN_COURS_DE_PAIEMENT]


def _mandats(union: Union) -> list[str]:
    siens = ServicePreleve.objects.filter(
        foyer=union.garde.pk, service=OuterRef("service"), fin=None
    )
    doubles = ServicePreleve.objects.filter(Exists(siens), foyer=union.autre.pk, fin=None)
    services = [double.get_service_display() for double in doubles]
    return [DEUX_MANDATS.format(services=enumerer(services))] if services else []


def _comptes(union: Union) -> list[str]:
    """One who works for the town signs in as an agent: that account is not closed by a merge."""
    comptes = [une.utilisateur for une in (union.garde, union.autre) if une.utilisateur]
    if (
        len(comptes) == 2
        and comptes[0] != comptes[1]
        and any(un.est_du_personnel for un in comptes)
    ):
        return [COMPTE_D_AGENT]
    return []


def _qui_voit(union: Union) -> list[LigneDApercu]:
    deux = (union.garde, union.autre)
    return [
        _noms("Qui voit le dossier et réserve", union, [_adultes_de(foyer) for foyer in deux]),
        _noms("Pour quels enfants", union, [_enfants_de(foyer) for foyer in deux]),
        _ligne("Conversations", union, lambda foyer: Fil.objects.filter(foyer=foyer)),
    ]


def _noms(titre: str, union: Union, deux: list[list[Any]]) -> LigneDApercu:
    """Each once: one whom both households have, or who becomes one with another, is one person."""
    partis = [un for un in deux[1] if un in union.partis]
    apres = [*deux[0], *(un for un in deux[1] if un not in partis and un not in deux[0])]
    dits = [_dire([_nommer(un) for un in les]) for les in (*deux, apres)]
    return LigneDApercu(titre, dits[0], dits[1], dits[2])


def _nommer(personne: Any) -> str:
    """An adult is said with whether he has a way in."""
    sans_compte = isinstance(personne, Responsable) and not personne.a_un_compte
    return f"{personne} (sans compte)" if sans_compte else str(personne)


def _qui_paie(union: Union) -> list[LigneDApercu]:
    deux = [union.garde, union.autre]
    dus = [Facture.objects.filter(foyer=foyer).reste_du() for foyer in deux]
    mandats = [
        [str(mandat) for mandat in MandatSEPA.objects.en_vigueur().filter(foyer=foyer)]
        for foyer in deux
    ]
    return [
        _ligne(
            "Factures publiées",
            union,
            lambda foyer: Facture.objects.filter(foyer=foyer, etat=Facture.Etat.PUBLIEE),
        ),
        LigneDApercu(
            "Reste à payer", en_euros(dus[0]), en_euros(dus[1]), en_euros(sum(dus, Decimal("0.00")))
        ),
        LigneDApercu(
            "Prélèvement",
            _dire(mandats[0], vide="aucun"),
            _dire(mandats[1], vide="aucun"),
            _dire([*mandats[0], *mandats[1]], vide="aucun"),
        ),
    ]


def _ligne(titre: str, union: Union, lignes: Any) -> LigneDApercu:
    nombres = [lignes(un.pk).count() for un in (union.garde, union.autre)]
    return LigneDApercu(titre, str(nombres[0]), str(nombres[1]), str(sum(nombres)))


def _adultes_de(foyer: Foyer) -> list[Responsable]:
    return list(foyer.responsables.actuels().select_related("utilisateur"))


def _enfants_de(foyer: Foyer) -> list[Enfant]:
    jour = timezone.localdate()
    presents: QuerySet[Rattachement] = foyer.rattachements.filter(
        Q(fin=None) | Q(fin__gte=jour)
    ).select_related("enfant")
    return [un.enfant for un in presents]


def _dire(noms: list[str], vide: str = "personne") -> str:
    return enumerer(noms) if noms else vide
