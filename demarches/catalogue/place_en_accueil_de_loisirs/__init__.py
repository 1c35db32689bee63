"""Je demande une place en accueil de loisirs (G21): validation registers the child."""

from datetime import date
from typing import Any

from django.utils import timezone

from demarches.declaration.demarche import Demarche, valeurs_propres
from demarches.declaration.etapes import avant_apres, jour_de_reference, lignes_du_formulaire
from demarches.declaration.mise_a_jour import en_reponses, qui_changent
from demarches.declaration.verifications import a_voir, non
from demarches.instruction.acces import sans_laissees
from demarches.models import Demande, EffetsDeValidation, PlaceDemandee
from famille.models import Enfant, Utilisateur
from famille.socle.dire import de, en_lettres
from famille.socle.erreurs import Refus
from reservations.actions import (
    accepter_reglement,
    annuler_inscription,
    inscrire,
    places_d_inscription,
    refus_de_place,
)
from reservations.models import Activite, Inscription
from reservations.regles.juge import annee_scolaire

from .choix import (
    PAGE,
    REGLEMENT,
    SEULS,
    PlaceForm,
    ReglementForm,
    choix,
    choix_en_cours,
    est_seul,
    reglement_de,
)
from .dossier import (
    AUTORISATIONS,
    SANTE,
    VACCINS,
    AutorisationsDeLEnfantForm,
    SanteDeLEnfantForm,
    VaccinsDeLEnfantForm,
    pages_du_dossier,
    points_du_dossier,
    toutes_les_pages,
)
from .mise_sur_liste import prendre_rang, rang_de


