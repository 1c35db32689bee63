"""The antivirus gone: files wait, families and agents are told, then they are scanned."""

from tests.pannes.constat import Constat
from tests.pannes.gestes import Demarche
from tests.pannes.ville import Ville, attendre, en_meme_temps

TITRE = "antivirus arrêté"
FAMILLES = 3


def eprouver(ville: Ville) -> list[Constat]:
    from famille.models import Document
    from portail.etat import machine

    releve = ville.nouveau_releve()
    ville.t.arreter("clamd")
    gestes = [Demarche(ville, 12 + rang) for rang in range(FAMILLES)]
    en_meme_temps([un.preparer for un in gestes])
    en_meme_temps([un.faire for un in gestes])
    siens = Document.objects.filter(pieces__demande__in=[un.demande.pk for un in gestes])
    constat = Constat(TITRE, "documents déposés pendant la panne")
    attendent = siens.filter(etat=Document.Etat.EN_ANALYSE).count()
    constat.exiger(attendent == FAMILLES, f"{attendent} documents en analyse au lieu de {FAMILLES}")
    page = ville.parent(12).lire("/mes-documents/")
    constat.exiger("antivirus l’aura regardé" in page, "la famille n’est pas prévenue")
    ouvert = ville.parent(12).demander(
        "GET", f"/mes-documents/{siens.filter(foyer=ville.foyer(12))[0].pk}/"
    )
    constat.exiger(ouvert.status_code == 409, "un fichier non analysé s’ouvre")
    etat = {un.cle: un for un in machine.constater()}["antivirus"]
    constat.exiger(etat.en_panne and "clamav" in etat.que_faire, "les agents ne sont pas prévenus")
    ville.revenir("clamd")
    duree = attendre(
        lambda: siens.filter(etat=Document.Etat.SAIN).count() == FAMILLES,
        200,
        "the files are scanned",
    )
    constat.envoyes, constat.gardes = FAMILLES, siens.filter(etat=Document.Etat.SAIN).count()
    constat.notes.append(f"analysés {duree:.0f} s après le retour")
    constat.exiger(not releve.pannes, f"pages de panne {releve.pannes}")
    demarches = Constat(TITRE, "démarches envoyées pendant la panne")
    demarches.compter([un.compter() for un in gestes])
    return [constat, demarches]
