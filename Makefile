# Short names for the scripts; each script says what it does.
.PHONY: demo test check format docs benchmarks
demo:  ; ./scripts/demo
test:  ; ./scripts/test
check: ; ./scripts/check
format: ; .venv/bin/ruff format . && .venv/bin/ruff check --fix .
docs:  ; .venv/bin/python scripts/reference.py
benchmarks: ; .venv/bin/python benchmarks/run.py
