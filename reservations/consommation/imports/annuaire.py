"""Whom a line speaks of: the child, the activity, the household whose day it was. Read once for a
whole file."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import batched

from famille.models import Enfant, PeriodeDeGarde, Rattachement
from famille.regles.foyer import Garde
from famille.regles.scolarite import cle_ecole
from famille.socle.dire import de, en_lettres
from famille.socle.texte import normaliser
from reservations.models import Activite
from reservations.regles.juge import UniteComptee

from .cases import FauteLigne

_PAR_LECTURE = 2000
PRINCIPALE, VISITE = Rattachement.Garde.PRINCIPALE, Rattachement.Garde.DROIT_DE_VISITE


def cle_du_nom(texte: str) -> str:
    """ "Lefèvre-Œuvrard" and "LEFEVRE OEUVRARD" are one name."""
    return normaliser(texte.replace("-", " "))


@dataclass(frozen=True)
class EnfantConnu:
    pk: int
    naissance: date
    ecole: str


class Enfants:
    """The town's children by their names. One query."""

    def __init__(self) -> None:
        self.par_nom: dict[tuple[str, str], list[EnfantConnu]] = defaultdict(list)
        champs = ("pk", "nom", "prenom", "naissance", "ecole__nom", "ecole_dite")
        lignes = Enfant.objects.order_by().values_list(*champs)
        for pk, nom, prenom, naissance, ecole, dite in lignes:
            self.par_nom[cle_du_nom(nom), cle_du_nom(prenom)].append(
                EnfantConnu(pk, naissance, cle_ecole(ecole or dite))
            )

    def trouver(self, nom: str, prenom: str, naissance: date, ecole: str) -> int:
        """The key of the child. FauteLigne: nobody, or several."""
        cle = cle_du_nom(nom), cle_du_nom(prenom)
        homonymes = self.par_nom.get(cle, [])
        if not homonymes:
            inversee = cle[::-1] in self.par_nom
            inverses = " Le nom et le prénom semblent inversés." if inversee else ""
            raise FauteLigne(
                f"Aucun dossier au nom {de(prenom)} {nom}.{inverses} Vérifiez l’orthographe, ou"
                " créez d’abord son dossier."
            )
        trouves = [un for un in homonymes if un.naissance == naissance]
        if not trouves:
            raise FauteLigne(
                f"{prenom} {nom} a, d’après son dossier, une autre date de naissance que le"
                f" {en_lettres(naissance)} : vérifiez celle du fichier."
            )
        if len(trouves) > 1:
            trouves = [un for un in trouves if ecole and un.ecole == cle_ecole(ecole)]
        if len(trouves) != 1:
            raise FauteLigne(
                f"Plusieurs enfants s’appellent {prenom} {nom} et sont nés ce jour-là : remplissez"
                " la case « École » comme dans leur dossier."
            )
        return trouves[0].pk


class Activites:
    """Those that are counted, by their whole name, by their own, by that of their structure when it
    has but one."""

    def __init__(self) -> None:
        self.par_nom: dict[str, set[int]] = defaultdict(set)
        self.unites: dict[int, UniteComptee] = {}
        self.noms: dict[int, str] = {}
        self.reservees: set[str] = set()
        for une in Activite.objects.select_related("structure"):
            if not une.unite_comptee:
                self.reservees.add(cle_du_nom(str(une)))
                continue
            self.unites[une.pk], self.noms[une.pk] = UniteComptee(une.unite_comptee), str(une)
            for nom in {str(une), une.nom, une.structure.nom}:
                self.par_nom[cle_du_nom(nom)].add(une.pk)

    def trouver(self, nom: str) -> int:
        """Its key. FauteLigne: none, or several."""
        trouvees = self.par_nom.get(cle_du_nom(nom), set())
        if len(trouvees) == 1:
            return next(iter(trouvees))
        if trouvees:
            noms = " ou ".join(f"« {self.noms[pk]} »" for pk in sorted(trouvees))
            raise FauteLigne(f"« {nom} » désigne plusieurs activités : écrivez {noms}.")
        if cle_du_nom(nom) in self.reservees:
            raise FauteLigne(
                f"« {nom} » se réserve ici : ses présences viennent des listes, elles ne"
                " s’importent pas."
            )
        raise FauteLigne(
            f"« {nom} » n’est pas une activité comptée : reprenez son nom dans la liste de cette"
            " page."
        )


@dataclass(frozen=True)
class Domicile:
    foyer: int
    nature: str
    garde: Garde


def lire_domiciles(enfants: Sequence[int], debut: date, fin: date) -> dict[int, list[Domicile]]:
    """{child: his homes between these days, with the custody calendar of each}. Two queries for
    2,000 children."""
    domiciles: dict[int, list[Domicile]] = defaultdict(list)
    for lot in batched(enfants, _PAR_LECTURE, strict=False):
        periodes: dict[int, list[tuple[date, date, bool]]] = defaultdict(list)
        siennes = PeriodeDeGarde.objects.filter(
            rattachement__enfant__in=lot, debut__lte=fin, fin__gte=debut
        )
        for rattachement, du, au, ici in siennes.order_by("debut", "pk").values_list(
            "rattachement", "debut", "fin", "ici"
        ):
            periodes[rattachement].append((du, au, ici))
        liens = Rattachement.objects.filter(enfant__in=lot, debut__lte=fin).order_by("pk")
        champs = ("pk", "enfant", "foyer", "garde", "semaines", "debut", "fin")
        for pk, enfant, foyer, nature, semaines, du, au in liens.values_list(*champs):
            garde = Garde(semaines, tuple(periodes[pk]), du, au)
            domiciles[enfant].append(Domicile(foyer, nature, garde))
    return domiciles


def payeur(domiciles: Iterable[Domicile], jour: date) -> int:
    """The household whose day it was: the calendar of custody says it; a visiting home only when no
    other has the child; the main home when two claim the day. FauteLigne: none, or two."""
    presents = [un for un in domiciles if un.garde.ici(jour)]
    candidats = [un for un in presents if un.nature != VISITE] or presents
    if len({un.foyer for un in candidats}) > 1:
        candidats = [un for un in candidats if un.nature == PRINCIPALE]
    foyers = {un.foyer for un in candidats}
    if len(foyers) == 1:
        return foyers.pop()
    if not presents:
        raise FauteLigne(
            "Cet enfant n’est dans aucun foyer ce jour-là : complétez son rattachement ou son"
            " calendrier de garde."
        )
    raise FauteLigne(
        "Deux foyers ont cet enfant ce jour-là : complétez son calendrier de garde pour savoir"
        " lequel paie."
    )
