"""What families of the demo town send in the year: messages, one of them answered, a birth, a medical certificate."""

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from demarches import actions, avancement
from demarches.catalogue.contact import ACCESSIBILITE
from demarches.models import Demande
from famille.models import Document, Enfant, Foyer, Utilisateur
from reservations.models import ReglageReservations, Reservation

from . import pieces
from .jours import au_moment, il_y_a

REPONSE = (
    "Bonjour,\n\nLes vacances de février s’ouvrent à la réservation trois semaines avant leur début, à 18 h. Vous "
    "recevrez un rappel par e-mail la veille.\n\nBonne journée,"
)


def vivre_le_quotidien(personnages, *, agent: Utilisateur, jour: date) -> None:
    """`personnages`: the named households. The town's rules on certificates come first."""
    reglage = ReglageReservations.load()
    reglage.justificatif_jours, reglage.carence_jours = 15, 1
    reglage.save()
    _ecrire_et_repondre(personnages.martin, agent=agent)
    with au_moment(il_y_a(1, 20, 41)):
        texte = "Bonjour, avec mon lecteur d’écran je ne trouve pas le bouton pour agrandir la photo de la fiche."
        _ecrire(personnages.vandenbroucke, ACCESSIBILITE, texte)
    with au_moment(il_y_a(2, 22, 6)):
        _declarer_une_naissance(personnages.lemoine, jour - timedelta(days=9))
    with au_moment(il_y_a(0, 7, 35)):
        _justifier(jour)


def _ecrire_et_repondre(foyer: Foyer, *, agent: Utilisateur) -> None:
    with au_moment(il_y_a(3, 21, 18)):
        demande = _ecrire(
            foyer, "Mes réservations", "Bonjour, quand pourrai-je réserver les vacances de février ? Merci."
        )
    with au_moment(il_y_a(2, 9, 12)):
        actions.repondre(demande, par=agent, texte=REPONSE)


def _ecrire(foyer: Foyer, sujet: str, texte: str) -> Demande:
    return envoyer("contact", foyer, {"message": {"sujet": [sujet], "message": [texte]}})


def _declarer_une_naissance(foyer: Foyer, naissance: date) -> Demande:
    enfant = {
        "prenom": ["Rose Augustine"],
        "nom": [foyer.nom],
        "naissance": [f"{naissance:%d/%m/%Y}"],
        "lieu": ["Châteauroux"],
        "parents": [str(adulte.pk) for adulte in foyer.responsables.actuels()],
    }
    acte = papier("acte-de-naissance.pdf", "Acte de naissance", f"Rose Augustine {foyer.nom}", naissance)
    return envoyer("naissance", foyer, {"enfant": enfant, "acte": {}}, acte, Document.Genre.NAISSANCE)


def _justifier(jour: date) -> Demande | None:
    """The absences of the child who missed most of the last two weeks; nothing when everybody came."""
    absences = Reservation.objects.filter(
        creneau__jour__range=(jour - timedelta(days=14), jour),
        presence=Reservation.Presence.ABSENT,
        foyer__responsables__utilisateur__is_active=True,
    ).select_related("creneau", "enfant", "foyer")
    siennes = max(_par_enfant(absences).values(), key=len, default=None)
    if siennes is None:
        return None
    derniere, jours = siennes[-1], [une.creneau.jour for une in siennes]
    absence = {"lieu": ["loisirs"], "debut": [f"{min(jours):%d/%m/%Y}"], "fin": [f"{max(jours):%d/%m/%Y}"]}
    certificat = papier("certificat.pdf", "Certificat médical", str(derniere.enfant), derniere.creneau.jour)
    saisie = {"absence": absence, "certificat": {}}
    return envoyer("justificatif-medical", derniere.foyer, saisie, certificat, Document.Genre.MEDICAL, derniere.enfant)


def _par_enfant(absences) -> dict:
    par_enfant: dict = {}
    for une in absences.order_by("creneau__jour", "pk"):
        par_enfant.setdefault((une.enfant_id, une.foyer_id), []).append(une)
    return par_enfant


def papier(nom: str, titre: str, au_nom_de: str, le: date) -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, pieces.facture_pdf(titre, au_nom_de, ["36000 Châteauroux"], le))


def envoyer(code: str, foyer: Foyer, saisie: dict, piece=None, genre=None, enfant: Enfant | None = None) -> Demande:
    """The demande, sent by the household's first adult; `piece`: the file of its last page."""
    compte = foyer.responsables.actuels().exclude(utilisateur=None).order_by("pk")[0].utilisateur
    demande = actions.commencer(code, foyer=foyer, par=compte, enfant=enfant)
    suivi = demande.avancement | {"etape": "recapitulatif"}
    for etape in saisie:
        suivi = avancement.jugee(suivi, etape, valide=True, complement=None)
    actions.enregistrer_page(demande, saisie=saisie, avancement=suivi)
    if piece:
        actions.joindre(demande, list(saisie)[-1], "fichier", piece, par=compte, genre=genre)
        Document.objects.filter(pieces__demande=demande).update(etat=Document.Etat.SAIN)
    return actions.deposer(Demande.objects.get(pk=demande.pk), par=compte)
