"""What the agent chooses before a merge: each value that differs, who is one person in both."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from famille.dossier.doublons.lecture import ADULTES, ENFANTS, Sorte
from famille.dossier.fusion.actions import Projet
from famille.dossier.fusion.registre import LigneDApercu, Union, salles
from famille.dossier.fusion.union import ADRESSES, CHAMPS, FICHE, QUOTIENTS, SCOLARITE
from famille.journal.modifications import decrire
from famille.models import Enfant, FicheSanitaire, Foyer, Fusion, Responsable
from famille.regles.doublons import comparer
from famille.socle.dire import en_lettres, en_nombre

MODELES = {
    Fusion.Genre.FOYERS: Foyer,
    Fusion.Genre.ADULTES: Responsable,
    Fusion.Genre.ENFANTS: Enfant,
}
ABSENT = "non renseigné"
TITRES = {"utilisateur": "Compte (adresse e-mail)"}  # not as the journal names it


@dataclass(frozen=True)
class Paire:
    """Two people who are one, or look so. `certaine`: they have one account."""

    garde: Any
    autre: Any
    certaine: bool
    preuves: str

    @property
    def nom(self) -> str:
        return f"meme-{self.garde._meta.model_name}-{self.garde.pk}-{self.autre.pk}"


class FormulaireDeFusion(forms.Form):
    """A choice for each value that differs, and a box for each pair."""

    def __init__(self, garde: Any, autre: Any, paires: list[Paire], *args: Any) -> None:
        super().__init__(*args)
        self.garde, self.autre, self.paires = garde, autre, paires
        for paire in paires:
            if not paire.certaine:
                self.fields[paire.nom] = forms.BooleanField(
                    label=f"{paire.garde} et {paire.autre} sont une même personne",
                    help_text=paire.preuves,
                    required=False,
                    initial=True,
                )
        for nom, libelle, deux in _differents(garde, autre, ""):
            self._demander(nom, libelle, deux)
        for paire in paires:
            for nom, libelle, deux in _differents(paire.garde, paire.autre, f"{paire.nom}-"):
                self._demander(nom, f"{paire.garde} : {libelle[:1].lower()}{libelle[1:]}", deux)

    def _demander(self, nom: str, libelle: str, deux: list[str]) -> None:
        self.fields[nom] = forms.ChoiceField(
            label=libelle,
            choices=[("garde", deux[0]), ("autre", deux[1])],
            widget=forms.RadioSelect,
            initial="autre" if deux[0] == ABSENT else "garde",
        )

    def projet(self) -> Projet:
        """What was chosen; on a page that was only opened, what is proposed."""
        proposes = {nom: champ.initial for nom, champ in self.fields.items()}
        choix = self.cleaned_data if self.is_bound else proposes
        memes = [paire for paire in self.paires if paire.certaine or choix.get(paire.nom)]
        personnes = [
            Union(paire.garde, paire.autre, _des(choix, f"{paire.nom}-")) for paire in memes
        ]
        partis = tuple(paire.autre for paire in memes)
        return Projet(Union(self.garde, self.autre, dict(choix), partis), personnes)


def _des(choix: dict[str, Any], prefixe: str) -> dict[str, str]:
    return {nom.removeprefix(prefixe): dit for nom, dit in choix.items() if nom.startswith(prefixe)}


def _differents(garde: Any, autre: Any, prefixe: str) -> Iterator[tuple[str, str, list[str]]]:
    """(name of the field, label, what each says) where the two files differ."""
    champs = CHAMPS[type(garde)]
    deux = (garde, autre)
    dits = [decrire(objet, list(champs)) for objet in deux]
    for nom, libelle in zip(champs, dits[0], strict=True):
        lus = [str(dit.get(libelle, "") or ABSENT) for dit in dits]
        if lus[0] == lus[1]:
            continue
        if nom == "utilisateur":
            comptes = (un.utilisateur for un in deux)
            lus = [compte.email if compte else "aucun compte" for compte in comptes]
        yield prefixe + nom, TITRES.get(nom, libelle), lus
    for nom, libelle, lus in _des_lignes(garde, autre):
        if lus[0] != lus[1]:
            yield prefixe + nom, libelle, lus


def _des_lignes(*deux: Any) -> Iterator[tuple[str, str, list[str]]]:
    """What is chosen as a whole: a household's addresses, its quotients, a child's record."""
    if isinstance(deux[0], Foyer):
        yield ADRESSES, "Adresse", [str(un.adresse or ABSENT) for un in deux]
        quotients = [_quotient(un) for un in deux]
        if ABSENT not in quotients:
            yield QUOTIENTS, "Quotient familial", quotients
    if isinstance(deux[0], Enfant):
        yield SCOLARITE, "École et classe", [_scolarite(un) for un in deux]
        fiches = [FicheSanitaire.objects.filter(enfant=un).first() for un in deux]
        jours = [en_lettres(timezone.localdate(une.modifiee_le)) for une in fiches if une]
        if len(jours) == 2:
            dites = [f"mise à jour le {le} (fiche {rang})" for rang, le in enumerate(jours, 1)]
            yield FICHE, "Fiche sanitaire", dites


def _scolarite(enfant: Enfant) -> str:
    return ", ".join(filter(None, [enfant.nom_ecole, enfant.nom_classe])) or ABSENT


def _quotient(foyer: Foyer) -> str:
    dernier = foyer.quotients.order_by("-debut").first()
    if dernier is None:
        return ABSENT
    return f"{en_nombre(dernier.valeur)}, depuis le {en_lettres(dernier.debut)}"


def lire_les_deux(genre: str, garde: int, autre: int) -> tuple[Any, Any]:
    """The two files. Http404: there are no such, they are one, or one of them is merged already."""
    if genre not in MODELES or garde == autre:
        raise Http404
    modele: Any = MODELES[Fusion.Genre(genre)]
    lignes = modele.objects.all()
    if modele is Responsable:
        lignes = lignes.select_related("utilisateur", "foyer")
    else:
        lignes = lignes.filter(fusionne_dans=None)
    if modele is Foyer:
        lignes = lignes.prefetch_related("adresses")
    deux = lignes.in_bulk([garde, autre])
    if len(deux) < 2:
        raise Http404
    return deux[garde], deux[autre]


def paires_de(garde: Any, autre: Any) -> list[Paire]:
    """Of two households, the people who are one, or look so: each once, the likeliest kept."""
    if not isinstance(garde, Foyer):
        return []
    deux = (garde, autre)
    enfants = (Enfant.objects.filter(foyers=foyer).distinct() for foyer in deux)
    return [
        *_paires(ADULTES, *(Responsable.objects.filter(foyer=foyer) for foyer in deux)),
        *_paires(ENFANTS, *enfants),
    ]


def _paires(sorte: Sorte, garde: QuerySet[Any], autre: QuerySet[Any]) -> Iterator[Paire]:
    uns, autres = (list(sorte.relire(lus.order_by("pk"))) for lus in (garde, autre))
    for le_sien in autres:
        if le_sien in uns:  # a child of both
            continue
        for un in uns:
            compte = getattr(un, "utilisateur_id", None)
            certaine = bool(compte) and compte == le_sien.utilisateur_id
            vus = None if certaine else comparer(sorte.identite(un), sorte.identite(le_sien))
            if certaine or vus:
                yield Paire(un, le_sien, certaine, ", ".join(vus.dite) if vus else "même compte")
                break


def apercu_de(projet: Projet) -> list[tuple[str, list[LigneDApercu]]]:
    """[(what is merged, the lines of the rooms)] of each union that has some."""
    lus = []
    for union in reversed(projet.unions):
        lignes = [ligne for salle in reversed(salles()) for ligne in salle.apercu(union)]
        if lignes:
            lus.append((f"{union.autre} dans {union.garde}", lignes))
    return lus


def foyer_de(objet: Any) -> Foyer | None:
    """The household whose page one goes back to."""
    if isinstance(objet, Foyer):
        return objet
    if isinstance(objet, Responsable):
        return objet.foyer
    return objet.residences().first() or objet.foyers.first()
