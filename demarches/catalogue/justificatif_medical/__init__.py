"""Je dépose un justificatif médical (G16): the days that it covers are not charged, but the first
ones where the town says so. The certificate is health data: its page is `sensible`, its document
has a kind of health (D10)."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from demarches.declaration.demarche import Demarche
from demarches.declaration.etapes import SANS_SUITE, Etape, PieceField, avant_apres
from demarches.declaration.verifications import a_voir, antivirus
from demarches.models import Demande, EffetsDeValidation
from demarches.regles.horloge import ajouter_mois
from famille.actions import classer_document, noter_modification
from famille.models import Document, Utilisateur
from famille.socle.dire import compte, de, en_jour, en_lettres
from famille.socle.saisie.champ_jour import JourField
from famille.socle.ville import service
from reservations.actions import (
    PlageDAbsence,
    absences_couvertes,
    annuler_justification,
    ecarter_les_comptages,
    justifier_absences,
    reglement_des_justificatifs,
)

from .absences import (
    CRECHE,
    LOISIRS,
    changements_des_jours,
    comptes_presents,
    consequence,
    dates_de,
    delai,
    dit,
    jours_de,
    periode,
)

SANS_EFFET = (
    "Un certificat ne changerait donc rien à votre facture pour l’absence {dates} : vous n’avez"
    " rien à envoyer."
)
# Whatever the service: a halte-garderie is booked in the portal of some towns.
RESERVE_ICI = "Un accueil réservé dans ce portail : centre de loisirs, cantine, garderie…"
AILLEURS = "Une crèche ou une halte-garderie qui ne se réserve pas ici"
ABSENCE_AILLEURS = "Absence en crèche ou halte-garderie"
PASSE_MOIS, AVENIR, DUREE = 12, timedelta(days=60), timedelta(days=183)


class AbsenceForm(Etape):
    titre = "L’absence"
    titre_page = "les jours d’absence"

    lieu = forms.ChoiceField(
        label="Absence de quel accueil ?",
        widget=forms.RadioSelect,
        choices=[(LOISIRS, RESERVE_ICI), (CRECHE, AILLEURS)],
        error_messages={"required": "Choisissez l’accueil où votre enfant était attendu."},
    )
    debut = JourField(label="Du", help_text="Le premier jour d’absence. Exemple : 18 11 2026")
    fin = JourField(
        label="Au",
        help_text="Le dernier jour d’absence, le même s’il n’y en a qu’un. Exemple : 18 11 2026",
    )

    def clean_debut(self) -> date:
        jour = self.cleaned_data["debut"]
        premier, dernier = ajouter_mois(self.jour, -PASSE_MOIS), self.jour + AVENIR
        if not premier <= jour <= dernier:
            raise ValidationError(
                f"Indiquez une date entre le {en_lettres(premier)} et le {en_lettres(dernier)}. "
                f"Pour une autre date, contactez {service().le}."
            )
        return jour

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        debut, fin = donnees.get("debut"), donnees.get("fin")
        if not debut or not fin:
            return donnees
        if fin < debut:
            self.add_error(
                "fin", "Cette date est avant le premier jour d’absence : vérifiez les deux dates."
            )
        elif fin - debut > DUREE:
            self.add_error(
                "fin",
                f"Cette absence dépasse six mois : vérifiez l’année, ou contactez {service().le}.",
            )
        else:
            self._verifier_le_delai(fin)
            if donnees.get("lieu") == LOISIRS and self.a_remplir:
                self._exiger_des_reservations(debut, fin)
        return donnees

    def _verifier_le_delai(self, fin: date) -> None:
        """What the family sends itself; a letter that came in time may be typed later (D8)."""
        limite = reglement_des_justificatifs().limite(fin)
        en_ligne = self.a_remplir and self.demande.canal_de_la_saisie == Demande.Canal.PORTAIL
        if en_ligne and limite and self.jour > limite:
            self.add_error(
                "fin",
                f"Le certificat devait nous parvenir au plus tard le {en_lettres(limite)}. Si vous"
                f" avez eu un empêchement, contactez {service().le}.",
            )

    def _exiger_des_reservations(self, debut: date, fin: date) -> None:
        enfant = self.demande.son_enfant
        jours = absences_couvertes(enfant, self.demande.foyer, debut=debut, fin=fin)
        if not jours:
            phrase = f"{enfant.prenom} n’a rien de réservé dans le portail {periode(debut, fin)}"
        elif all(jour.present for jour in jours):
            phrase = (
                f"La présence {de(enfant.prenom)} est notée chaque jour réservé"
                f" {periode(debut, fin)}"
            )
        elif not any(jour.excuse for jour in jours):
            sans_effet = SANS_EFFET.format(dates=dates_de(debut, fin))
            dit = f"{reglement_des_justificatifs().avis} {sans_effet}"
            self.add_error(None, ValidationError(dit, code=SANS_SUITE))
            return
        else:
            return
        self.add_error(
            None,
            f"{phrase} : vérifiez les dates. Si elles sont justes, contactez {service().le}.",
        )


class CertificatForm(Etape):
    titre = "Le certificat"
    titre_page = "le certificat médical"
    gabarit = "demarches/catalogue/justificatif_medical/absences.html"
    sensible = True

    fichier = PieceField(
        label="Certificat médical",
        genre=Document.Genre.MEDICAL,
        error_messages={"required": "Joignez le certificat médical : une photo nette ou un PDF."},
    )

    @property
    def jours(self) -> list[Any]:
        """The days of the absence that was declared; none where it is not booked here."""
        return jours_de(self.demande)

    @property
    def carence(self) -> str:
        return reglement_des_justificatifs().avis


class JustificatifMedical(Demarche):
    titre = "Je dépose un justificatif médical"
    titre_court = "Justificatif médical"
    titre_sensible = True
    resume = "Votre enfant a été malade : un certificat peut réduire votre facture."
    icone = "sante"
    duree = "Environ 3 minutes"
    etapes = {"absence": AbsenceForm, "certificat": CertificatForm}
    verbe_validation = "Valider et justifier l’absence"
    annulable = True
    change_les_prix = True
    par_enfant = True

    @property
    def a_savoir(self) -> str:
        return reglement_des_justificatifs().avis

    def lu_dans_l_adresse(self, etape: str, questions: QueryDict) -> dict[str, Any]:
        """The days that were just said to the centre."""
        plage = PlageDAbsence.lire(questions) if etape == "absence" else None
        return {"lieu": LOISIRS, "debut": plage.debut, "fin": plage.fin} if plage else {}

    def recapitulatif(self, demande: Demande, donnees: dict[str, Any]) -> list[dict[str, Any]]:
        """The certificate's page is health data; its file's name may tell an illness."""
        absence, certificat = super().recapitulatif(demande, donnees)
        absence["lignes"] += [
            {"libelle": en_jour(j.jour, annee=True), "valeur": dit(j)} for j in jours_de(demande)
        ]
        if donnees.get("certificat", {}).get("fichier"):
            certificat["lignes"] = [{"libelle": "Certificat médical", "valeur": "joint"}]
        return [absence, certificat | {"sensible": True}]

    def changements(self, demande: Demande) -> list[dict[str, Any]]:
        absence = demande.donnees["absence"]
        classe = avant_apres("Certificat médical", "", "classé au dossier")
        certificat: dict[str, Any] = {**classe, "sensible": True}
        if absence["lieu"] == CRECHE:
            dite = (
                f"{periode(absence['debut'], absence['fin'])}, à reporter dans le logiciel de"
                " cet accueil"
            )
            return [avant_apres(ABSENCE_AILLEURS, "", dite), certificat]
        return [*changements_des_jours(jours_de(demande)), certificat]

    def verifications(self, demande: Demande) -> list[dict[str, Any]]:
        absence = demande.donnees["absence"]
        pieces = [antivirus(piece.document) for piece in demande.pieces_jointes]
        a_lire = a_voir("Nom de l’enfant et dates à comparer avec le certificat.")
        dans_le_delai = delai(self.formulaire(demande, "absence"), absence["fin"])
        return [*pieces, a_lire | {"sensible": True}, dans_le_delai, consequence(demande)]

    def a_cocher(self, demande: Demande) -> str:
        combien = len(comptes_presents(jours_de(demande)))
        jours = compte(combien, "jour compté présent", "jours comptés présents")
        return f"L’enfant était bien absent : ne pas facturer {jours}" if combien else ""

    def appliquer(self, demande: Demande, *, par: Utilisateur) -> dict[str, Any]:
        absence, origine = demande.donnees["absence"], f"demande {demande.numero}"
        dates, excusees = {"debut": absence["debut"], "fin": absence["fin"]}, []
        comptages: list[int] = []
        if absence["lieu"] == LOISIRS:
            if demande.coche:
                couverts = absences_couvertes(demande.son_enfant, demande.foyer, **dates)
                comptages = ecarter_les_comptages(comptes_presents(couverts))
            carence = reglement_des_justificatifs().carence
            excusees = justifier_absences(
                demande.son_enfant,
                **dates,
                foyer=demande.foyer,
                carence=carence,
                par=par,
                origine=origine,
            )
        else:
            quoi = f"absences {de(demande.son_enfant.prenom)}"
            note = {"Absence justifiée en crèche ou halte-garderie": periode(**dates)}
            noter_modification(demande.foyer, quoi, par=par, apres=note, origine=origine)
        classer_document(demande.donnees["certificat"]["fichier"], par=par, origine=origine)
        presences = {str(une.pk): une.presence_avant for une in excusees}
        return {"presences": presences, "comptages": comptages}

    def annuler(self, demande: Demande, effets: EffetsDeValidation, *, par: Utilisateur) -> None:
        annuler_justification(effets.suite["presences"], effets.suite.get("comptages", ()))
        super().annuler(demande, effets, par=par)