class PlaceEnAccueilDeLoisirs(Demarche):
    titre = "Je demande une place en accueil de loisirs"
    titre_court = "Place en accueil de loisirs"
    resume = "Mercredis et vacances : elle ouvre le calendrier des réservations de votre enfant."
    icone = "calendrier"
    duree = "Environ 4 minutes"
    par_enfant = True
    etapes = {
        PAGE: PlaceForm,
        SANTE: SanteDeLEnfantForm,
        VACCINS: VaccinsDeLEnfantForm,
        AUTORISATIONS: AutorisationsDeLEnfantForm,
        REGLEMENT: ReglementForm,
    }
    verbe_validation = "Valider et inscrire l’enfant"
    annulable = True
    change_les_prix = True
    declaration = (
        "Je certifie que ces informations sont exactes, et que j’exerce l’autorité parentale sur"
        " cet enfant."
    )

    def pages(self, demande: Demande) -> dict[str, Any]:
        """Health and authorisations only where something is missing; the règlement only where there
        is one. An agent without the right to read health leaves that page to the family (D10)."""
        jour = self._jour(demande)
        dossier = sans_laissees(demande, pages_du_dossier(demande, jour))
        a_lire = REGLEMENT in demande.saisie or reglement_de(demande, jour)
        return {PAGE: PlaceForm} | dossier | ({REGLEMENT: ReglementForm} if a_lire else {})

    def pages_laissees(self, demande: Demande) -> list[Any]:
        dossier = pages_du_dossier(demande, self._jour(demande))
        gardees = sans_laissees(demande, dossier)
        return [page.titre for code, page in dossier.items() if code not in gardees]

    def pages_a_rendre(self, demande: Demande) -> dict[str, Any]:
        return {PAGE: PlaceForm} | toutes_les_pages(demande) | {REGLEMENT: ReglementForm}

    def repondues_d_avance(self, demande: Demande) -> dict[str, dict[str, list[str]]]:
        """One activity at the child's age, and one period."""
        page = PlaceForm.de_la_demande(demande, PAGE)
        seuls = {nom: [page.fields[nom].choices[0][0]] for nom in SEULS if est_seul(page, nom)}
        return {PAGE: seuls} if seuls.keys() == SEULS.keys() else {}

    def initial(self, demande: Demande, etape: str) -> dict[str, Any]:
        pages = toutes_les_pages(demande)
        return pages[etape].connu(demande) if etape in pages else {}

    def recapitulatif(self, demande: Demande, donnees: dict[str, Any]) -> list[dict[str, Any]]:
        lignes = {page["etape"]: page for page in super().recapitulatif(demande, donnees)}
        lignes[PAGE]["lignes"].insert(0, {"libelle": "Enfant", "valeur": str(demande.enfant)})
        if complet(demande):
            texte = "Toutes les places sont prises : votre demande rejoint la liste de l’activité."
            lignes[PAGE]["lignes"].append({"libelle": "À savoir", "valeur": texte})
        for etape, page in self._du_dossier(demande).items():
            lignes[etape] |= {
                "lignes": en_reponses(page.changements()),
                "vide": "Rien n’a changé.",
                "sensible": page.sensible,
            }
        if REGLEMENT in lignes:
            lignes[REGLEMENT]["lignes"] = self._ligne_du_reglement(demande, donnees)
        return list(lignes.values())

    def _ligne_du_reglement(
        self, demande: Demande, donnees: dict[str, Any]
    ) -> list[dict[str, str]]:
        page = ReglementForm.de_la_demande(demande, REGLEMENT)
        if not (page.reglement and donnees.get(REGLEMENT, {}).get("accepte")):
            return lignes_du_formulaire(page, donnees.get(REGLEMENT, {}))
        version = f"Accepté, version à partir du {en_lettres(page.reglement.depuis)}"
        return [{"libelle": f"Règlement intérieur de {page.reglement.activite}", "valeur": version}]

    def changements(self, demande: Demande) -> list[dict[str, str]]:
        lignes = qui_changent(self._du_dossier(demande).values())
        place = self._place(demande)
        if place is None:
            return lignes
        activite, debut, fin = place
        apres = f"{activite}, du {en_lettres(debut)} au {en_lettres(fin)}"
        return [avant_apres(f"Inscription {de(demande.son_enfant.prenom)}", "", apres), *lignes]

    def verifications(self, demande: Demande) -> list[Any]:
        points = [
            self._point(demande, point) for point in points_du_dossier(demande, self._jour(demande))
        ]
        suite = [une for page in self._du_dossier(demande).values() for une in page.verifications()]
        return [*places_dites(demande), *points, *suite] if self._place(demande) else suite

    @staticmethod
    def _point(demande: Demande, point: dict[str, Any]) -> dict[str, Any]:
        if not point["ok"] and point["page"] in demande.saisie:
            return a_voir(f"{point['texte']} La famille le donne dans cette demande.")
        return {"ok": point["ok"], "texte": point["texte"]}

    def recevoir(self, demande: Demande, *, par: Utilisateur) -> None:
        place = self._place(demande)
        assert place is not None, "its pages are right: it has just been sent"
        activite, debut, _fin = place
        prendre_rang(demande, activite, annee_scolaire(debut))
        if REGLEMENT not in demande.saisie:
            return
        if accepte := ReglementForm.de_la_demande(demande, REGLEMENT).reglement:
            qui, origine = demande.son_enfant, f"demande {demande.numero}"
            accepter_reglement(accepte, foyer=demande.foyer, enfant=qui, par=par, origine=origine)

    def situation(self, demande: Demande) -> str:
        place = _place_demandee(demande)
        if place is None:
            return ""
        rang, libres = rang_de(place)
        if libres is None or rang <= libres:
            return ""
        return (
            f"Toutes les places de {place.activite} sont prises pour"
            f" {place.saison}-{place.saison + 1} : votre demande est sur liste, au rang"
            f" {rang - libres}. Quand une place vous est donnée, vous êtes prévenu par e-mail."
        )

    def empechement_de_valider(self, demande: Demande) -> str:
        place = self._place(demande)
        if place is None:
            return ""
        activite, debut, fin = place
        return refus_de_place(demande.son_enfant, activite, debut=debut, fin=fin)

    def appliquer(self, demande: Demande, *, par: Utilisateur) -> dict[str, Any]:
        origine, enfant = f"demande {demande.numero}", demande.son_enfant
        if not Enfant.objects.du([demande.foyer]).filter(pk=demande.enfant_id).exists():
            raise Refus(
                f"{enfant} n’est plus dans ce dossier : voyez avec la famille, puis rejetez."
            )
        place = self._place(demande)
        if place is None:
            raise Refus(
                "L’activité demandée n’existe plus : demandez à la famille d’en choisir une autre."
            )
        for page in self._du_dossier(demande).values():
            page.appliquer(par=par, origine=origine)
        activite, debut, fin = place
        inscription = inscrire(enfant, activite, debut=debut, fin=fin, par=par, origine=origine)
        return {"inscription": inscription.pk}

    def annuler(self, demande: Demande, effets: EffetsDeValidation, *, par: Utilisateur) -> None:
        annuler_inscription(effets.suite["inscription"])
        super().annuler(demande, effets, par=par)

    def _place(self, demande: Demande) -> tuple[Activite, date, date] | None:
        """(activity, first day, last day) as it was asked on the day when it was received. None:
        not chosen yet, or the activity is no more."""
        jour = jour_de_reference(demande, PAGE)
        activite, periode = choix(valeurs_propres(self.formulaire(demande, PAGE)), jour)
        if activite is None or periode is None:
            return None
        return activite, max(periode.debut, jour), periode.fin

    def _du_dossier(self, demande: Demande) -> dict[str, Any]:
        pages = toutes_les_pages(demande)
        return {
            code: page.de_la_demande(demande, code)
            for code, page in pages.items()
            if code in demande.saisie
        }

    @staticmethod
    def _jour(demande: Demande) -> date:
        return jour_de_reference(demande, PAGE)


def _place_demandee(demande: Demande) -> PlaceDemandee | None:
    places = PlaceDemandee.objects.select_related("activite__structure")
    return places.filter(demande=demande).first()


def complet(demande: Demande) -> bool:
    """Whether a draft whose activity has no place left."""
    activite, periode = choix_en_cours(demande, timezone.localdate())
    if demande.statut != demande.Statut.BROUILLON or not (activite and periode):
        return False
    return places_d_inscription(activite, annee_scolaire(periode.debut)) == 0


def places_dites(demande: Demande) -> Any:
    """The verifications of places: how many are left, and who comes before."""
    place = _place_demandee(demande)
    if place is None:
        return []
    rang, libres = rang_de(place)
    lignes = []
    if libres is not None:
        saison = f"{place.saison}-{place.saison + 1}"
        phrase = (
            f"{libres} place{'s' * (libres > 1)} libre{'s' * (libres > 1)} pour {saison}."
            if libres
            else f"Plus de place pour {saison} : la demande est sur liste, au rang {rang}."
        )
        lignes.append({"ok": libres >= rang or (None if libres else False), "texte": phrase})
    ailleurs = Inscription.objects.filter(enfant=demande.enfant, activite=place.activite).au(
        timezone.localdate()
    )
    if ailleurs.exists():
        lignes.append(non(f"{demande.son_enfant.prenom} a déjà une place dans cette activité."))
    return lignes
