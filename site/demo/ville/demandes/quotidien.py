"""What families of the demo town send in the year: messages, one of them answered, a birth, a
medical certificate."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils import timezone

from demarches import actions
from demarches.catalogue.contact import ACCESSIBILITE
from demarches.models import Demande
from demo.ville.jours import au_moment, il_y_a
from demo.ville.papiers import pieces
from famille.models import Document, Enfant, Foyer, Utilisateur
from famille.socle.dire import en_chiffres, en_moment
from reservations.models import Ouverture, ReglageReservations, Reservation

if TYPE_CHECKING:
    from reservations.models.reservations import ReservationQuerySet


CARENCE = 1  # first booked days of an absence that stay charged
QUESTION = "Bonjour, à partir de quand pourrai-je réserver {periode} ? Merci."
REPONSE = (
    "Bonjour,\n\nCette période s’ouvre à la réservation le {quand}. S’il manque une pièce au"
    " dossier de vos enfants, un e-mail vous le dit quelques jours avant.\n\nBonne journée,"
)
PAS_ENCORE = (
    "Bonjour,\n\nLa date n’est pas encore fixée : le portail l’annoncera.\n\nBonne journée,"
)


def vivre_le_quotidien(personnages: SimpleNamespace, *, agent: Utilisateur, jour: date) -> None:
    """`personnages`: the named households. The town's rules on certificates come first."""
    reglage = ReglageReservations.load()
    reglage.justificatif_jours, reglage.carence_jours = 15, CARENCE
    reglage.save()
    _ecrire_et_repondre(personnages.martin, agent=agent)
    with au_moment(il_y_a(1, 20, 41)):
        texte = (
            "Bonjour, avec mon lecteur d’écran je ne trouve pas le bouton pour agrandir la photo de"
            " la fiche."
        )
        _ecrire(personnages.vandenbroucke, ACCESSIBILITE, texte)
    with au_moment(il_y_a(2, 22, 6)):
        _declarer_une_naissance(personnages.lemoine, jour - timedelta(days=9))
    with au_moment(il_y_a(0, 7, 35)):
        _justifier(jour)


def _ecrire_et_repondre(foyer: Foyer, *, agent: Utilisateur) -> None:
    """The answer is what the openings say."""
    ouverture = (
        Ouverture.objects.filter(ouvre_le__gt=timezone.now()).order_by("ouvre_le", "debut").first()
    )
    periode = (
        f"les {ouverture.nom[0].lower()}{ouverture.nom[1:]}"
        if ouverture
        else "les prochaines vacances"
    )
    with au_moment(il_y_a(3, 21, 18)):
        demande = _ecrire(foyer, "Mes réservations", QUESTION.format(periode=periode))
    quand = ouverture and en_moment(ouverture.ouvre_le, timezone.now())
    reponse = REPONSE.format(quand=quand) if ouverture else PAS_ENCORE
    with au_moment(il_y_a(2, 9, 12)):
        actions.repondre(demande, par=agent, texte=reponse)


def _ecrire(foyer: Foyer, sujet: str, texte: str) -> Demande:
    return envoyer("contact", foyer, {"message": {"sujet": [sujet], "message": [texte]}})


def _declarer_une_naissance(foyer: Foyer, naissance: date) -> Demande:
    enfant = {
        "prenom": ["Rose Augustine"],
        "nom": [foyer.nom],
        "naissance": [en_chiffres(naissance)],
        "lieu": ["Châteauroux"],
        "parents": [str(adulte.pk) for adulte in foyer.responsables.actuels()],
    }
    acte = papier(
        "acte-de-naissance.pdf", "Acte de naissance", f"Rose Augustine {foyer.nom}", naissance
    )
    return envoyer(
        "naissance", foyer, {"enfant": enfant, "acte": {}}, acte, Document.Genre.NAISSANCE
    )


def _justifier(jour: date) -> Demande | None:
    """The absences of the child who missed most of the last two weeks; nothing when nobody missed
    more than the days that no certificate excuses."""
    absences = Reservation.objects.filter(
        creneau__jour__range=(jour - timedelta(days=14), jour),
        presence=Reservation.Presence.ABSENT,
        foyer__responsables__utilisateur__is_active=True,
    ).select_related("creneau", "enfant", "foyer")
    siennes: list[Reservation] = max(_par_enfant(absences).values(), key=_manques, default=[])
    if _manques(siennes) <= CARENCE:
        return None
    derniere, jours = siennes[-1], [une.creneau.jour for une in siennes]
    absence = {
        "lieu": ["loisirs"],
        "debut": [en_chiffres(min(jours))],
        "fin": [en_chiffres(max(jours))],
    }
    certificat = papier(
        "certificat.pdf", "Certificat médical", str(derniere.enfant), derniere.creneau.jour
    )
    saisie = {"absence": absence, "certificat": {}}
    return envoyer(
        "justificatif-medical",
        derniere.foyer,
        saisie,
        certificat,
        Document.Genre.MEDICAL,
        derniere.enfant,
    )


def _manques(absences: list[Reservation]) -> int:
    return len({une.creneau.jour for une in absences})


def _par_enfant(absences: "ReservationQuerySet") -> dict:
    par_enfant: dict = {}
    for une in absences.order_by("creneau__jour", "pk"):
        par_enfant.setdefault((une.enfant_id, une.foyer_id), []).append(une)
    return par_enfant


def papier(nom: str, titre: str, au_nom_de: str, le: date) -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, pieces.facture_pdf(titre, au_nom_de, ["36000 Châteauroux"], le))


def envoyer(
    code: str,
    foyer: Foyer,
    saisie: dict,
    piece: UploadedFile | None = None,
    genre: Document.Genre = Document.Genre.AUTRE,
    enfant: Enfant | None = None,
) -> Demande:
    """The demande, sent by the household's first adult; `piece`: the file of its last page."""
    compte = foyer.responsables.actuels().exclude(utilisateur=None).order_by("pk")[0].utilisateur
    demande = actions.commencer(code, foyer=foyer, par=compte, enfant=enfant)
    suivi = demande.avancement.a_l_etape("recapitulatif")
    for etape in saisie:
        suivi = suivi.jugee(etape, valide=True, complement=None)
    actions.enregistrer_page(demande, saisie=saisie, avancement=suivi)
    if piece:
        actions.joindre(demande, list(saisie)[-1], "fichier", piece, par=compte, genre=genre)
    return actions.deposer(Demande.objects.get(pk=demande.pk), par=compte)
