"""The list of demandes as a file, written by a job (famille.travaux). Who, what and
when: never what a family wrote, joined or was answered, where its health may be read (D10). Each
household is told who took its line away."""

from django.db.models import Max, Q
from django.utils import timezone

from demarches import catalogue
from demarches.models import Demande, dire_le_statut
from famille.actions import noter_export
from famille.models import Utilisateur
from famille.socle.erreurs import Refus
from famille.socle.pages_de_cles import par_pages
from famille.socle.tableaux import TABLEAUX
from famille.travaux.fichiers import LIGNES_MAX, deposer

ENTETES = [
    "Numéro",
    "Démarche",
    "État",
    "Canal",
    "Déposée le",
    "Réponse avant",
    "Agent",
    "Prise en charge le",
    "Décidée le",
    "Dossier",
    "Foyer",
    "Prénom de l’enfant",
    "Nom de l’enfant",
]
_CHAMPS = (
    "pk",
    "foyer_id",
    "numero",
    "code",
    "statut",
    "canal",
    "deposee_le",
    "echeance",
    "agent__first_name",
    "agent__last_name",
    "prise_le",
    "decidee_le",
    "foyer__numero",
    "foyer__nom",
    "enfant__prenom",
    "enfant__nom",
)
_PAR_NOTE = 500
_DECISIONS = (Demande.Statut.VALIDEE, Demande.Statut.REJETEE)


def choisies(valeurs, *, agent):
    """QuerySet of the demandes that the list shows under these filters (FiltreForm's values), its
    tab included."""
    # The desk reads this module too.
    from .liste import filtrer, onglet_de  # noqa: PLC0415

    demandes = Demande.objects.deposees().filter(onglet_de(valeurs.get("etat", ""))[2])
    return filtrer(demandes, valeurs, jour=timezone.localdate(), agent=agent)


def verifier_le_nombre(total):
    """int: `total`. Refus: none, or too many for one file."""
    if not total:
        raise Refus("Aucune demande ne répond à ces critères : il n’y a rien à exporter.")
    if total > LIGNES_MAX:
        raise Refus(
            f"Cette liste compte {total} demandes, et un fichier en contient {LIGNES_MAX} au plus :"
            " filtrez-la par démarche ou par état."
        )
    return total


def executer(travail, avancer):
    """The job "demandes": parametres dict(format, filtres: FiltreForm's values)."""
    demandes = choisies(
        travail.parametres["filtres"], agent=Utilisateur.objects.get(pk=travail.par_id)
    )
    total = verifier_le_nombre(demandes.count())
    trace = "export d’une liste de demandes"
    deposer_la_liste(
        travail, avancer, "demandes", ENTETES, _lignes(demandes), total=total, trace=trace
    )
    return {"phrase": f"{total} demande{'s' if total > 1 else ''}.", "lignes": total}


def deposer_la_liste(travail, avancer, nom, entetes, lignes, *, total, trace):
    """Write the job's file, "<nom>-<day>.<format>", and tell each household, `trace`, who took its
    line away: both or neither. `lignes`: iterable of (household's key, values), of which there are
    about `total`."""
    sorte, foyers = travail.parametres["format"], set()
    par = Utilisateur.objects.get(pk=travail.par_id)

    def ecrire(fichier):
        tableau = TABLEAUX[sorte](fichier, entetes)
        for rang, (foyer, valeurs) in enumerate(lignes, start=1):
            tableau.ajouter(valeurs)
            foyers.add(foyer)
            if rang % _PAR_NOTE == 0:
                avancer(min(rang, total), total)
        tableau.finir()

    le = timezone.localdate(travail.cree_le)
    deposer(
        travail,
        sorte,
        f"{nom}-{le}.{sorte}",
        ecrire,
        avec=lambda: noter_export(foyers, trace, par=par),
    )


def _lignes(demandes):
    decidee_le = Max(
        "passages__le", filter=Q(passages__vers__in=_DECISIONS, passages__annule_le=None)
    )
    lues = demandes.annotate(decidee_le=decidee_le).order_by("deposee_le", "pk").values(*_CHAMPS)
    return ((ligne["foyer_id"], _valeurs(ligne)) for page in par_pages(lues) for ligne in page)


def _valeurs(ligne):
    demarche = catalogue.obtenir(ligne["code"])
    agent = f"{ligne['agent__first_name'] or ''} {ligne['agent__last_name'] or ''}".strip()
    return [
        ligne["numero"],
        (demarche.titre_court or demarche.titre) if demarche else ligne["code"],
        dire_le_statut(ligne["statut"], demarche),
        Demande.Canal(ligne["canal"]).label,
        ligne["deposee_le"],
        ligne["echeance"],
        agent,
        ligne["prise_le"],
        ligne["decidee_le"],
        ligne["foyer__numero"],
        ligne["foyer__nom"],
        ligne["enfant__prenom"] or "",
        ligne["enfant__nom"] or "",
    ]
