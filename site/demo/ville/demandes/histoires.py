"""What the families of the demo town have asked: planned before anything is written, told in days
before today."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from random import Random
from types import SimpleNamespace

from django.utils import timezone

from demo.ville.jours import il_y_a
from demo.ville.noms import COMMUNES, POIDS_COMMUNES, VOIES
from famille.models import Foyer, Responsable, Utilisateur


class Issue(StrEnum):
    BROUILLON = "brouillon"
    EN_ATTENTE = "en-attente"
    A_COMPLETER = "a-completer"
    VALIDEE = "validee"
    REJETEE = "rejetee"


# (issue, how many in a town of 300 households, sent between … and … days ago). The answer is due in
# 14 days.
MELANGE = [
    (Issue.EN_ATTENTE, 24, 0, 12),
    (Issue.EN_ATTENTE, 6, 16, 38),  # late
    (Issue.A_COMPLETER, 9, 4, 12),
    (Issue.VALIDEE, 52, 5, 150),
    (Issue.REJETEE, 9, 8, 120),
    (Issue.BROUILLON, 18, 0, 20),
]
PAPIERS = [
    ("Facture d’électricité", "facture-electricite.pdf"),
    ("Facture de gaz", "facture-gaz.pdf"),
    ("Facture internet", "facture-box.pdf"),
    ("Quittance de loyer", "quittance-loyer.pdf"),
]
MOTIFS_REJET = [
    (
        "Le justificatif est au nom d’une personne qui ne fait pas partie du foyer. Déposez une"
        " nouvelle demande avec un document à votre nom, ou une attestation d’hébergement."
    ),
    (
        "L’adresse du justificatif n’est pas celle que vous avez déclarée. Vérifiez-la, puis"
        " déposez une nouvelle demande."
    ),
]
MOTIFS_COMPLEMENT = [
    (
        "La photo du justificatif est floue : la date n’est pas lisible. Merci de la reprendre,"
        " bien à plat."
    ),
    "La seconde page de la facture, qui porte l’adresse du logement, manque. Merci de l’ajouter.",
]
NOTES = [
    "Appelée ce matin : elle confirme la date du déménagement.",
    "Le numéro de rue du justificatif est à comparer avec la demande.",
    "Vu avec le service scolaire : pas de changement d’école avant la rentrée.",
]


@dataclass
class Histoire:
    """One demande. `par`: who fills it, the parent or an agent for him (D8)."""

    issue: Issue
    foyer: Foyer
    par: Utilisateur
    au_nom_de: str
    adresse: dict
    deposee_le: datetime
    a_partir_du: date
    emis_le: date
    papier: str = PAPIERS[0][0]
    nom_du_fichier: str = PAPIERS[0][1]
    decidee_le: datetime = field(default_factory=timezone.now)
    motif: str = ""
    note: str = ""
    canal: str = "portail"
    prise: bool = False
    photo: bool = False
    infectee: bool = False
    signee: bool = False  # its paper has a 2D-Doc
    jusqu_au_justificatif: bool = True


def nombre_de_demandes(foyers: int) -> int:
    return sum(_quota(combien, foyers) for _issue, combien, _de, _a in MELANGE)


def _quota(combien: int, foyers: int) -> int:
    return max(1, round(combien * foyers / 300))


def de_la_foule(foyers: list[Foyer], *, agent: Utilisateur, combien: int) -> list[Histoire]:
    """One story a household at most, for households of whom an adult has a password; `combien`: the
    town's size."""
    hasard = Random(36)  # noqa: S311 - a town to look at, no secret
    avec_compte = Responsable.objects.filter(foyer__in=foyers, utilisateur__isnull=False)
    adultes = {
        adulte.foyer_id: adulte
        for adulte in avec_compte.select_related("utilisateur").order_by("-pk")
        if adulte.utilisateur and adulte.utilisateur.has_usable_password()
    }
    anciens = il_y_a(
        max(a for _issue, _combien, _de, a in MELANGE) + 1
    )  # the file is older than what it asks
    candidats = [foyer for foyer in foyers if foyer.pk in adultes and foyer.cree_le < anciens]
    connectes = iter(hasard.sample(candidats, len(candidats)))
    histoires = []
    for issue, quota, de, a in MELANGE:
        for rang in range(_quota(quota, combien)):
            foyer = next(connectes)
            histoires.append(
                _tirer(hasard, issue, foyer, adultes[foyer.pk], hasard.randint(de, a), agent, rang)
            )
    return histoires


