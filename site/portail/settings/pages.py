"""Wagtail: pages, pictures, documents, and the admin that shows them. `base` takes all."""

WAGTAIL_SITE_NAME = "Portail Famille"
WAGTAIL_I18N_ENABLED = True  # pages are given in each of LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "Français")]  # of the agents' screens
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/connexion/"
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # no request to a third party
# as agents type it: the picker replaces by today what it cannot read
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False  # an invitation is mailed instead
WAGTAILIMAGES_IMAGE_MODEL = "cms_pages.Illustration"
WAGTAILDOCS_DOCUMENT_MODEL = "cms_pages.DocumentPublic"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms_pages.socle.images.ImageSansLieuForm"
# as famille.dossier.documents.images.PIXELS_MAX: what pages show is made from them on request
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
# a picture of a screen stays as light as it came
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"webp": "webp"}
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
# Given by the view that looks who asks, wherever they are kept: never by a redirection to the
# bucket of the pictures.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# nothing that a browser would run
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ods", "odt", "pdf", "txt", "xlsx"]
WAGTAILEMBEDS_FINDERS: list[dict] = []  # the server asks no other site for a video (SSRF, D14)
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
