"""The store of files gone: a paper is refused with a sentence, what is typed is kept, pages go
on."""

from functools import partial

from tests.pannes.constat import Constat
from tests.pannes.gestes import PDF, Demarche, Message, document
from tests.pannes.ville import Ville, en_meme_temps

TITRE = "stockage S3 arrêté"
PHRASE = "le portail ne peut pas garder de fichier en ce moment"
FAMILLES = 3


def eprouver(ville: Ville) -> list[Constat]:
    releve = ville.nouveau_releve()
    demarches = [Demarche(ville, rang) for rang in range(FAMILLES)]
    en_meme_temps([une.preparer for une in demarches])
    ville.t.arreter("s3")
    refus = Constat(TITRE, "brouillons dont un document est refusé")
    reponses = en_meme_temps([partial(_joindre, une) for une in demarches])
    refus.envoyes, refus.gardes = FAMILLES, sum(_saisie_gardee(une) for une in demarches)
    refus.exiger(refus.gardes == refus.envoyes, "une saisie est perdue")
    refus.exiger(all(PHRASE in reponse.text for reponse in reponses), "un refus sans phrase")
    refus.exiger(
        not any(une.compter() for une in demarches), "une démarche est partie sans son document"
    )
    sans = [Message(ville, rang) for rang in range(FAMILLES)]
    en_meme_temps([un.preparer for un in sans])
    en_meme_temps([un.faire for un in sans])
    pages = Constat(TITRE, "messages sans document, pendant la panne")
    pages.compter([un.compter() for un in sans])
    for chemin in ("/", "/tableau-de-bord/", "/mes-documents/", "/reservations/", "/demarches/"):
        statut = ville.parent(0).demander("GET", chemin).status_code
        pages.exiger(statut == 200, f"{chemin} répond {statut}")
    for constat in (refus, pages):
        constat.exiger(not releve.pannes, f"pages de panne {releve.pannes}")
    ville.revenir("s3")
    return [refus, pages, _reprendre(demarches)]


def _joindre(une: Demarche):
    """The first page, then the second with its paper; what the second answers."""
    une.remplir("adresse", une.adresse)
    champs = {f"justificatif-{nom}": valeur for nom, valeur in une.papier().items()}
    champs |= une.caches("justificatif") | {
        "action": "valider",
        "assistant-current_step": "justificatif",
    }
    fichiers = {"justificatif-fichier": ("facture.pdf", document(), PDF)}
    return une.navigateur.demander("POST", une.page("justificatif"), champs, fichiers)


def _saisie_gardee(une: Demarche) -> bool:
    from demarches.models import Demande

    saisie = Demande.objects.get(pk=une.demande.pk).saisie
    return bool(saisie.get("adresse")) and saisie.get("justificatif", {}).get("nature") == [
        "facture"
    ]


def _reprendre(demarches: list[Demarche]) -> Constat:
    constat = Constat(TITRE, "les mêmes démarches, reprises au retour")
    en_meme_temps([une.faire for une in demarches])
    constat.compter([une.compter() for une in demarches])
    return constat
