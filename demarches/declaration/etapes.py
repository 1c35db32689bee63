"""The pages of a démarche: Django forms that know their demande, and the fields they share."""

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from demarches.models import Demande, ReglageDemarche
from famille.models import Document, Enfant
from famille.socle.dire import en_lettres
from famille.socle.saisie.champ_jour import JourDAgentField

from .champ_secret import ChampSecret, en_donnees

FAIRE_DECLARER = (
    "Lisez cette phrase à la famille, ou retrouvez-la dans sa lettre : cochez la case si elle le"
    " déclare, puis envoyez."
)
DECLAREE_AU_PLUS = timedelta(days=366)
SANS_SUITE = "sans-suite"
SUITE = "-page"  # behind a file field's name: the next pages of its paper


class Etape(forms.Form):
    """One page. `titre` in the list of pages; `titre_page` in its heading; `intro`, a sentence
    under it.

    `demande` is the row being filled, `jour` the day its rules refer to: today, or the day it was
    received.
    """

    prefix: str  # its code in the démarche
    fields: dict[str, Any]  # each of its own class
    titre = ""
    titre_page = ""
    intro = ""
    d_avance = ""  # why it was answered without being asked (`Demarche.repondues_d_avance`)
    gabarit = ""  # template of what the page tells before it asks; it gets `form`
    # codes of the pages that go back to the family with this one, when an agent gives it back
    rend_aussi: tuple = ()
    # Its answers choose the pages that follow: until it is checked, their number is not known.
    choisit_la_suite = False
    repetee = False  # one page a child, "sante-12": see Demarche.pages
    sensible = (
        False  # its answers are health data: for the family, and whoever holds LIRE_LA_SANTE (D10)
    )

    def __init__(
        self, *args: Any, demande: Demande, jour: date | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.demande = demande
        self.jour = jour or timezone.localdate()

    @property
    def a_remplir(self) -> bool:
        """Whether the family fills this page now; once received, nothing judges it."""
        return (
            self.demande.statut == self.demande.Statut.BROUILLON
            or self.prefix in self.demande.pages_a_refaire
        )

    @property
    def sans_suite(self) -> str:
        """Why this page leads nowhere although its answers are right (its only error has the code
        SANS_SUITE); else "". It is shown as a notice, not as an error."""
        dites = [erreur for lues in self.errors.as_data().values() for erreur in lues]
        return str(dites[0].message) if [erreur.code for erreur in dites] == [SANS_SUITE] else ""

    @classmethod
    def empreinte(cls) -> str:
        """A hash of the page's questions: rewording one changes it."""
        questions = [
            (nom, type(champ).__name__, str(champ.label), champ.required)
            for nom, champ in cls.base_fields.items()
        ]
        return hashlib.sha256(repr(questions).encode()).hexdigest()[:12]

    @classmethod
    def de_la_demande(cls, demande: Demande, etape: str, *, lie: bool = True) -> Self:
        """The page as it is kept: bound to what was typed (`lie`), else as initial values."""
        kwargs: dict[str, Any] = {
            "demande": demande,
            "jour": jour_de_reference(demande, etape),
            "prefix": etape,
        }
        if lie:
            return cls(
                data=saisie_prefixee(demande, etape),
                files=fichiers_prefixes(demande, etape),
                **kwargs,
            )
        return cls(initial=valeurs_initiales(cls, demande, etape), **kwargs)


class SeulChoix(forms.Widget):
    """The only choice of a ChoiceField: shown, not asked."""

    template_name = "demarches/declaration/champs/seul_choix.html"
    use_fieldset = True
    choices: Any = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        contexte = super().get_context(name, value, attrs)
        [(seul, dit)] = self.choices
        contexte["widget"] |= {"value": seul, "dit": dit}
        return contexte


class PieceInput(forms.FileInput):
    """The drop zone, the document already joined with its state, and the documents of the file that
    still serve. Several files chosen together are the pages of one paper; a photo taken (`SUITE`
    behind the field's name) is its next page."""

    template_name = "demarches/declaration/champs/piece.html"
    vignette = False  # a small picture of it may be shown: to its family
    champ = ""  # the field's name
    adresse = ""  # where a file goes as soon as it is chosen
    piece: Document | None = None  # joined at this field
    ferme = False  # its name is shown, but this reader may not open it
    htmx = False  # rendered by htmx, so scripts run
    refus = ""  # why the file just chosen is not taken
    proposes: Sequence[Document] = ()  # those of the file that may serve again (D6)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        contexte = super().get_context(name, None, attrs)
        contexte["widget"] |= {
            nom: getattr(self, nom)
            for nom in (
                *("champ", "adresse", "piece", "ferme", "refus", "proposes", "htmx"),
                "vignette",
            )
        }
        contexte["widget"]["suite"] = f"{name}{SUITE}"
        return contexte


class PieceField(forms.FileField):
    """A file kept as a Document, which is its value: uploads are stored before the check."""

    widget = PieceInput
    default_error_messages = {"required": "Joignez votre document : une photo nette ou un PDF."}

    def __init__(
        self,
        *,
        genre: Document.Genre = Document.Genre.AUTRE,
        champ_date: str = "",
        enfant: Enfant | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault(
            "help_text",
            "PDF, JPEG, PNG ou HEIC, 10 Mo au plus. Une photo nette suffit, ou une par page.",
        )
        super().__init__(**kwargs)
        # The form reads one Document, which the engine has made of these files.
        self.widget.attrs["multiple"] = True
        self.widget.attrs["accept"] = (
            ".pdf,.jpg,.jpeg,.png,.heic,.heif,application/pdf,image/jpeg,image/png,image/heic"
        )
        self.genre = genre
        self.champ_date = (
            champ_date  # field of the same page that holds the date written on the document
        )
        self.enfant = enfant  # whose paper it is, when not of the whole household

    def clean(self, data: Any, initial: Any = None) -> Document | None:
        if data in self.empty_values:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if data.etat == Document.Etat.INFECTE:
            raise ValidationError(phrase_infectee(data), code="infecte")
        return data


class RecapitulatifForm(Etape):
    """The last page. It is not kept: its box is ticked at each sending. An agent does not certify
    for a family, but says that it has declared it, and when."""

    titre = "Récapitulatif"
    titre_page = "vérifiez, puis envoyez"
    certifie = forms.BooleanField(
        error_messages={
            "required": "Cochez cette case pour certifier vos informations, puis envoyez."
        }
    )

    declaree_le = JourDAgentField(
        label="La famille l’a déclaré le",
        help_text="Aujourd’hui, ou le jour de sa lettre ou de son appel.",
        required=False,
        initial=timezone.localdate,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        canal = self.demande.canal_de_la_saisie
        certifie = self.fields["certifie"]
        certifie.label = self.demande.sa_demarche.declaration
        if canal != Demande.Canal.PORTAIL:
            certifie.label = f"La famille l’a déclaré {canal.dit} : « {certifie.label} »"
            certifie.error_messages["required"] = FAIRE_DECLARER
            return
        del self.fields["declaree_le"]
        if self.en_envoyant:
            del self.fields["certifie"]

    def clean_declaree_le(self) -> date:
        """The day given, or today."""
        jour = self.cleaned_data["declaree_le"] or timezone.localdate()
        if not timezone.localdate() - DECLAREE_AU_PLUS <= jour <= timezone.localdate():
            raise ValidationError(
                "Indiquez le jour où la famille l’a déclaré : aujourd’hui, ou un jour passé depuis"
                " un an au plus."
            )
        return jour

    @property
    def en_envoyant(self) -> str:
        """The declaration shown beside the button, when the family has opened a single page of its
        file and its answers stand above; "" when a box must be ticked instead."""
        famille = self.demande.canal == Demande.Canal.PORTAIL
        courte = len(self.demande.avancement.seules) == 1 and not self.demande.complement_attendu
        return self.demande.sa_demarche.declaration if famille and courte else ""


def piece_attendue(demande: Demande, etape: str) -> ReglageDemarche.Piece:
    """Whether the town asks for this page's paper; a page given back always needs it."""
    if etape in demande.pages_a_refaire:
        return ReglageDemarche.Piece.OBLIGATOIRE
    choix = demande.reglage and demande.reglage.justificatif
    return choix or ReglageDemarche.Piece.OBLIGATOIRE


def phrase_infectee(document: Document) -> str:
    return (
        f"« {document.nom} » contient un virus : il a été bloqué et personne ne peut l’ouvrir. "
        "Retirez-le, puis joignez un autre fichier, par exemple une photo du document."
    )


def jour_de_reference(demande: Demande, etape: str | None) -> date:
    """Today while the page is filled, then the day of its receipt (a proof does not age)."""
    recue = demande.avancement.jours.get(etape)
    if recue is None or etape in demande.pages_a_refaire:
        return timezone.localdate()
    return date.fromisoformat(recue)


def saisie_prefixee(demande: Demande, etape: str) -> MultiValueDict:
    """MultiValueDict of what was typed on a page, under the names of its form."""
    return en_donnees(etape, demande.saisie.get(etape, {}))


def fichiers_prefixes(demande: Demande, etape: str) -> MultiValueDict:
    """MultiValueDict of the documents joined to a page, under the names of its form."""
    return MultiValueDict(
        {f"{etape}-{p.champ}": [p.document] for p in demande.pieces_jointes if p.etape == etape}
    )


def valeurs_initiales(page: type[Etape], demande: Demande, etape: str) -> dict[str, Any]:
    """The answers typed on a page, not checked; without any, what the file knows."""
    connues = demande.sa_demarche.initial(demande, etape)
    if "inchange" in demande.saisie.get(etape, {"inchange": []}):  # nothing typed, or left as it is
        return connues
    lues = page(demande=demande, prefix=etape, data=saisie_prefixee(demande, etape))
    return connues | {
        nom: lues[nom].data
        for nom, champ in lues.fields.items()
        if not isinstance(champ, PieceField)
    }


def lignes_du_formulaire(formulaire: "Etape", valeurs: dict[str, Any]) -> list[dict[str, Any]]:
    """[{"libelle", "valeur"}] of a page, its empty optional answers and hidden fields left out."""
    lignes = []
    for nom, champ in formulaire.fields.items():
        valeur = "" if champ.widget.is_hidden else en_texte(champ, valeurs.get(nom))
        if valeur:
            lignes.append({"libelle": champ.label or nom, "valeur": valeur})
    return lignes


def _libelles(champ: forms.ChoiceField) -> dict[Any, str]:
    """choice → its label; no page of a démarche groups its choices."""
    return {cle: str(libelle) for cle, libelle in champ.widget.choices}


def en_texte(champ: forms.Field, valeur: Any) -> str:
    """A cleaned value as a person would say it; "" for nothing."""
    if valeur in (None, "", []):
        return ""
    if isinstance(champ, ChampSecret):
        return champ.masquer(valeur)
    if isinstance(champ, forms.MultipleChoiceField):
        choix = _libelles(champ)
        return ", ".join(choix.get(cle, str(cle)) for cle in valeur)
    if isinstance(champ, forms.ChoiceField):
        return _libelles(champ).get(valeur, str(valeur))
    if isinstance(valeur, bool):
        return "Oui" if valeur else "Non"
    if isinstance(valeur, date):
        return en_lettres(valeur)
    if isinstance(valeur, Document):
        return valeur.nom
    return str(valeur)


def avant_apres(libelle: str, avant: object, apres: object) -> dict[str, str]:
    """A line of `Demarche.changements`; "" for nothing."""
    return {"libelle": libelle, "avant": str(avant or ""), "apres": str(apres or "")}
