# Sourced by the scripts beside it: finds Python and keeps a virtual environment in $VENV.

cd "$(dirname "${BASH_SOURCE[0]}")/.."
VENV="${HEADRACE_VENV:-.venv}"

say() { printf '%s\n' "$*" >&2; }

find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
        if [ -n "$candidate" ] && "$candidate" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$candidate"
            return
        fi
    done
    say "Python 3.11 or newer was not found. Nothing was installed."
    say "  Install it, or say where it is:   PYTHON=/path/to/python3 $0"
    exit 4
}

# install NAME ARGUMENTS…: pip install once per state of pyproject.toml and constraints.txt
install() {
    local mark="$VENV/.installed-$1" python
    shift
    if [ ! -x "$VENV/bin/python" ]; then
        python=$(find_python)
        say "Making a Python environment in $VENV"
        if ! "$python" -m venv "$VENV"; then
            rm -rf "$VENV"
            say "$python cannot make a virtual environment. Nothing was installed."
            say "  On Debian and Ubuntu:   apt-get install python3-venv"
            exit 4
        fi
    fi
    if [ ! "$mark" -nt pyproject.toml ] || [ ! "$mark" -nt constraints.txt ]; then
        say "Installing Headrace into $VENV"
        "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
        touch "$mark"
    fi
}