def _tirer(
    hasard: Random,
    issue: Issue,
    foyer: Foyer,
    adulte: Responsable,
    jours: int,
    agent: Utilisateur,
    rang: int,
) -> Histoire:
    assert adulte.utilisateur
    deposee_le = il_y_a(jours, hasard.choice([7, 12, 13, 19, 20, 21, 22]), hasard.randrange(60))
    commune, code = hasard.choices(COMMUNES, POIDS_COMMUNES)[0]
    papier, nom_du_fichier = hasard.choice(PAPIERS)
    a_la_mairie = issue == Issue.VALIDEE and rang % 9 == 0
    return Histoire(
        issue=issue,
        foyer=foyer,
        par=agent if a_la_mairie else adulte.utilisateur,
        canal=hasard.choice(["guichet", "telephone", "courrier"]) if a_la_mairie else "portail",
        au_nom_de=str(adulte),
        adresse={
            "voie": f"{hasard.randrange(1, 90)} {hasard.choice(VOIES)}",
            "code_postal": code,
            "commune": commune,
        },
        deposee_le=deposee_le,
        a_partir_du=deposee_le.date() + timedelta(days=hasard.randint(-25, 40)),
        emis_le=deposee_le.date() - timedelta(days=hasard.randint(3, 75)),
        papier=papier,
        nom_du_fichier=nom_du_fichier,
        decidee_le=il_y_a(
            max(0, jours - hasard.randint(1, 4)), hasard.randint(8, 16), hasard.randrange(60)
        ),
        motif=hasard.choice(MOTIFS_REJET if issue == Issue.REJETEE else MOTIFS_COMPLEMENT),
        note=NOTES[rang // 4 % len(NOTES)] if issue == Issue.EN_ATTENTE and rang % 4 == 0 else "",
        prise=issue == Issue.EN_ATTENTE and rang % 5 == 1,
        photo=hasard.random() < 0.35,
        infectee=issue == Issue.EN_ATTENTE and rang == 2,
        jusqu_au_justificatif=issue != Issue.BROUILLON or rang % 3 == 0,
    )


def des_personnages(personnages: SimpleNamespace) -> list[Histoire]:
    """The stories that trainers tell: the Martins in each state, a complement for the Lemoines,
    very long names."""
    lilas = {"voie": "4 allée des Lilas", "code_postal": "36130", "commune": "Déols"}
    aujourdhui = timezone.localdate()
    mois_prochain = (aujourdhui.replace(day=1) + timedelta(days=32)).replace(day=1)
    martin = _de(personnages.martin, "Camille Martin")
    return [
        Histoire(Issue.VALIDEE, **martin, adresse={"voie": "12 rue Bourdillon", "code_postal": "36000",
                 "commune": "Châteauroux"}, deposee_le=il_y_a(64, 21, 40), a_partir_du=aujourdhui - timedelta(days=60),
                 emis_le=aujourdhui - timedelta(days=80), decidee_le=il_y_a(61, 10, 12)),
        Histoire(Issue.REJETEE, **martin, adresse=lilas, deposee_le=il_y_a(25, 22, 8), a_partir_du=mois_prochain,
                 emis_le=aujourdhui - timedelta(days=70), motif=MOTIFS_REJET[0], decidee_le=il_y_a(21, 9, 35),
                 papier=PAPIERS[3][0], nom_du_fichier=PAPIERS[3][1]),
        Histoire(Issue.EN_ATTENTE, **martin, adresse=lilas, deposee_le=il_y_a(7, 21, 14), a_partir_du=mois_prochain,
                 emis_le=aujourdhui - timedelta(days=41), nom_du_fichier="facture-edf.pdf", signee=True),
        Histoire(Issue.BROUILLON, **martin, adresse=lilas | {"voie": "6 allée des Lilas"}, deposee_le=il_y_a(3, 22, 30),
                 a_partir_du=mois_prochain, emis_le=aujourdhui - timedelta(days=20), jusqu_au_justificatif=False),
        Histoire(Issue.A_COMPLETER, **_de(personnages.lemoine, "Julien Lemoine"), deposee_le=il_y_a(9, 20, 2),
                 adresse={"voie": "15 rue des Capucins", "code_postal": "36000", "commune": "Châteauroux"},
                 a_partir_du=aujourdhui - timedelta(days=12), emis_le=aujourdhui - timedelta(days=30), photo=True,
                 motif=MOTIFS_COMPLEMENT[0], decidee_le=il_y_a(5, 11, 20)),
        Histoire(Issue.EN_ATTENTE, **_de(personnages.vandenbroucke, "Marie-Christine Vandenbroucke-Deschamps"),
                 adresse={"voie": "204 ter route départementale de Sassierges-Saint-Germain à Neuvy-Saint-Sépulchre",
                          "complement": "Lieu-dit Les Grandes-Brandes-de-la-Pierre-Folle, second logement",
                          "code_postal": "36120", "commune": "Sassierges-Saint-Germain"},
                 deposee_le=il_y_a(2, 23, 51), a_partir_du=aujourdhui + timedelta(days=21),
                 emis_le=aujourdhui - timedelta(days=15)),
    ]  # fmt: skip


def _de(foyer: Foyer, au_nom_de: str) -> dict:
    adulte = foyer.responsables.select_related("utilisateur").order_by("pk")[0]
    return {"foyer": foyer, "par": adulte.utilisateur, "au_nom_de": au_nom_de}
