"""Those whom a household names, to be called or to fetch its children."""

from typing import Any

from famille.models import ContactFamille
from famille.mouvements.reprise import cases
from famille.mouvements.reprise.declaration import CaseFautive, Champ, Ecrivain, Objet, SujetRepris

from .noms import NOM, NOM_COMPLET, nom_range


class EcrivainDeContacts(Ecrivain[ContactFamille]):
    modele = ContactFamille
    champs = {
        nom: nom
        for nom in ("prenom", "nom", "lien", "telephone", "a_prevenir", "peut_recuperer", "ordre")
    }
    defauts = {"a_prevenir": True, "peut_recuperer": False}

    def preparer(self, objets: list[Objet]) -> None:
        cles = {objet.foyer() for objet in objets}
        self.deja = {
            (un.foyer_id, nom_range(un.prenom, un.nom), str(un.telephone)): un
            for un in ContactFamille.objects.filter(foyer__in=cles)
        }

    def trouver(self, objet: Objet) -> ContactFamille | None:
        nom = nom_range(objet.dit.get("prenom", ""), objet.dit.get("nom", ""))
        return self.deja.get((objet.foyer(), nom, objet.dit.get("telephone", "")))

    def juger(self, objet: Objet) -> None:
        if not objet.connue and not objet.dit.get("nom"):
            raise CaseFautive("Ce contact n’a pas de nom.", "nom")
        if not objet.connue and not objet.dit.get("telephone"):
            raise CaseFautive(
                "Ce contact n’a pas de téléphone : on ne pourrait pas l’appeler.", "telephone"
            )
        if objet.dit.get("a_prevenir") is False and not objet.dit.get("peut_recuperer"):
            raise CaseFautive(
                "Ce contact n’est ni à prévenir, ni autorisé à venir chercher l’enfant.",
                "a_prevenir",
            )

    def autres(self, objet: Objet) -> dict[str, Any]:
        return {"ordre": objet.dit.get("ordre") or 1}

    def changer(self, objet: Objet, ligne: ContactFamille, noms: set[str]) -> None:
        super().changer(objet, ligne, {nom for nom in noms if objet.dit.get(nom) != ""})
        self.lot.noter(ligne.foyer_id, f"contact {ligne}", {"Repris": "mis à jour"})


CONTACT = SujetRepris(
    "contact",
    "Contact",
    "contacts",
    (
        Champ("cle", "Identifiant", cases.cle, "id contact"),
        Champ("prenom", "Prénom", cases.nom(100)),
        NOM,
        NOM_COMPLET,
        Champ("telephone", "Téléphone", cases.telephone, "tel, portable, tel mobile", exige=True),
        Champ("lien", "Lien avec les enfants", cases.texte(60), "qualite, parente"),
        Champ(
            "a_prevenir",
            "À prévenir en cas d’urgence",
            cases.oui_non,
            "urgence, autorisation appel",
        ),
        Champ(
            "peut_recuperer",
            "Peut venir chercher l’enfant",
            cases.oui_non,
            "autorise a recuperer, autorisation sortie, peut venir chercher",
        ),
        Champ("ordre", "Ordre d’appel", cases.entier),
    ),
    EcrivainDeContacts,
    de=("famille",),
    rangs=2,
    identite=("prenom", "nom", "telephone"),
    sous=(
        "contact, contact 1, personne autorisee, personne a prevenir, urgence, habilite",
        "contact 2, personne autorisee 2, personne a prevenir 2",
    ),
)
