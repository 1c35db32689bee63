"""The adults, whose accounts wait to be invited."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet
from django.utils import timezone

from famille.dossier.foyers.acces.actions import annoncer_adulte
from famille.models import Responsable, Utilisateur
from famille.mouvements.reprise import cases
from famille.mouvements.reprise.declaration import CaseFautive, Champ, Ecrivain, Objet, SujetRepris

from .noms import NOM, PRENOM, nom_range

_AGENT = "Cette adresse e-mail est celle d’un agent : l’adulte est repris sans compte."
_PRISE = (
    "Cette adresse e-mail est déjà celle d’une autre personne : l’adulte est repris sans compte."
)
_DEUX_FOIS = (
    "Cette adresse e-mail est déjà celle d’un adulte de cette famille : l’adulte est repris sans"
    " compte."
)


class EcrivainDAdultes(Ecrivain[Responsable]):
    modele = Responsable
    par = "adulte_id"
    champs = {
        "prenom": "prenom",
        "nom": "nom",
        "lien": "lien",
        "portable": "telephone_portable",
        "fixe": "telephone_fixe",
    }
    defauts = {"lien": Responsable.Lien.PARENT}

    def preparer(self, objets: list[Objet]) -> None:
        courriels = {dit for objet in objets if (dit := objet.dit.get("courriel"))}
        self.comptes = {
            compte.email: compte for compte in Utilisateur.objects.filter(email__in=courriels)
        }
        # of this file, that a dry run has not written: address → name
        self.du_fichier: dict[str, str] = self.lot.memoire.setdefault("courriels", {})
        cles = {objet.foyer() for objet in objets if objet.foyer()}
        anciens = Responsable.objects.filter(foyer__in=cles).exclude(
            foyer__in=self.lot.memoire.setdefault("foyers", set())
        )
        self.habites = set(anciens.values_list("foyer", flat=True))
        siens = Responsable.objects.filter(foyer__in=cles, utilisateur__isnull=False)
        self.memes: set[tuple[str, str]] = {
            (courriel, str(foyer))
            for foyer, courriel in siens.values_list("foyer", "utilisateur__email")
        }

    def juger(self, objet: Objet) -> None:
        for nom in ("prenom", "nom"):
            if not objet.connue and not objet.dit.get(nom):
                raise CaseFautive("Cet adulte n’a pas de nom ou pas de prénom.", nom)
        if objet.connue or not (courriel := objet.dit.get("courriel")):
            return
        if raison := self._refus_du_compte(objet, courriel):
            self.lot.signaler(objet, raison, "courriel")
            objet.dit["courriel"] = ""
            return
        self.du_fichier.setdefault(courriel, nom_range(objet.dit["prenom"], objet.dit["nom"]))
        self.memes.add((courriel, self._foyer_dit(objet)))

    def _foyer_dit(self, objet: Objet) -> str:
        return str(objet.foyer() or objet.ligne.bloc)

    def _refus_du_compte(self, objet: Objet, courriel: str) -> str:
        """Why this adult gets no account of that address; "" when he does."""
        if (courriel, self._foyer_dit(objet)) in self.memes:
            return _DEUX_FOIS
        nom = nom_range(objet.dit["prenom"], objet.dit["nom"])
        if compte := self.comptes.get(courriel):
            if compte.est_du_personnel:
                return _AGENT
            return "" if nom_range(compte.first_name, compte.last_name) == nom else _PRISE
        return "" if self.du_fichier.get(courriel, nom) == nom else _PRISE

    def creer(self, objets: list[Objet]) -> list[Responsable]:
        self._creer_les_comptes(objets)
        adultes = super().creer(objets)
        ajoutes = [un for un in adultes if un.foyer_id in self.habites and un.utilisateur_id]
        for adulte in ajoutes:
            # who is there already is told, and health waits
            if self.lot.par:
                annoncer_adulte(adulte, par=self.lot.par)
            self.lot.noter(adulte.foyer_id, f"responsable {adulte}", {"Nom": str(adulte)})
        return adultes

    def _creer_les_comptes(self, objets: list[Objet]) -> None:
        """Closed until the town invites; no mail leaves."""
        maintenant, neufs = timezone.now(), {}
        for objet in objets:
            courriel = objet.dit.get("courriel")
            if courriel and courriel not in self.comptes and courriel not in neufs:
                neufs[courriel] = Utilisateur(
                    email=courriel,
                    first_name=objet.dit["prenom"],
                    last_name=objet.dit["nom"],
                    password=make_password(None),
                    is_active=False,
                    invitation_retenue_le=maintenant,
                )
        self.lot.ajouter(list(neufs.values()))
        self.comptes |= neufs

    def autres(self, objet: Objet) -> dict[str, Any]:
        return {"utilisateur": self.comptes.get(objet.dit.get("courriel", ""))}

    def lignes(self) -> QuerySet[Responsable]:
        return Responsable.objects.select_related("utilisateur")

    def tenu(self, ligne: Responsable, nom: str) -> Any:
        if nom == "courriel":
            return ligne.utilisateur.email if ligne.utilisateur else ""
        return super().tenu(ligne, nom)

    def changer(self, objet: Objet, ligne: Responsable, noms: set[str]) -> None:
        """An address that changes is a way in: an agent does it by hand, on the adult's page."""
        avant = {"Nom": str(ligne)}
        super().changer(objet, ligne, {nom for nom in noms if objet.dit.get(nom)})
        if "courriel" in noms and self.tenu(ligne, "courriel") != objet.dit["courriel"]:
            self.lot.signaler(
                objet,
                "L’adresse e-mail a changé dans le fichier : changez-la sur la fiche de l’adulte,"
                " qui en est prévenu.",
                "courriel",
            )
        self.lot.noter(
            ligne.foyer_id,
            f"responsable {ligne}",
            {"Nom": str(ligne), "Repris": "mis à jour"},
            avant,
        )


