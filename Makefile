# Two commands on a fresh machine: make run, make test. Both make the virtual environment first.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: run test fuzz pictures pages crash mutants crontab cron month calibrate bench lake docs lint check-python browser demo lock audit clean

run: $(VENV)/installed $(VENV)/plotly
	$(BIN)/rank-tracker up

test: $(VENV)/installed $(VENV)/newest-duckdb $(VENV)/plotly lint browser
	$(BIN)/pytest

lint: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m tracker.catalog

# Hours, where the suite spends seconds: broken bodies through every parser.
fuzz: $(VENV)/installed
	RANK_TRACKER_FUZZ=10000 $(BIN)/pytest --timeout 0 tests/tracker/stores/test_fuzz.py

# The dictionary in docs/sql.md, out of what the database says of itself.
docs: $(VENV)/installed
	$(BIN)/python docs/dictionary.py

# The pictures of docs/, out of a simulated world.
pictures: $(VENV)/installed $(VENV)/plotly browser
	$(BIN)/python docs/pictures.py

# Every page in every scheme and language, where the suite takes one of each.
pages: $(VENV)/installed $(VENV)/plotly browser
	$(BIN)/pytest -m "browser or thorough" tests/dashboard/browser

# Some twenty minutes, where the suite kills 25 times: hundreds of kill -9, and a full disk, at every step.
crash: $(VENV)/installed
	$(BIN)/python -m tests.crash.sweep

# Some twenty minutes, where the suite takes half a minute: the table of docs/method.md.
calibrate: $(VENV)/installed
	$(BIN)/python -m benchmarks.calibrate

# crontab.example with the paths of this folder and of the home, to add to yours: (crontab -l; make -s crontab) | crontab -
crontab: $(VENV)/installed
	@home=$$($(BIN)/python -c 'from tracker.config import default_home; print(default_home().root.absolute())') \
	  && mkdir -p -m 700 "$$home" \
	  && sed -e "s|^BIN=.*|BIN=$(abspath $(BIN))/rank-tracker|" -e "s|^RANK_TRACKER_HOME=.*|RANK_TRACKER_HOME=$$home|" \
	    -e "s|^LOG=.*|LOG=$$home/cron.log|" crontab.example

# crontab.example under a real cron daemon, some three minutes: every line must have run, and done what it is for.
cron: $(VENV)/installed
	$(BIN)/python -m tests.cron_trial

# A lake on a real PostgreSQL; then the tests of storage and of questions once more, in a lake: half an hour in all.
lake: $(VENV)/lake
	$(BIN)/pytest -n 0 -m "thorough or not thorough" tests/lake
	RANK_TRACKER_TEST_LAKE=1 $(BIN)/pytest -n 2 -rs tests/tracker/queries tests/tracker/storage tests/tracker/test_ingest.py \
	  tests/tracker/test_reparse.py tests/jobs/test_export.py tests/jobs/test_sql.py tests/jobs/test_maintain.py \
	  tests/jobs/test_import.py tests/jobs/test_backup_jobs.py tests/jobs/test_claim.py tests/jobs/test_mcp.py

# Thirty days of a faulty world, every hour of them (RANK_TRACKER_MONTH_EVERY=12h: in a minute).
month: $(VENV)/installed
	RANK_TRACKER_MONTH_EVERY=$${RANK_TRACKER_MONTH_EVERY:-1h} $(BIN)/pytest -n 0 --timeout 0 -m thorough tests/month

# Important behaviours broken on purpose, one at a time: a named test must notice each.
mutants: $(VENV)/installed
	$(BIN)/python -m tests.mutants

# Each prints its figures as ratios; hours in all, most of them for building large worlds.
bench: $(VENV)/installed $(VENV)/plotly $(VENV)/lake browser
	$(BIN)/python -m benchmarks.parse
	$(BIN)/python -m benchmarks.sweep
	$(BIN)/python -m benchmarks.sweep --paced
	$(BIN)/python -m benchmarks.pack
	$(BIN)/python -m benchmarks.storage
	$(BIN)/python -m benchmarks.pages
	$(BIN)/python -m benchmarks.load
	$(BIN)/python -m benchmarks.event_effects
	$(BIN)/python -m benchmarks.claims
	$(BIN)/python -m benchmarks.lake
	$(BIN)/python -m benchmarks.lake_writers
	$(BIN)/python -m benchmarks.lake_writers --away-ms 20
	$(BIN)/python -m benchmarks.year
	$(BIN)/python -m benchmarks.calibrate

demo: $(VENV)/installed
	$(BIN)/rank-tracker demo

# Everything is pinned with its hashes; the project itself comes from this folder.
$(VENV)/installed: constraints.txt pyproject.toml | check-python
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# The tests of storage run a second time on the newest DuckDB, which lies beside the pinned one.
$(VENV)/newest-duckdb: tests/newest_duckdb.txt | $(VENV)/installed
	rm -rf $@
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --target $@ -r $<

# A third of Plotly is enough for our charts.
$(VENV)/plotly: dashboard/fetch_plotly.sh | $(VENV)/installed
	sh dashboard/fetch_plotly.sh
	touch $@

# For a lake: DuckDB's extensions, a stand-in for S3, another engine. PostgreSQL itself is the machine's.
$(VENV)/lake: tests/lake/packages.txt | $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[lake]' -r $<
	touch $@

check-python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "wanted Python 3.11 or newer, got $$($(PYTHON) --version); name another: make PYTHON=python3.12 ..."; exit 2; }

# The page tests need Chromium and fonts for Arabic and Chinese.
browser:
	@sh tests/install_chromium.sh

# Pin anew, after a change of the dependencies in pyproject.toml.
lock: $(VENV)/installed
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra dev --extra mcp \
	  --no-header --no-annotate --no-emit-index-url pyproject.toml -o constraints.txt
	sed -n 's/^\([A-Za-z0-9._-]*==[^ ]*\).*/\1/p' constraints.txt > $(VENV)/pins.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra mcp -c $(VENV)/pins.txt \
	  --no-header --no-annotate --no-emit-index-url pyproject.toml -o deploy/requirements.txt

# Known holes in what is pinned; a network that fails is a warning. In CI beside the suite.
audit: $(VENV)/installed
	$(BIN)/python .ci/audit.py

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis dist build
