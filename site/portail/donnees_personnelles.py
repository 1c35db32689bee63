"""What the rest of the site says of personal data: tables that are not a room's."""

_DU_PERSONNEL = "le travail des agents dans l’administration : aucune donnée de famille"
_VIDE = "table de Wagtail que le portail n’emploie pas"
EXCLUS = {
    "wagtailusers.UserProfile": _DU_PERSONNEL,
    "wagtailadmin.EditingSession": _DU_PERSONNEL,
    "wagtailadmin.FormState": _DU_PERSONNEL,
    "wagtailcore.APIToken": _DU_PERSONNEL,
    "wagtailcore.Comment": _DU_PERSONNEL,
    "wagtailcore.CommentReply": _DU_PERSONNEL,
    "wagtailcore.ModelLogEntry": _DU_PERSONNEL,
    "wagtailcore.Page": _DU_PERSONNEL,
    "wagtailcore.PageLogEntry": _DU_PERSONNEL,
    "wagtailcore.PageSubscription": _DU_PERSONNEL,
    "wagtailcore.Revision": _DU_PERSONNEL,
    "wagtailcore.TaskState": _DU_PERSONNEL,
    "wagtailcore.UploadedFile": _DU_PERSONNEL,
    "wagtailcore.WorkflowState": _DU_PERSONNEL,
    "cms_pages.BilanEgalim": _DU_PERSONNEL,
    "cms_pages.DocumentPublic": _DU_PERSONNEL,
    "cms_pages.Illustration": _DU_PERSONNEL,
    "cms_pages.Menu": _DU_PERSONNEL,
    "wagtaildocs.Document": _VIDE,
    "wagtailimages.Image": _VIDE,
}
