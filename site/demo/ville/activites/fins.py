"""What ends, and what comes after it: a household that leaves the town, a child who gives up an
activity; in summer, the season to come. By their own actions."""

from datetime import date, timedelta

from demo.ville.jours import au_moment, il_y_a
from demo.ville.noms import COMMUNES_EXTERIEURES
from famille.dossier.foyers.adresses import changer_adresse
from famille.dossier.foyers.ecoles.passage import preparer_la_ville
from famille.models import Foyer, Utilisateur
from famille.regles.passage import annee_a_preparer
from reservations.models import Activite, Inscription
from reservations.planning.inscrire import desinscrire
from reservations.saisons.actions import preparer_la_saison
from reservations.saisons.finit import ETE
from reservations.saisons.plan import Demande, saison_a_preparer

DES_JUIN = range(6, 9)  # months in which the next season is ready
DANS = timedelta(days=24)
MOTIF = "Ne vient plus : sa grand-mère le garde."


def finir_et_preparer(jour: date, *, agent: Utilisateur) -> None:
    _preparer_la_suivante(jour, par=agent)
    _laisser_partir(jour, agent=agent)


def _preparer_la_suivante(jour: date, *, par: Utilisateur) -> None:
    """Its days, openings, tariffs and règlements, from those of this season; what each child will
    be, to be read over."""
    if jour.month in DES_JUIN:
        activites = tuple(Activite.objects.values_list("pk", flat=True))
        with au_moment(il_y_a(6, 15, 20)):
            preparer_la_saison(Demande(saison_a_preparer(jour), activites), par=par)
            preparer_la_ville(annee_a_preparer(jour), par=par)


def _laisser_partir(jour: date, *, agent: Utilisateur) -> None:
    """Two families of the crowd, whose children are registered."""
    foyers = Foyer.objects.filter(
        rattachements__enfant__inscriptions__in=Inscription.objects.au(jour),
        rattachements__garde="principale",
    )
    part, reste = foyers.distinct().order_by("-pk")[:2]
    commune, code_postal = COMMUNES_EXTERIEURES[2]
    with au_moment(il_y_a(3, 14, 10)):
        changer_adresse(
            part,
            voie="6 rue du Four",
            code_postal=code_postal,
            commune=commune,
            depuis=jour + DANS,
            par=agent,
        )
    fin = jour + DANS
    while fin.month in ETE:  # else it would end with its season, as all do
        fin += timedelta(days=1)
    siennes = Inscription.objects.au(jour).filter(enfant__foyers=reste).order_by("pk")
    inscription = siennes.filter(activite__encadree=True).first() or siennes.first()
    if inscription and (inscription.fin is None or inscription.fin > fin):
        with au_moment(il_y_a(2, 11, 35)):
            desinscrire(inscription, fin=fin, par=agent, motif=MOTIF)
