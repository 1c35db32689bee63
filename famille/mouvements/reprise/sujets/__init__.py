"""What `famille` takes over: one file a subject, with its fields and how its rows are written."""

from .adultes import ADULTE
from .argent import MANDAT, QUOTIENT
from .autorisations import AUTORISATION
from .contacts import CONTACT
from .enfants import ENFANT
from .foyers import FAMILLE
from .identites import IDENTITE
from .liens import LIEN
from .sante import SANTE
from .soldes import SOLDE

SUJETS = (
    *(FAMILLE, ADULTE, IDENTITE, ENFANT, LIEN, CONTACT, AUTORISATION),
    *(SANTE, QUOTIENT, MANDAT, SOLDE),
)
