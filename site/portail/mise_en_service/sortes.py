"""What a town sets, kind by kind: which rows go in its file, by what they are known there, and what
of them is left out (accounts, files, what the portal notes by itself, secrets)."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from cms_pages.models import IdentiteSite
from demarches.models import ReglageDelais, ReglageDemarche, ReglageQuotient, ReponseType
from famille.models import (
    CommuneMembre,
    CreancierSEPA,
    EtapeRelance,
    ReglageConservation,
    ReglageDossier,
    ReglageRegie,
    ReglageTresorerie,
    TiersPayeur,
)
from portail.models import ReglageSurveillance
from reservations.models import (
    Activite,
    BaremePSU,
    Fermeture,
    GrilleTarifaire,
    Groupe,
    JourFerie,
    Ouverture,
    PeriodeScolaire,
    ReductionVotee,
    ReglageReservations,
    ReglementInterieur,
    Structure,
    TauxPSU,
    TrancheTarif,
)

NOTES_PAR_LE_PORTAIL = {"familles_prevenues_le", "evenement", "modele"}


@dataclass(frozen=True)
class Sorte:
    """`connue_par`: the fields that name a row in the file; none for a setting, of which there is
    one row. `sans`: fields left out; `sauf`: the rows that are. `fige_par`: once it has such rows,
    a row no longer changes. `dit_par`: a row without it says nothing yet."""

    cle: str
    modele: type[Model]
    connue_par: tuple[str, ...] = ()
    sans: tuple[str, ...] = ()
    avec: tuple[str, ...] = ()  # links to several rows
    fige_par: str = ""
    dit_par: str = ""
    sauf: dict[str, str] = field(default_factory=dict)

    @property
    def champs(self) -> list[Any]:
        """The fields (Field) of the file, in the order of the model."""
        laisses = {*self.sans, *NOTES_PAR_LE_PORTAIL}
        return [
            champ
            for champ in self.modele._meta.concrete_fields
            if not champ.primary_key and champ.name not in laisses
        ]


# In the order in which one may name those before it.
SORTES = (
    Sorte("identite", IdentiteSite, sans=("site", "logo", "avis_connexion", "bandeau_actif")),
    Sorte("reservations", ReglageReservations),
    Sorte("dossier", ReglageDossier),
    Sorte("conservation", ReglageConservation),
    Sorte("regie", ReglageRegie),
    # debits would go to the account of the town that has tried
    Sorte("creancier", CreancierSEPA, sans=("iban", "bic"), dit_par="ics"),
    Sorte("tresorerie", ReglageTresorerie),
    Sorte("delais", ReglageDelais),
    Sorte("quotient", ReglageQuotient),
    Sorte("surveillance", ReglageSurveillance, sans=("courriels",)),
    Sorte("communes", CommuneMembre, ("code_postal", "nom")),
    # another parent is a person, of one family
    Sorte("payeurs", TiersPayeur, ("nom",), sauf={"genre": TiersPayeur.Genre.PARENT}),
    Sorte("periodes", PeriodeScolaire, ("debut",)),
    Sorte("feries", JourFerie, ("jour",)),
    Sorte("structures", Structure, ("nom",)),
    Sorte("activites", Activite, ("structure", "nom")),
    Sorte("groupes", Groupe, ("activite", "nom")),
    Sorte("tarifs", GrilleTarifaire, ("activite", "unite", "debut")),
    Sorte("tranches", TrancheTarif, ("grille", "jusqua")),
    Sorte("reductions", ReductionVotee, ("grille", "genre", "seuil")),
    Sorte("baremes", BaremePSU, ("accueil", "debut")),
    Sorte("taux", TauxPSU, ("bareme", "jusqua")),
    Sorte(
        "reglements",
        ReglementInterieur,
        ("activite", "depuis"),
        sans=("cree_le",),
        fige_par="acceptations",
    ),
    Sorte("ouvertures", Ouverture, ("nom", "debut"), avec=("activites",)),
    Sorte("fermetures", Fermeture, ("structure", "activite", "debut", "motif")),
    Sorte("demarches", ReglageDemarche, ("code",)),
    Sorte("reponses", ReponseType, ("code", "titre")),
    Sorte("relances", EtapeRelance, ("jours",)),
)
PAR_MODELE = {sorte.modele: sorte for sorte in SORTES}
