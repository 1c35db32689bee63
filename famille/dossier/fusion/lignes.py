"""What becomes of the rows of `famille` when two files are merged."""

from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from famille import models
from famille.journal.carnet import Carnet
from famille.models import Enfant, Facture, Fil, Foyer, MandatSEPA, Paiement, Responsable
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
        (models.AdresseFoyer, "foyer"): A_PART,
        (models.QuotientFamilial, "foyer"): A_PART,
        (Responsable, "foyer"): SUIVRE,
        (models.NoteDuFoyer, "foyer"): SUIVRE,
        (models.ContactFamille, "foyer"): Regle(comme=("prenom", "nom", "telephone")),
        (models.Rattachement, "foyer"): Regle(Devenir.FONDRE, comme=("enfant",)),
        (models.AccesAConfirmer, "foyer"): SUIVRE,
        (models.Document, "foyer"): SUIVRE,
        (models.Placement, "foyer"): Regle(Devenir.FONDRE, comme=("enfant",)),
        (MandatSEPA, "foyer"): SUIVRE,
        (models.ServicePreleve, "foyer"): SUIVRE,
        (Facture, "foyer"): SUIVRE,
        (Paiement, "foyer"): SUIVRE,
        (models.Echeancier, "foyer"): SUIVRE,
        (models.LigneLibre, "foyer"): SUIVRE,
        (models.BrouillonEcarte, "foyer"): SUIVRE,
        (models.DroitPayeur, "foyer"): SUIVRE,
        (models.RappelDossier, "foyer"): Regle(comme=("enfant", "piece", "fin", "palier")),
        (models.Modification, "foyer"): RESTER,
        (models.Consultation, "foyer"): RESTER,
        # an envoi that both got: one conversation is enough to say it
        (Fil, "foyer"): Regle(comme=("envoi",), condition=Q(envoi__isnull=False)),
        (models.SanteDeclaree, "foyer"): SUIVRE,
        (models.CleEtrangere, "foyer"): SUIVRE,
        (models.CleEtrangere, "adulte"): SUIVRE,
        (models.CleEtrangere, "enfant"): SUIVRE,
        (models.DoublonDeReprise, "adulte"): RETIRER,
        (models.DoublonDeReprise, "enfant"): RETIRER,
        (models.Fusion, "foyer"): RESTER,
        (models.Fusion, "autre_foyer"): RESTER,
        (models.AccesAConfirmer, "responsable"): SUIVRE,
        (models.Invitation, "responsable"): UN_SEUL,
        (models.IdentitePivot, "responsable"): UN_SEUL,
        (MandatSEPA, "titulaire"): SUIVRE,
        # whom the titre names stays written in it
        (models.TitreTresor, "responsable"): SUIVRE,
        (models.Doublon, "adulte"): RETIRER,
        (models.Doublon, "autre_adulte"): RETIRER,
        (Enfant, "fusionne_dans"): SUIVRE,
        (models.Rattachement, "enfant"): Regle(Devenir.FONDRE, comme=("foyer",)),
        (models.Document, "enfant"): SUIVRE,
        (models.Placement, "enfant"): Regle(Devenir.FONDRE, comme=("foyer",)),
        (models.LigneFacture, "enfant"): SUIVRE,
        (models.DroitPayeur, "enfant"): SUIVRE,
        (models.RappelDossier, "enfant"): Regle(comme=("foyer", "piece", "fin", "palier")),
        (models.Consultation, "sante_de"): RESTER,
        (Fil, "enfant"): SUIVRE,
        (models.FicheSanitaire, "enfant"): A_PART,
        (models.SanteDeclaree, "enfant"): Regle(comme=("origine",)),
        (models.Autorisation, "enfant"): SUIVRE,
        (models.ScolaritePassee, "enfant"): Regle(comme=("jusqu_au",)),
        (models.LigneRangee, "enfant"): Regle(comme=("rangement",)),
        (models.Doublon, "enfant"): RETIRER,
        (models.Doublon, "autre_enfant"): RETIRER,
    }
    sans_suite = (
        *(models.Modification, models.Consultation, models.LectureFil, models.Notification),
        *(models.Relance, models.PassagePaiement, models.Doublon, models.Fusion),
        *(models.RappelDossier, models.LigneRangee),
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


def _non_a_redire(union: Union) -> list[models.Autorisation]:
    """What one file refuses and the other has allowed since, unknowing: the "Non" stays in force,
    in the name of who refused. Not written yet."""
    deux = [union.garde.pk, union.autre.pk]
    lues = list(models.Autorisation.objects.filter(enfant__in=deux).order_by("le", "pk"))
    dernieres = {(une.genre, une.enfant_id): une for une in lues}
    en_vigueur = {une.genre: une for une in lues}
    return [
        models.Autorisation(enfant=union.garde, genre=genre, accordee=False, par_id=une.par_id)
        for (genre, _enfant), une in dernieres.items()
        if not une.accordee and en_vigueur[genre].accordee
    ]


def _brouillons(union: Union) -> list[str]:
    """Drafts are known by their household (Facture.cle): they are published or taken off first."""
    deux = [union.garde.pk, union.autre.pk]
    a_part = (models.LigneLibre, models.BrouillonEcarte)
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
    return [EN_COURS_DE_PAIEMENT] if vifs.exists() else []


def _mandats(union: Union) -> list[str]:
    en_vigueur = models.ServicePreleve.objects.filter(fin=None)
    siens = en_vigueur.filter(foyer=union.garde.pk, service=OuterRef("service"))
    doubles = en_vigueur.filter(Exists(siens), foyer=union.autre.pk)
    services = [double.get_service_display() for double in doubles]
    return [DEUX_MANDATS.format(services=enumerer(services))] if services else []


def _comptes(union: Union) -> list[str]:
    """One who works for the town signs in as an agent: that account is not closed by a merge."""
    comptes = {une.utilisateur for une in (union.garde, union.autre) if une.utilisateur}
    deux = len(comptes) == 2
    return [COMPTE_D_AGENT] if deux and any(un.est_du_personnel for un in comptes) else []


def _qui_voit(union: Union) -> list[LigneDApercu]:
    deux = (union.garde, union.autre)
    adultes = [list(un.responsables.actuels().select_related("utilisateur")) for un in deux]
    return [
        _noms("Qui voit le dossier et réserve", union, adultes),
        _noms("Pour quels enfants", union, [_enfants_de(foyer) for foyer in deux]),
        _ligne("Conversations", union, lambda foyer: Fil.objects.filter(foyer=foyer)),
    ]


def _noms(titre: str, union: Union, deux: list[list[Any]]) -> LigneDApercu:
    """Each once: one whom both households have, or who becomes one with another, is one person."""
    partis = [un for un in deux[1] if un in union.partis]
    apres = [*deux[0], *(un for un in deux[1] if un not in partis and un not in deux[0])]
    return LigneDApercu(titre, *(_rediger([_nommer(un) for un in les]) for les in (*deux, apres)))


def _nommer(personne: Any) -> str:
    """An adult is said with whether he has a way in."""
    sans_compte = isinstance(personne, Responsable) and not personne.a_un_compte
    return f"{personne} (sans compte)" if sans_compte else str(personne)


def _qui_paie(union: Union) -> list[LigneDApercu]:
    deux = [union.garde, union.autre]
    dus = [Facture.objects.filter(foyer=foyer).reste_du() for foyer in deux]
    mandats = MandatSEPA.objects.en_vigueur()
    siens, autres = ([str(un) for un in mandats.filter(foyer=foyer)] for foyer in deux)
    publiees = Facture.objects.publiees()
    return [
        _ligne("Factures publiées", union, lambda foyer: publiees.filter(foyer=foyer)),
        LigneDApercu("Reste à payer", *map(en_euros, (*dus, sum(dus, Decimal("0.00"))))),
        LigneDApercu(
            "Prélèvement",
            *(_rediger(les, vide="aucun") for les in (siens, autres, siens + autres)),
        ),
    ]


def _ligne(titre: str, union: Union, lignes: Any) -> LigneDApercu:
    nombres = [lignes(un.pk).count() for un in (union.garde, union.autre)]
    return LigneDApercu(titre, str(nombres[0]), str(nombres[1]), str(sum(nombres)))


def _enfants_de(foyer: Foyer) -> list[Enfant]:
    presents = foyer.rattachements.filter(Q(fin=None) | Q(fin__gte=timezone.localdate()))
    return [un.enfant for un in presents.select_related("enfant")]


def _rediger(noms: list[str], vide: str = "personne") -> str:
    return enumerer(noms) if noms else vide
