"""Settings of the benches of pages: a town's own (hashed static files, https, the database's cache
where there is no Redis), with the floor pages beside the portal's."""

from portail.settings.production import *  # noqa: F403

ROOT_URLCONF = "bench.pages.plancher"
