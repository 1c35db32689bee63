"""The form of a grid: what is refused, and why, is in controle_grilles."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from wagtail.admin.forms import WagtailAdminModelForm

from reservations.models import GrilleTarifaire, ReductionVotee, TrancheTarif
from reservations.regles.controle_grilles import controler, unites_possibles
from reservations.regles.reductions.calcul import Reduction
from reservations.regles.tarifs import Tranche
from reservations.tarifs.actions import DATE_PRISE
from reservations.tarifs.baremes_psu import SERVICES_PSU
from reservations.tarifs.faits import DE_LA_REDUCTION, en_grille

TOUT_EST_DU = Decimal(100)
PAS_COMPTEE = (
    "Cette part ne vaut que pour ce qui se réserve et se compte par fichier : laissez 100 pour"
    " {activite}."
)
ZERO_PAR_DEFAUT = ("hors_commune", "sans_reservation", "part_repas")
TABLES: dict[str, Any] = {"tranches": TrancheTarif, "reductions": ReductionVotee}
SANS_DELIBERATION = (
    "Donnez le numéro et la date de la délibération : sans décision du conseil, un tarif ne peut"
    " pas être appliqué."
)


class GrilleForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deliberation"].error_messages["required"] = SANS_DELIBERATION
        for champ in (*ZERO_PAR_DEFAUT, "non_consommee"):
            self.fields[champ].required = False

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        for champ in ZERO_PAR_DEFAUT:
            if champ not in self.errors:
                donnees[champ] = donnees.get(champ) or 0
        self._lire_ce_qui_n_est_pas_pris(donnees)
        self._refuser_une_unite_impossible(donnees)
        self._refuser_une_date_deja_prise(donnees)
        if all(self.formsets[nom].is_valid() for nom in TABLES) and not self.errors:
            self._controler(donnees)
        return donnees

    def _lire_ce_qui_n_est_pas_pris(self, donnees: dict[str, Any]) -> None:
        """An empty box is the whole price; a part means nothing where nothing is counted."""
        if "non_consommee" in self.errors:
            return
        if donnees.get("non_consommee") is None:
            donnees["non_consommee"] = TOUT_EST_DU
        activite = donnees.get("activite")
        comptee = activite and activite.unite_comptee and activite.se_reserve
        if activite and not comptee and donnees["non_consommee"] != TOUT_EST_DU:
            self.add_error("non_consommee", PAS_COMPTEE.format(activite=activite))

    def _refuser_une_unite_impossible(self, donnees: dict[str, Any]) -> None:
        activite, unite = donnees.get("activite"), donnees.get("unite")
        if not activite or not unite:
            return
        unites = activite.unite_scolaire, activite.unite_vacances, activite.unite_comptee
        if unite not in unites_possibles(*unites):
            self.add_error(
                "unite",
                f"{activite} ne se réserve pas ainsi : choisissez une autre unité, ou changez"
                " d’abord l’activité.",
            )

    def _refuser_une_date_deja_prise(self, donnees: dict[str, Any]) -> None:
        cles = {nom: donnees.get(nom) for nom in ("activite", "unite", "debut")}
        autres = GrilleTarifaire.objects.filter(**cles).exclude(pk=self.instance.pk)
        if all(cles.values()) and autres.exists():
            self.add_error("debut", DATE_PRISE)

    def _controler(self, donnees: dict[str, Any]) -> None:
        lignes, reduites = map(remplies, map(self.formsets.get, TABLES))
        tranches = [
            Tranche(
                *(ligne.cleaned_data[champ] for champ in ("jusqua", "prix", "prix_hors_commune"))
            )
            for ligne in lignes
        ]
        fautes = controler(
            en_grille(donnees, tranches, [_reduction(ligne.cleaned_data) for ligne in reduites]),
            restauration=donnees["restauration"],
            cout_de_revient=donnees["cout_de_revient"],
            psu=donnees["activite"].service in SERVICES_PSU,
        )
        for faute in fautes:
            siennes = reduites if faute.de == "reductions" else lignes
            formulaire = self if faute.rang is None else siennes[faute.rang]
            formulaire.add_error(faute.champ, faute.phrase)

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        """The brackets and the reductions are written anew: moving each one's end by one step would
        meet the next one's."""
        grille = super().save(commit=False)
        if commit:
            for nom, modele in TABLES.items():
                lignes = list(getattr(grille, nom).all())
                for ligne in lignes:
                    ligne.pk = None
                modele.objects.filter(grille=grille.pk).delete()
                setattr(grille, nom, lignes)
            grille.save()
        return grille


def _reduction(saisie: dict[str, Any]) -> Reduction:
    valeurs: dict[str, Any] = {champ: saisie[champ] or 0 for champ in DE_LA_REDUCTION}
    return Reduction(**valeurs)


def remplies(lignes: Any) -> list[Any]:
    """The forms of this formset that say something: of brackets, by their ends, the last without
    one."""
    dites = [un for un in lignes.forms if un.has_changed() or un.instance.pk]
    gardees = [un for un in dites if not un.cleaned_data.get("DELETE")]
    fins = [(un.cleaned_data.get("jusqua"), un) for un in gardees]
    return [un for _fin, un in sorted(fins, key=lambda fin: (fin[0] is None, fin[0] or 0))]
