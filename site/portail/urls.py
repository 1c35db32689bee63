"""Every address of the site. The public pages come last: Wagtail answers what nothing else does."""

from django.conf import settings
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("", include("famille.urls_comptes")),
    path("", include("famille.urls")),
    path("demarches/", include("demarches.urls")),
    path("", include("cms_pages.urls")),
    path("gestion/", include(wagtailadmin_urls)),
    path("documents-publics/", include(wagtaildocs_urls)),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("portail.urls_demo")))
urlpatterns.append(path("", include(wagtail_urls)))
