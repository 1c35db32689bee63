"""Two screens of the pages that Wagtail opens to whoever enters the admin: it refuses only what is
sent from them.

Choosing under which page a new one goes; confirming a move, which names both pages, be they drafts
or private.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from wagtail.admin.views.pages.choose_parent import GenericChooseParentView
from wagtail.admin.views.pages.move import MoveConfirmView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy


class ChoixDuParent(GenericChooseParentView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not page_permission_policy.user_has_permission(request.user, "add"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class DeplacementAConfirmer(MoveConfirmView):
    def dispatch(
        self,
        request: HttpRequest,
        page_to_move_id: int,
        destination_id: int,
        *args: Any,
        **kwargs: Any,
    ) -> HttpResponse:
        page = get_object_or_404(Page, pk=page_to_move_id)
        if not page.permissions_for_user(request.user).can_move():
            raise PermissionDenied
        return super().dispatch(request, page_to_move_id, destination_id, *args, **kwargs)


class Pages(PageViewSet):
    """Wagtail's screens of every page, but for these two."""

    choose_parent_view_class = ChoixDuParent
    move_confirm_view_class = DeplacementAConfirmer
