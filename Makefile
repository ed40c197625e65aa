# Two commands matter: `make report` and `make test`. Each sets up what is missing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# What a person gives travels as data, whatever is in it: make does not expand it (its text is taken as it
# stands), and the recipes read it from the environment, where no shell reads it as a program.
# Given and empty is passed on, to be told; an empty variable of the environment is none.
given = $(if $(filter command,$(origin $(1)))$(and $(filter environment,$(origin $(1))),$(value $(1))),"$(2)=$$$(1)")
# A name that nobody knows is a slip of the pen: what was meant would not be asked for.
unknown := $(strip $(foreach name,$(.VARIABLES),$(if $(filter command,$(origin $(name))),\
	$(filter-out COUNTY DATA PEERS WITH PYTHON VENV MAKEFLAGS MFLAGS,$(name)))))
$(if $(unknown),$(error Unknown: $(unknown). Next: COUNTY, DATA, PEERS, WITH and PYTHON are known, see `make help`))
COUNTY_OPTION := $(call given,COUNTY,--county)
DATA_OPTION := $(call given,DATA,--data)
PEERS_OPTION := $(call given,PEERS,--peer)
WITH_OPTION := $(call given,WITH,--with)
override COUNTY := $(value COUNTY)
override DATA := $(value DATA)
override PEERS := $(value PEERS)
override WITH := $(value WITH)
export COUNTY DATA PEERS WITH
# Images of containers often forbid bytecode; each start of Python would then compile all libraries anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help report test check docs fetch lock bench clean

help:
	@echo 'make report                          the pipeline and a report on the made-up demonstration state'
	@echo 'make report COUNTY=39153 DATA=path   the same for a real county, from a mirror (without DATA: from the agencies)'
	@echo 'make report COUNTY="Summit County, OH; Boone County, MO" PEERS=39151'
	@echo 'make report COUNTY=39153 WITH=pums   with what costs much (docs/vintages.md)'
	@echo 'make test                            all tests, offline'
	@echo 'make check                           format, lint, types, rooms'
	@echo 'make docs                            methods and code as pages, build/docs/index.html'
	@echo 'make fetch [DATA=path] [WITH=pums]   only fetch and verify the real sources'
	@echo 'make bench [DATA=path]               measure speed and memory, side by side with the stock way'

report: $(VENV)/ready
	@$(BIN)/mobility run $(COUNTY_OPTION) $(DATA_OPTION) $(PEERS_OPTION) $(WITH_OPTION)

# As many processes as there are cores; a single test is `.venv/bin/python -m pytest path::name`, in one process.
# Measures which lines the tests themselves run and fails below the floor in pyproject.toml (`.venv/bin/coverage report`
# lists the lines); the stages and notebooks that they start as programs are not followed.
test: $(VENV)/ready
	$(BIN)/python -m pytest -n logical --cov --cov-report=

check: $(VENV)/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --num-workers auto
	$(BIN)/lint-imports

# Strict: a broken link fails. Nothing is asked from a network.
docs: $(VENV)/docs
	$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going -j auto -b html -d build/doctrees -c docs . build/docs
	@echo 'build/docs/index.html'

$(VENV)/docs: $(VENV)/ready requirements-docs.lock
	@echo "Adding what builds the pages to $(VENV) ..."
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-docs.lock || \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-docs.lock
	@touch $@

fetch: $(VENV)/ready
	@$(BIN)/mobility fetch $(DATA_OPTION) $(WITH_OPTION)

bench: $(VENV)/ready
	$(BIN)/python benchmarks/run.py $(DATA_OPTION)

# The lock's own uv installs the rest in a tenth of the work; it does not read pip's settings, so where it
# finds no index pip does the same. Python reads the path of an editable package in the encoding of the locale
# and dies at a letter it does not know: the path is made relative, so that no folder's name is in it.
$(VENV)/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ". Next: make PYTHON=python3.11 ...")'
	@echo "Setting up $(VENV) (once; a minute or two) ..."
	@rm -f $(VENV)/lib/python*/site-packages/*mobility_analysis.pth
	@$(PYTHON) -m venv $(VENV)
	@sed -n '/^uv==/,/# via/p' requirements.lock > $(VENV)/uv.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock || \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(PYTHON) -c 'import glob, os; [open(path, "w").write(os.path.relpath("src", os.path.dirname(path)) + "\n") for path in glob.glob("$(VENV)/lib/python*/site-packages/*mobility_analysis.pth")]'
	@$(BIN)/mobility --help > /dev/null
	@touch $@

# The locks: every package with its hash, no index named. What builds the pages has one of its own, so that nobody
# else waits for it; where both need a package, the version is the first lock's.
LOCKED := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
lock: $(VENV)/ready
	$(BIN)/uv pip compile pyproject.toml --extra pipeline --extra planning --extra cluster --extra lab --extra dev $(LOCKED) -o requirements.lock
	$(BIN)/uv pip compile --group docs -c requirements.lock $(LOCKED) -o requirements-docs.lock

# People's answers stay: what begins with review_guide is theirs.
clean:
	rm -rf data/raw data/interim data/estimates data/quality
	find reports -mindepth 2 -type f ! -name 'review_guide*' -delete
	find reports -mindepth 1 -type d -empty -delete
