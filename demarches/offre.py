"""What `demarches` offers to the rooms on its right (famille.socle.offres)."""

from demarches.instruction.acces import INSTRUIRE
from famille.dossier.foyers.bureau.droits import MODIFIER
from famille.dossier.listes.export import genre_de
from famille.socle.offres import EXPORT, GenreDeTravail, Offre
from famille.socle.offres.menus import Ecran, Rayon

from .assistant import ouverture
from .bureau.ailleurs import DemandesNumerotees, VoletDemandes
from .bureau.liste import ListeDesDemandes
from .caisses import application as quotients_appliques
from .caisses import lot as quotients_demandes
from .caisses.accords import par_la_caisse
from .caisses.bureau import LISTE as CAISSES
from .caisses.bureau import ListeDesQuotients
from .catalogue.place_en_accueil_de_loisirs import bureau as places
from .catalogue.reinscription.bureau import LISTE as REINSCRIPTIONS
from .catalogue.reinscription.bureau.liste import ListeDesReinscriptions
from .catalogue.reinscription.campagne import qui_reviennent
from .donnees import des_demandes, effacement
from .donnees.fusion import SalleDesDemandes
from .instruction import papiers
from .instruction.passage import DECIDEE, DEPOSEE
from .suivi import api, listes, messagerie, panneaux
from .suivi.recues import recues

QUOTIENTS = ("Quotients de la CAF", CAISSES)
PLACES = ("Demandes de place", places.LISTE)

TRAVAUX = (
    genre_de(ListeDesDemandes, INSTRUIRE),
    genre_de(ListeDesReinscriptions, INSTRUIRE),
    genre_de(ListeDesQuotients, MODIFIER),
    *(
        GenreDeTravail(code, executer, MODIFIER, QUOTIENTS)
        for code, executer in (
            (quotients_demandes.GENRE, quotients_demandes.executer),
            (quotients_appliques.APPLIQUER, quotients_appliques.executer),
            (quotients_appliques.ANNULER, quotients_appliques.executer_l_annulation),
        )
    ),
    GenreDeTravail(
        places.GENRE,
        places.executer,
        INSTRUIRE,
        PLACES,
        a_son_auteur=True,
        gabarit=EXPORT,
    ),
)

OFFRE = Offre(
    panneaux=(panneaux.PanneauDesDemarches,),
    volets=(VoletDemandes,),
    numerotes=(DemandesNumerotees,),
    ecrans=(
        Ecran(Rayon.FAMILLES, *QUOTIENTS, "download", (MODIFIER,), 307),
        Ecran(Rayon.RESERVATIONS, *PLACES, "list-ol", (INSTRUIRE,), 70),
        Ecran(Rayon.RESERVATIONS, "Réinscriptions", REINSCRIPTIONS, "rotate", (INSTRUIRE,), 72),
    ),
    travaux=TRAVAUX,
    papiers=(papiers.PapiersDesDemandes,),
    api=(api.OFFERT,),
    faits=(DEPOSEE, DECIDEE),
    retenues=(effacement.des_demandes,),
    fusion=SalleDesDemandes,
    donnees=des_demandes,
    restes=(panneaux.des_absences,),
    reviennent=(qui_reviennent,),
    liens={"demandes": ListeDesDemandes.adresse},
    demarches_ouvertes=listes.demarches_ouvertes,
    lien_de_page=ouverture.lien_de_page,
    quotients_par_la_caisse=par_la_caisse,
    recues=recues,
    attaches=messagerie.AttachesDesDemandes,
)
