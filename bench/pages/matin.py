"""What a family asks on an opening morning once it is signed in: its month, a press, the summary,
"Soumettre" of twenty half-days, the receipt; and what a whole morning of it takes."""

from bench.outils.temps import Geste
from bench.ouverture.parent import CHAMP, RECAPITULATIF, SOUMETTRE
from bench.pages.envoi import envoyer
from bench.pages.liste import Page
from bench.villes.ville import VilleDeBench

LIGNES = 20
ACTES = (
    Page("mois d’un enfant", "", "", 8),
    Page("une case pressée", "", "", 13),
    Page("récapitulatif de 20", "", "", 10),
    Page("« Soumettre » 20", "", "", 8),
    Page("accusé de 20", "", "", 8),
)
VISE = 200  # ms of a quiet core, of a family in all
# How many times each, as bench.ouverture.matinee plays it where no press leaves with another.
MATIN = {
    "page de connexion": 1,
    "connexion": 1,
    "première page après la connexion": 1,
    "mois d’un enfant": 1,
    "une case pressée": 6,
    "récapitulatif de 20": 1,
    "« Soumettre » 20": 1,
    "accusé de 20": 1,
}


def gestes(parent, ville: VilleDeBench) -> dict[str, Geste]:
    """`parent`: the browser of the first household."""
    famille = _Famille(parent, ville)
    return {
        "mois d’un enfant": Geste(famille.lire_son_mois),
        "une case pressée": Geste(famille.presser, famille.vider),
        "récapitulatif de 20": Geste(famille.verifier, famille.garnir),
        "« Soumettre » 20": Geste(famille.envoyer, famille.se_preparer),
        "accusé de 20": Geste(famille.lire_son_accuse, famille.avoir_envoye),
    }


def duree(pages: dict[str, dict]) -> float:
    """Milliseconds of processor of a family's morning."""
    return round(sum(fois * pages[nom]["ms"] for nom, fois in MATIN.items()), 1)


def dire_le_matin(pages: dict[str, dict]) -> str:
    """What a family takes in all, and of what it is made."""
    prises = {nom: fois * pages[nom]["ms"] for nom, fois in MATIN.items()}
    detail = ", ".join(
        f"{nom} {prises[nom]:.0f}" + (f" ({fois} fois)" if fois > 1 else "")
        for nom, fois in MATIN.items()
    )
    return (
        f"Un matin d’ouverture, une famille prend {duree(pages):.0f} ms de processeur"
        f" (web et base) : {detail}."
    )


class _Famille:
    def __init__(self, parent, ville):
        self.parent, self.ville, self.menage = parent, ville, ville.menages[0]
        self.creneaux = ville.creneaux[:LIGNES]
        self.mois = f"/reservations/?mois={self.creneaux[0][1][:7]}"

    def vider(self) -> None:
        from reservations.models import DemandeReservation, LignePanier, Places, Reservation

        for modele in (LignePanier, Reservation, DemandeReservation):
            modele._default_manager.filter(foyer=self.menage.foyer).delete()
        Places.objects.filter(pk__in=[pk for pk, _cle in self.creneaux]).update(prises=0)

    def garnir(self) -> None:
        from bench.villes import rayon

        self.vider()
        rayon.garnir(self.ville, [0], 0, LIGNES)

    def lire_son_mois(self) -> None:
        self._lire(self.mois)

    def presser(self) -> None:
        menage, bloc = self.menage, self.creneaux[0][1]
        choix = f"{menage.foyer}.{menage.enfant}.{self.ville.activite}.{bloc}.reserver"
        adresse = self.mois.replace("/?", "/choisir/?")
        reponse = envoyer(self.parent, adresse, {"choix": choix}, headers={"HX-Request": "true"})
        assert reponse.status_code == 200, reponse.status_code

    def verifier(self) -> None:
        page = self._lire(RECAPITULATIF)
        debut = page.index(f'action="{SOUMETTRE}"')
        lus = dict(CHAMP.findall(page[debut : page.index("</form>", debut)]))
        self.formulaire = {nom: lus[nom] for nom in ("foyer", "cle", "empreinte")}

    def se_preparer(self) -> None:
        self.garnir()
        self.verifier()

    def envoyer(self) -> None:
        reponse = envoyer(self.parent, SOUMETTRE, self.formulaire)
        assert reponse.status_code == 302, reponse.status_code
        self.suite = reponse["Location"]
        assert "/demandes/" in self.suite, self.suite

    def avoir_envoye(self) -> None:
        self.se_preparer()
        self.envoyer()

    def lire_son_accuse(self) -> None:
        self._lire(self.suite)

    def _lire(self, adresse: str) -> str:
        reponse = self.parent.get(adresse, secure=True)
        assert reponse.status_code == 200, (adresse, reponse.status_code)
        return reponse.content.decode()
