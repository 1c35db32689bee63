"""Who may decide."""

from functools import wraps

from django.core.exceptions import PermissionDenied

INSTRUIRE = "demarches.instruire_demande"


def pour_instructeurs(vue):
    """Refuse a view of the desk to whoever may not decide (PermissionDenied)."""

    @wraps(vue)
    def _vue(request, *args, **kwargs):
        if not request.user.has_perm(INSTRUIRE):
            raise PermissionDenied
        return vue(request, *args, **kwargs)

    return _vue
