# Portail Famille. `make help` lists the targets; only bash, make and a Python are needed before the first one.
SHELL := /bin/bash
VENV  := .venv
PY    := $(VENV)/bin/python
UV    := .uv/bin/uv
# Workers of the tests: three on two cores, since a browser and a server are often waited for.
XDIST ?= 3
# Handed out by twos: the slow ones, in the browser, come last, and a worker that had a pile of them would end alone.
REPARTIS = -n $(XDIST) --maxschedchunk 2

# A Ctrl-C was already said in a sentence: make, which heard it too, adds no « Error 130 ».
INTERROMPU = test $$? -eq 130

.DEFAULT_GOAL := help
.PHONY: help run demo essai test test-tout test-deploiement test-pannes mutants lint lock vendor images docs sbom bench bench-contre bench-ouverture setup setup-dev clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{printf "  make %-16s %s\n", $$1, $$2}'

run: setup ## the demo town, its web server and its worker (PORTAIL_PORT, 8000 by default)
	@echo "Démarrage du portail…"
	@$(PY) manage.py lancer --ville-demo || $(INTERROMPU)

demo: setup ## throws the demo town away and makes a fresh one
	@echo "Démarrage du portail…"
	@$(PY) manage.py ville_demo --refaire || $(INTERROMPU)

essai: setup-dev ## one room's tests, without browsers nor servers: make essai SALLE=reservations/attente
	@test -n "$(SALLE)" || { echo "Quelle salle ? Par exemple : make essai SALLE=reservations/attente" >&2; exit 2; }
	@$(PY) -m pytest -p no:cacheprovider -q -x -m "not navigateur and not long and not services" tests/$(SALLE)

test: setup-dev ## what a landing plays, a quarter of an hour on two cores: lint, guard, what changed, a share of the rest
	@$(PY) -m tests.suite $(REPARTIS)

test-tout: setup-dev ## everything: lint, both databases, other days, mutants; before a release
	@$(PY) -m tests.suite --tout $(REPARTIS)

test-deploiement: setup-dev ## a town on several machines: nginx, two gunicorns, two clusters and real servers; its move there (7 minutes)
	$(PY) -m pytest -p no:cacheprovider tests/deploiement/histoire.py tests/deploiement/histoire_dossier.py tests/deploiement/histoire_demenagement.py

mutants: setup-dev ## breaks the product on purpose, one rule at a time: do its tests see it? Kept in bench/resultats
	@$(PY) -m tests.mutants
	@$(PY) -m tests.serveurs postgresql -- $(PY) -m tests.mutants --postgresql

test-pannes: setup-dev ## what a town stands on is killed, stopped, filled up while families send; SCENARIO=redis for one
	@$(PY) -m tests.pannes $(SCENARIO)

lint: setup-dev ## ruff, djlint, mypy, declared dependencies, licences, contracts of imports, missing migrations, Django's deployment checks, known holes of the locked versions
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/djlint --check templates
	$(VENV)/bin/djlint --lint templates
	$(VENV)/bin/mypy cms_pages demarches famille reservations site/portail site/demo tests bench
	$(VENV)/bin/deptry .
	REUSE_ENCODING_MODULE=charset_normalizer $(VENV)/bin/reuse lint --lines  # python-magic wants a library of the system
	PYTHONPATH=site:. $(VENV)/bin/lint-imports --no-cache
	DJANGO_SETTINGS_MODULE=portail.settings.test $(PY) manage.py makemigrations --check --dry-run
	@$(PY) -m tests.production manage.py check --deploy --fail-level WARNING
	@$(PY) deploy/vulnerabilites.py

lock: | $(UV) ## recomputes the two requirements files, with hashes, from the .in files
	$(UV) pip compile -q --universal --python-version 3.12 --generate-hashes requirements.in -o requirements.txt
	$(UV) pip compile -q --universal --python-version 3.12 --generate-hashes -c requirements.txt requirements-dev.in -o requirements-dev.txt

vendor: ## takes the front-end files anew from npm (needs Node; an installation does not)
	npm ci --ignore-scripts --no-audit --no-fund
	$(PY) deploy/vendor.py
	python3 deploy/icones.py node_modules/bootstrap-icons/icons
	$(PY) deploy/polices.py

images: setup-dev ## the pictures of the screens, in the guide and in docs/images: a small demo town at a set date, and Chromium
	@$(PY) -m tests.images

docs: setup-dev ## the site of the docs, in build/docs; a dead link fails
	@$(VENV)/bin/mkdocs build --strict  # --quiet would hide its warnings from --strict
	@echo "build/docs/index.html"

sbom: setup-dev ## what the site is made of, as CycloneDX JSON, in build/sbom.json
	@mkdir -p build
	@$(VENV)/bin/cyclonedx-py requirements --of JSON --output-reproducible --pyproject pyproject.toml -o build/sbom.json requirements.txt
	@echo "build/sbom.json"

bench: setup-dev ## pages, growth with the town, engine, a rush over HTTP: what each is held to, kept in bench/resultats (SUJETS=pages for one)
	@$(PY) -m bench $(SUJETS)

bench-contre: setup-dev ## the same pages under another revision, beside this one, warm and cold: make bench-contre REV=HEAD~9
	@$(PY) -m bench.pages.contre $(REV)

bench-ouverture: setup-dev ## an opening morning over HTTPS: 2,000 families against a whole town (about 10 minutes; needs nginx)
	@$(PY) -m bench.ouverture.matin

clean: ## removes the virtual environment, caches and collected files; never the data in var/
	rm -rf $(VENV) .uv build node_modules staticfiles .mypy_cache .ruff_cache .pytest_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup: $(VENV)/.ok
setup-dev: $(VENV)/.ok-dev

INSCRIPTIBLE = test -w . || { \
  echo "Le dossier $(CURDIR) n’est pas accessible en écriture : changez ses droits ou clonez le dépôt ailleurs." >&2; exit 1; }

# `command -v` may name a dead pyenv shim: a program is run before it is chosen.
$(UV):
	@$(INSCRIPTIBLE)
	@if uv --version >/dev/null 2>&1; then mkdir -p .uv/bin && ln -sf "$$(command -v uv)" $(UV); \
	else { python3 -m venv .uv && .uv/bin/pip install -q --disable-pip-version-check uv==0.13.9; } >/dev/null 2>&1 || { rm -rf .uv; \
	  echo "Impossible d’installer uv : il faut python3 avec venv (« apt install python3-venv ») et un accès à PyPI, ou uv déjà installé. Derrière une autorité privée : « PIP_CERT=/chemin/de/l-autorite.pem SSL_CERT_FILE=/chemin/de/l-autorite.pem make run »." >&2; exit 1; }; fi

$(PY): | $(UV)
	@$(INSCRIPTIBLE)
	@$(UV) venv -q --no-python-downloads --python '>=3.12' $(VENV) >/dev/null 2>&1 || { rm -rf $(VENV); \
	  echo "Python 3.12 ou plus récent est introuvable : installez-le (« apt install python3 » sur Debian 13), puis relancez la commande." >&2; exit 1; }

# Adds what runs the site; what the developers' set has installed on top stays.
$(VENV)/.ok: requirements.txt | $(PY)
	@echo "Installation des dépendances…"
	@bash deploy/paquets.sh $(UV) pip install -q --python $(PY) --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.ok-dev: requirements-dev.txt requirements.txt | $(PY)
	@bash deploy/paquets.sh $(UV) pip sync -q --python $(PY) --require-hashes requirements-dev.txt
	@touch $(VENV)/.ok $@
