"""Je demande l’effacement de mes données (D9): what goes and what stays is said before sending; an
agent decides."""

from typing import Any

from django import forms

from demarches.declaration.a_l_agent import a_l_agent
from demarches.declaration.demarche import Demarche
from demarches.declaration.etapes import Etape, avant_apres
from demarches.declaration.verifications import a_voir, non, oui
from demarches.instruction.avis import destinataires
from demarches.instruction.decider import signature
from demarches.models import Demande
from famille.courriels.boite_d_envoi import preparer
from famille.courriels.genres import GenreDeCourriel
from famille.models import Responsable, Utilisateur
from famille.mouvements.donnees.effacement import PartDossier, bilan, obstacles
from famille.mouvements.donnees.effacer_le_dossier import effacer_adulte, effacer_foyer
from famille.socle.erreurs import Refus

# to who has no account any more
FAIT = GenreDeCourriel("effacement", "demarches/effacement_fait", notifie=False)

QUI = {
    "foyer": "Tout le dossier de notre foyer, et les comptes de ses adultes",
    "moi": "Seulement moi : je quitte le dossier, qui reste à l’autre adulte",
}


def responsable_de(demande: Demande) -> Responsable | None:
    """Of the account that has sent it; None when an agent entered it, or it has left."""
    return demande.foyer.responsables.actuels().filter(utilisateur=demande.par).first()


def annoncer(demande: Demande, *, par: Utilisateur) -> None:
    """The decision, mailed signed and without a link to who soon has no account."""
    comptes = destinataires(demande)
    if demande.donnees["effacement"].get("quoi") == "foyer":
        adultes = demande.foyer.responsables.actuels()
        actifs = Utilisateur.objects.filter(responsabilites__in=adultes, is_active=True)
        comptes = list(actifs.distinct())
    contexte = {"numero": demande.numero, "signature": signature(demande, par)}
    for compte in comptes:
        cle = FAIT.cle(demande.pk).pour(compte)
        preparer(cle, compte.email, contexte | {"prenom": compte.first_name})


FOYER, MOI = QUI
AUTRES = (
    "Un autre adulte est dans ce dossier : assurez-vous de son accord, ou proposez d’effacer le"
    " demandeur seul."
)


class EffacementForm(Etape):
    titre = "Ce qui sera effacé"
    titre_page = "ce qui sera effacé"
    gabarit = "demarches/catalogue/effacement_des_donnees/effacement.html"

    quoi = forms.ChoiceField(
        label="Que voulez-vous effacer ?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce que vous voulez effacer."},
    )
    lu = forms.BooleanField(
        label="J’ai lu ce qui sera effacé, et ce que la collectivité doit garder",
        error_messages={"required": "Lisez la liste ci-dessus, puis cochez cette case."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possibles = {FOYER: QUI[FOYER]} if self.a_remplir and not self._part_seul else QUI
        self.fields["quoi"].choices = list(possibles.items())

    @property
    def au_guichet(self) -> bool:
        """Whether an agent writes, so that nobody on the page is "me"."""
        return self.demande.canal != Demande.Canal.PORTAIL

    @property
    def _part_seul(self) -> bool:
        return not self.au_guichet and self.demande.foyer.responsables.actuels().count() > 1

    @property
    def bilan(self) -> Any:
        """list of PartDossier: what becomes of each kind of data, to who reads the page."""
        parts = bilan(self.demande.foyer)
        if not self.au_guichet:
            return parts
        return [
            PartDossier(a_l_agent(part.titre), part.garde and a_l_agent(part.garde))
            for part in parts
        ]

    @property
    def obstacles(self) -> list[str]:
        """What stands in the way today; the request may be sent all the same."""
        return obstacles(self.demande.foyer)


class EffacementDesDonnees(Demarche):
    titre = "Je demande l’effacement de mes données"
    titre_court = "Effacement des données"
    resume = "Fermer votre compte et effacer votre dossier, sauf ce que la loi oblige à garder."
    icone = "corbeille"
    preuve_exigee = True
    duree = "Environ 3 minutes"
    etapes = {"effacement": EffacementForm}
    verbe_validation = "Valider et effacer définitivement"
    declaration = "Je demande l’effacement de ces données. J’ai compris qu’il est définitif."

    def changements(self, demande: Demande) -> list[dict[str, str]]:
        if not self._tout_le_foyer(demande):
            sort = "Effacé" if responsable_de(demande) else "Déjà parti"
            return [avant_apres("Adulte retiré du dossier", "", sort)]
        return [
            avant_apres(part.titre, "", f"Gardé : {part.garde}" if part.garde else "Effacé")
            for part in bilan(demande.foyer)
        ]

    def verifications(self, demande: Demande) -> list[dict[str, Any]]:
        lignes = [non(phrase) for phrase in obstacles(demande.foyer)]
        if demande.foyer.responsables.actuels().count() > 1 and self._tout_le_foyer(demande):
            lignes.append(a_voir(AUTRES))
        return lignes or [oui("Rien ne s’oppose à l’effacement : ni impayé, ni démarche en cours.")]

    def situation(self, demande: Demande) -> str:
        gene = obstacles(demande.foyer)
        return f"Avant l’effacement : {' '.join(gene)}" if gene else ""

    def appliquer(self, demande: Demande, *, par: Utilisateur) -> None:
        """The mail is written first: nobody is left to write to afterwards."""
        annoncer(demande, par=par)
        origine = f"demande {demande.numero}"
        if self._tout_le_foyer(demande):
            effacer_foyer(demande.foyer, par=par, origine=origine)
            return
        adulte = responsable_de(demande)
        if adulte is None:
            raise Refus(
                "La personne qui a fait cette demande n’est plus dans ce dossier : rejetez-la, en"
                " le disant."
            )
        effacer_adulte(adulte, par=par, origine=origine)

    def _tout_le_foyer(self, demande: Demande) -> bool:
        return demande.donnees["effacement"].get("quoi") == FOYER