_lien = cases.parmi(
    Responsable.Lien.choices,
    "Ce lien n’est pas reconnu : l’adulte est repris comme parent.",
    {
        "parent": "père, mère, pere mere, beau-parent, belle-mère, beau-père, papa, maman",
        "tuteur": "tutrice, tuteur légal",
        "accueil": "famille d’accueil, assistant familial, assistante familiale",
    },
)
_DESIGNATIONS = (
    (
        "adulte 1, responsable 1, resp 1, resp1, parent 1, representant 1, pere, payeur, adulte,"
        " responsable, parent, titulaire, representant legal, allocataire, rl1"
    ),
    (
        "adulte 2, responsable 2, resp 2, resp2, parent 2, representant 2, mere, payeur 2,"
        " conjoint, rl2"
    ),
)

ADULTE = SujetRepris(
    "adulte",
    "Adulte",
    "adultes",
    (
        Champ(
            "cle",
            "Identifiant",
            cases.cle,
            "id, id adulte, idindividu, code responsable, titulaire id",
        ),
        PRENOM,
        NOM,
        Champ("nom_complet", "Nom et prénom", cases.nom(200), "prenom nom"),
        Champ(
            "courriel",
            "Adresse e-mail",
            cases.courriel,
            "mail, email, e-mail, adresse mail, adresse electronique, mel",
        ),
        Champ(
            "portable",
            "Téléphone portable",
            cases.telephone,
            "mobile, tel portable, tel mobile, gsm, telephone mobile",
        ),
        Champ(
            "fixe",
            "Autre téléphone",
            cases.telephone,
            "telephone, tel, tel domicile, telephone domicile, telephone fixe, tel fixe,"
            " telephone travail",
        ),
        Champ("lien", "Lien avec les enfants", _lien, "lien enfant, qualite, parente"),
    ),
    EcrivainDAdultes,
    de=("famille",),
    rangs=2,
    identite=("prenom", "nom"),
    bloc=lambda dit, de: de.get("famille", ""),
    sous=_DESIGNATIONS,
)
