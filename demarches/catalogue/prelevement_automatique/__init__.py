"""Le prélèvement automatique (G18): a mandate is written, changed or stopped (D16)."""

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from demarches.declaration.demarche import Demarche
from demarches.declaration.etapes import avant_apres
from demarches.declaration.verifications import a_voir, antivirus, non, oui
from demarches.models import Demande
from demarches.regles.horloge import ajouter_mois
from famille.actions import classer_document, creer_mandat, revoquer_mandat
from famille.models import CreancierSEPA, Document, Service, Utilisateur
from famille.socle.erreurs import Refus
from famille.socle.ville import service

from .compte import CompteForm
from .mandat import MandatForm, projet_de
from .souhait import (
    ARRETER,
    CHANGER,
    NOUVEAU,
    ServicesForm,
    SouhaitForm,
    action_de,
    services_couverts,
    services_factures,
    souhait_de,
)

if TYPE_CHECKING:
    from demarches.catalogue.prelevement_automatique.mandat import ProjetDeMandat
    from demarches.catalogue.prelevement_automatique.souhait import Souhait


VALIDITE_RIB_MOIS = 12  # how long a RIB is proposed again (D6)
INCOMPLET = (
    "Le mandat accepté n’est plus celui qui serait écrit : le compte, les services ou le créancier"
    " ont changé depuis. Demandez un complément en rendant la page « Mandat » à la famille."
)
CHANGEMENTS = ("Prélèvement", "Mandat (RUM)", "Compte", "Banque", "Titulaire", "Services")


class PrelevementAutomatique(Demarche):
    titre = "Je paie par prélèvement automatique"
    titre_court = "Prélèvement automatique"
    resume = "Mettre en place un prélèvement, changer de compte, ou l’arrêter."
    icone = "banque"
    duree = "Environ 5 minutes"
    etapes = {
        "souhait": SouhaitForm,
        "services": ServicesForm,
        "compte": CompteForm,
        "mandat": MandatForm,
    }
    verbe_validation = "Valider et mettre à jour le prélèvement"
    annulable = True
    preuve_exigee = True
    genres_pieces = (Document.Genre.RIB,)

    def manques(self) -> list[str]:
        return CreancierSEPA.lire().manques()

    def pages(self, demande: Demande) -> dict[str, Any]:
        """The first page is for households that have a mandate; to stop one, it is enough."""
        action = action_de(demande)
        codes = {
            ARRETER: [],
            CHANGER: ["compte", "mandat"],
            NOUVEAU: ["services", "compte", "mandat"],
        }[action]
        if "souhait" in demande.saisie or self._a_le_choix(demande):
            codes = ["souhait", *codes]
        return {code: self.etapes[code] for code in codes}

    def _a_le_choix(self, demande: Demande) -> bool:
        return (
            demande.statut == Demande.Statut.BROUILLON
            and demande.foyer.mandats.en_vigueur().exists()
        )

    def repondues_d_avance(self, demande: Demande) -> dict[str, dict[str, list[str]]]:
        """The services of its invoices; or the only one that is left."""
        if next(iter(self.pages(demande))) != "services":
            return {}
        connus = self.initial(demande, "services")["services"]
        libres = set(Service.values) - services_couverts(demande.foyer)
        choisis = connus or (sorted(libres) if len(libres) == 1 else [])
        return {"services": {"services": choisis}} if choisis else {}

    def initial(self, demande: Demande, etape: str) -> dict[str, Any]:
        if etape == "services":
            libres = services_factures(demande.foyer) - services_couverts(demande.foyer)
            return {"services": sorted(libres)}
        if etape != "compte":
            return {}
        adulte = demande.foyer.responsables.actuels().filter(utilisateur=demande.par).first()
        return {"titulaire": str(adulte.pk)} if adulte else {}

    def empechement(self, demande: Demande) -> str:
        if action_de(demande) != ARRETER and self.manques():
            return (
                "Le prélèvement ne peut pas être mis en place en ce moment : la collectivité doit"
                f" compléter ses réglages. Votre brouillon est conservé ; contactez {service().le}"
                " si votre demande est urgente."
            )
        return ""

    def recapitulatif(self, demande: Demande, donnees: dict[str, Any]) -> list[dict[str, Any]]:
        pages = super().recapitulatif(demande, donnees)
        projet = None if action_de(demande) == ARRETER else projet_de(demande)
        if projet is None:
            return pages
        accepte = donnees.get("mandat", {}).get("accepte")
        for page in pages:
            if page["etape"] == "compte":
                compte = projet.compte
                page["lignes"] += [une("Banque", compte.banque), une("BIC", compte.bic)]
            elif page["etape"] == "mandat":
                page["lignes"] = [
                    une("Créancier", projet.creancier.nom),
                    une("ICS", projet.creancier.ics),
                    une("Mandat", "Lu et accepté" if accepte else "À lire et à accepter"),
                ]
            page["lignes"] = [ligne for ligne in page["lignes"] if ligne["valeur"]]
        return pages

    def changements(self, demande: Demande) -> list[dict[str, str]]:
        souhait = souhait_de(demande)
        projet = None if souhait.action == ARRETER else projet_de(demande)
        avant: tuple[object, ...] = ("",) * len(CHANGEMENTS)
        apres: tuple[object, ...] = ("Arrêté", *avant[1:])
        if ancien := souhait.mandat:
            compte = (ancien.iban_masque, ancien.banque, ancien.titulaire_nom)
            avant = ("En place", ancien.rum, *compte, ancien.services_couverts)
        if projet:
            neuf = (projet.compte.masque, projet.compte.banque, projet.titulaire)
            apres = ("En place", "Nouvelle référence, à la validation", *neuf, projet.services_dits)
        lignes = map(avant_apres, CHANGEMENTS, avant, apres)
        return [ligne for ligne in lignes if ligne["avant"] or ligne["apres"]]

    def verifications(self, demande: Demande) -> list[dict[str, Any]]:
        return verifications(demande)

    def appliquer(self, demande: Demande, *, par: Utilisateur) -> None:
        origine = f"demande {demande.numero}"
        souhait = souhait_de(demande)
        if souhait.action in (CHANGER, ARRETER) and souhait.mandat is None:
            raise Refus(
                "Le mandat à changer ou à arrêter n’existe plus : rejetez cette demande, en le"
                " disant."
            )
        if souhait.action == ARRETER and souhait.mandat:
            revoquer_mandat(souhait.mandat, par=par, origine=origine)
            return
        projet = projet_de(demande)
        donnees = demande.donnees
        if projet is None or not MandatForm.de_la_demande(demande, "mandat").est_celui_lu(
            donnees["mandat"].get("sceau")
        ):
            raise Refus(INCOMPLET)
        rib = donnees["compte"].get("rib")
        creer_mandat(
            demande.foyer,
            titulaire=projet.titulaire,
            compte=projet.compte,
            services=projet.services,
            texte=projet.texte,
            signe_le=demande.avancement.enregistree_le("mandat"),
            signe_par=demande.auteur_de("mandat"),
            rib=rib,
            remplace=projet.remplace,
            par=par,
            origine=origine,
        )
        if rib and not rib.classe_le:
            rib.valable_jusqu_au = ajouter_mois(timezone.localdate(), VALIDITE_RIB_MOIS)
            rib.save(update_fields=["valable_jusqu_au"])
            classer_document(rib, par=par, origine=origine)


