"""What `famille` takes over: one file a subject; each says its fields and how its rows are
written."""

from .adultes import ADULTE, CONTACT
from .argent import MANDAT, QUOTIENT
from .enfants import AUTORISATION, ENFANT, LIEN, SANTE
from .foyers import FAMILLE

SUJETS = (FAMILLE, ADULTE, ENFANT, LIEN, CONTACT, AUTORISATION, SANTE, QUOTIENT, MANDAT)
