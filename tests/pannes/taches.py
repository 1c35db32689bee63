"""Each kind of task that a town's worker does."""

from tests.pannes import taches_famille as famille
from tests.pannes import taches_reservations as reservations

# Publication follows Facturation: it publishes what that one has computed.
TACHES = (
    famille.Courriel,
    famille.Analyse,
    famille.Paiement,
    famille.Copie,
    famille.Purge,
    reservations.Recapitulatif,
    reservations.Facturation,
    reservations.Publication,
    reservations.MessageATous,
    reservations.Import,
    reservations.ListeDAttente,
    reservations.Export,
)