def une(libelle: str, valeur: str) -> dict[str, Any]:
    return {"libelle": libelle, "valeur": valeur}


def verifications(demande: Demande) -> list[dict[str, Any]]:
    """[{"ok", "texte"}]"""
    souhait = souhait_de(demande)
    constats = [*_le_mandat_vise(souhait), *_autres_demandes(demande)]
    if souhait.action == ARRETER:
        return constats
    projet = projet_de(demande)
    if projet is None:
        incomplet = "Le compte ou les services ne sont pas complets : demandez un complément."
        return [non(incomplet), *constats]
    return [
        *_le_compte(projet),
        *_les_pieces(demande),
        *_le_titulaire(demande, projet),
        *_les_services(demande, projet),
        *(non(f"Réglages : il manque {manque}.") for manque in CreancierSEPA.lire().manques()),
        *_l_accord(demande),
        *constats,
    ]


def _le_mandat_vise(souhait: "Souhait") -> list[Any]:
    if souhait.mandat and not souhait.mandat.en_vigueur:
        return [
            non(
                f"Le mandat {souhait.mandat.rum} n’est plus en vigueur : cette demande ne peut plus"
                " être validée."
            )
        ]
    return []


def _autres_demandes(demande: Demande) -> list[Any]:
    """Two adults may ask at once: the agent decides which one holds."""
    siennes = Demande.objects.a_traiter().filter(code=demande.code, foyer=demande.foyer)
    return [
        a_voir(f"Une autre demande de prélèvement attend dans ce foyer : {autre.numero}.")
        for autre in siennes.exclude(pk=demande.pk)
    ]


def _le_compte(projet: "ProjetDeMandat") -> list[dict[str, Any]]:
    compte = projet.compte
    if not compte.banque:
        return [
            oui("IBAN sans erreur, de la zone SEPA."),
            a_voir("Banque inconnue du portail : lisez-la sur le RIB."),
        ]
    bic = f" (BIC {compte.bic})" if compte.bic else ""
    return [oui(f"IBAN sans erreur, tenu par {compte.banque}{bic}.")]


def _les_pieces(demande: Demande) -> list[dict[str, Any]]:
    pieces = [piece.document for piece in demande.pieces_jointes if piece.etape == "compte"]
    return [antivirus(document) for document in pieces] or [a_voir("Aucun RIB n’est joint.")]


def _le_titulaire(demande: Demande, projet: "ProjetDeMandat") -> list[dict[str, Any]]:
    constats = [
        a_voir(
            f"Titulaire et compte à comparer avec le RIB : {projet.titulaire},"
            f" {projet.compte.masque}."
        )
    ]
    if projet.titulaire.utilisateur_id != demande.par_id:
        constats.append(
            a_voir(
                f"La demande est envoyée par {demande.par} : assurez-vous de l’accord de"
                f" {projet.titulaire}."
            )
        )
    if demande.foyer.adresse is None:
        constats.append(non("Le dossier n’a pas d’adresse : enregistrez-la avant de valider."))
    return constats


def _les_services(demande: Demande, projet: "ProjetDeMandat") -> list[Any]:
    propres = projet.remplace.services.all() if projet.remplace else ()
    autres = services_couverts(demande.foyer) - {couvert.service for couvert in propres}
    pris = autres & set(projet.services)
    return [
        non(f"Déjà prélevé par un autre mandat : {Service(service).label}.")
        for service in sorted(pris)
    ]


def _l_accord(demande: Demande) -> list[dict[str, Any]]:
    page = MandatForm.de_la_demande(demande, "mandat")
    page.is_valid()
    if page.est_celui_lu(page.cleaned_data.get("sceau", "")):
        return [oui("Le mandat accepté est bien celui-ci.")]
    return [
        non(
            "Le mandat accepté n’est pas celui-ci : demandez un complément en rendant la page «"
            " Mandat »."
        )
    ]
