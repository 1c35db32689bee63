"""Je réinscris mon enfant: in a campaign, what is kept and what changes for the new school year, on
one page a child. Why it is a démarche: docs/comprendre/reinscription.md."""

from datetime import date
from typing import Any

from django.utils import timezone

from demarches.declaration.demarche import Demarche
from demarches.declaration.etapes import avant_apres, jour_de_reference
from demarches.declaration.mise_a_jour import en_reponses, qui_changent
from demarches.instruction.acces import page_fermee, sans_la_sante
from demarches.models import Demande, EffetsDeValidation, ReponseDeReinscription
from famille.models import Enfant, Utilisateur
from famille.regles.foyer import entier
from famille.socle.dire import de
from famille.socle.erreurs import Refus
from reservations.actions import accepter_reglement

from . import inscriptions
from .campagne import PAGE, campagne_de, deja_repondue
from .page import SANS_CAMPAGNE, AnneeForm, AnneeSansSanteForm
from .parties import ACTIVITES, ReglementsDeLAnnee

NE_REVIENT_PAS, REVIENT = "Ne revient pas", "Revient"
DEPUIS = "Une réponse plus récente dit que {enfant} revient : lisez-la, puis rejetez celle-ci."


class Reinscription(Demarche):
    titre = "Je réinscris mon enfant"
    titre_court = "Réinscription"
    resume = "Pour la nouvelle année : gardez ce qui est juste, changez le reste."
    icone = "tourner"
    duree = "Une minute par enfant"
    accueil = "demarches:reinscriptions"
    par_enfant = True
    pages_seules = True
    envoi_direct = True
    etapes = {PAGE: AnneeForm}
    verbe_validation = "Valider et inscrire pour la nouvelle année"
    annulable = True
    change_les_prix = True
    declaration = (
        "Je certifie que ces informations sont exactes, et que j’exerce l’autorité parentale sur"
        " cet enfant."
    )

    def pages(self, demande: Demande) -> dict[str, Any]:
        """Who may not read health, or is not confirmed yet, leaves that part (D10)."""
        donnee = "regime" in demande.saisie.get(PAGE, {})  # by the family, in a complement
        if not donnee and (sans_la_sante(demande) or page_fermee(demande, AnneeForm)):
            return {PAGE: AnneeSansSanteForm}
        return {PAGE: AnneeForm}

    def pages_laissees(self, demande: Demande) -> list[str]:
        if self.pages(demande)[PAGE] is AnneeForm or demande.enfant is None:
            return []
        return [f"Santé {de(demande.enfant.prenom)}"]

    def pages_a_rendre(self, demande: Demande) -> dict[str, Any]:
        return self.pages(demande) if not demande.complement_attendu else {PAGE: AnneeForm}

    def initial(self, demande: Demande, etape: str) -> dict[str, Any]:
        return self.pages(demande)[etape].connu(demande)

    def recapitulatif(self, demande: Demande, donnees: dict[str, Any]) -> list[dict[str, Any]]:
        page, campagne = self._page(demande), campagne_de(demande)
        if campagne is None:
            return []
        reponse = NE_REVIENT_PAS if page.ne_revient_pas else REVIENT
        lignes = [{"libelle": f"{demande.son_enfant} en {campagne.saison}", "valeur": reponse}]
        voulues = [
            str(une)
            for une in campagne.activites.select_related("structure")
            if une.pk in self._activites(demande)
        ]
        if voulues:
            lignes.append({"libelle": "Activités", "valeur": ", ".join(voulues)})
        reglements = page.partie(ReglementsDeLAnnee)
        for une in reglements.acceptes if reglements and page.remise else ():
            libelle = f"Règlement intérieur de {une.activite}"
            lignes.append({"libelle": libelle, "valeur": "Accepté"})
        dites = qui_changent([page])
        lignes += en_reponses(dites)
        sensible = any(une["sensible"] for une in dites)
        return [{"etape": PAGE, "titre": page.titre, "lignes": lignes, "sensible": sensible}]

    def changements(self, demande: Demande) -> list[dict[str, Any]]:
        page, campagne = self._page(demande), campagne_de(demande)
        if campagne is None or not page.remise:
            return []
        lignes = [ecart.ligne(demande.son_enfant) for ecart in self._ecarts(demande)]
        lignes += qui_changent([page])
        if page.ne_revient_pas and not lignes and not self._notee(demande):
            lignes.append(self._ligne_de_reponse(demande))
        return lignes

    def _ligne_de_reponse(self, demande: Demande) -> dict[str, Any]:
        libelle = f"{demande.son_enfant.prenom} · {campagne_de(demande)}"
        return avant_apres(libelle, "", NE_REVIENT_PAS)

    def verifications(self, demande: Demande) -> list[dict[str, Any]]:
        return self._page(demande).verifications()

    def recevoir(self, demande: Demande, *, par: Utilisateur) -> None:
        page, campagne = self._page(demande), campagne_de(demande)
        if campagne is None:
            raise Refus(SANS_CAMPAGNE)
        ReponseDeReinscription.objects.update_or_create(
            demande=demande,
            defaults={"revient": not page.ne_revient_pas},
            create_defaults={"revient": not page.ne_revient_pas, "campagne": campagne},
        )
        reglements = page.partie(ReglementsDeLAnnee)
        qui, origine = demande.son_enfant, f"demande {demande.numero}"
        for une in reglements.acceptes if reglements else ():
            accepter_reglement(une, foyer=demande.foyer, enfant=qui, par=par, origine=origine)

    def empechement_de_valider(self, demande: Demande) -> str:
        return self._depassee(demande) or inscriptions.refus_de_place_pour(
            demande.son_enfant, self._ecarts(demande)
        )

    def appliquer(self, demande: Demande, *, par: Utilisateur) -> dict[str, Any]:
        origine, enfant = f"demande {demande.numero}", demande.son_enfant
        if not Enfant.objects.du([demande.foyer]).filter(pk=enfant.pk).exists():
            raise Refus(
                f"{enfant} n’est plus dans ce dossier : voyez avec la famille, puis rejetez."
            )
        if depassee := self._depassee(demande):
            raise Refus(depassee)
        self._page(demande).appliquer(par=par, origine=origine)
        faites = inscriptions.ecrire(enfant, self._ecarts(demande), par=par, origine=origine)
        self._noter(demande)
        return faites

    def appliquer_sans_agent(self, demande: Demande, *, par: Utilisateur) -> list[dict[str, Any]]:
        """Places that are there, a record confirmed, an insurance, authorisations. What ends a
        registration cancels its bookings: an agent sees it."""
        page, origine = self._page(demande), f"demande {demande.numero}"
        ecarts = self._ecarts(demande)
        lignes = page.appliquer_sans_agent(par=par, origine=origine)
        if any(une.finit for une in ecarts) or inscriptions.refus_de_place_pour(
            demande.son_enfant, ecarts
        ):
            return lignes
        lignes += [une.ligne(demande.son_enfant) for une in ecarts]
        inscriptions.ecrire(demande.son_enfant, ecarts, par=par, origine=origine)
        if page.ne_revient_pas:
            lignes.append(self._ligne_de_reponse(demande))
        self._noter(demande)
        return lignes

    def annuler(self, demande: Demande, effets: EffetsDeValidation, *, par: Utilisateur) -> None:
        inscriptions.annuler(effets.suite, par=par)
        ReponseDeReinscription.objects.filter(demande=demande).update(notee_le=None)
        super().annuler(demande, effets, par=par)

    @staticmethod
    def _noter(demande: Demande) -> None:
        ReponseDeReinscription.objects.filter(demande=demande).update(notee_le=timezone.now())

    @staticmethod
    def _notee(demande: Demande) -> bool:
        return (
            ReponseDeReinscription.objects.filter(demande=demande).exclude(notee_le=None).exists()
        )

    def _depassee(self, demande: Demande) -> str:
        """Of a "Ne revient pas" that waits, what to do once a yes has come; else ""."""
        if not self._page(demande).ne_revient_pas or not deja_repondue(demande):
            return ""
        return DEPUIS.format(enfant=demande.son_enfant.prenom)

    def _ecarts(self, demande: Demande) -> list[inscriptions.Ecart]:
        campagne, page = campagne_de(demande), self._page(demande)
        if campagne is None or not page.remise:
            return []
        voulues: set[int] = set() if page.ne_revient_pas else self._activites(demande)
        jour = self._jour(demande)
        return inscriptions.ecarts(campagne, demande.son_enfant, voulues, jour)

    @staticmethod
    def _activites(demande: Demande) -> set[int]:
        """The keys ticked, as typed, whatever the campaign has left out since."""
        cles = map(entier, demande.saisie.get(PAGE, {}).get(ACTIVITES, []))
        return {cle for cle in cles if cle is not None}

    def _page(self, demande: Demande) -> AnneeForm:
        return self.pages(demande)[PAGE].de_la_demande(demande, PAGE)

    @staticmethod
    def _jour(demande: Demande) -> date:
        return jour_de_reference(demande, PAGE)
