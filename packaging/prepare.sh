# Set-up shared by packaging/studio and packaging/test: system libraries, then .venv.
# Sourced by both with the working directory at the top of the checkout.

say() { printf '%s\n' "$*" >&2; }

# Library file → Debian package, for Qt without a screen and for Qt in a window.
readonly offscreen_libraries="libGL.so.1=libgl1 libEGL.so.1=libegl1 libxkbcommon.so.0=libxkbcommon0
    libdbus-1.so.3=libdbus-1-3 libfontconfig.so.1=libfontconfig1 libglib-2.0.so.0=libglib2.0-0"
readonly window_libraries="libxcb-cursor.so.0=libxcb-cursor0 libxcb-icccm.so.4=libxcb-icccm4
    libxcb-keysyms.so.1=libxcb-keysyms1 libxcb-shape.so.0=libxcb-shape0 libxcb-xkb.so.1=libxcb-xkb1
    libxkbcommon-x11.so.0=libxkbcommon-x11-0"

# The packages of the given pairs whose library the loader does not know.
missing_packages() {
    local known pair
    known="$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null || true)"
    for pair in $1; do
        grep -qF "${pair%%=*} " <<<"$known" || printf '%s ' "${pair#*=}"
    done
}

install_packages() {
    local as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    if ! command -v apt-get >/dev/null; then
        say "These system packages are missing, and there is no apt-get here to install them: $*"
        say "Install what your system calls them, then run this again."
        return 1
    fi
    if [ ${#as_root[@]} -gt 0 ] && ! command -v sudo >/dev/null; then
        say "These system packages are missing: $*"
        say "Run as an administrator: apt-get install $*"
        return 1
    fi
    say "Installing system packages: $*"
    # An old list of packages is the usual reason for a failure, so it is refreshed first.
    "${as_root[@]}" apt-get update -qq >&2 || say "apt-get update did not finish; trying with the lists there are."
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2 || {
        say "apt-get could not install: $*"
        return 1
    }
}

# Qt's system libraries; the argument is "offscreen" or "window".
ensure_libraries() {
    [ "$(uname -s)" = Linux ] || return 0
    local wanted="$offscreen_libraries" missing
    [ "$1" = window ] && wanted="$wanted $window_libraries"
    missing="$(missing_packages "$wanted")"
    # shellcheck disable=SC2086  # one word a package
    [ -z "$missing" ] || install_packages $missing
}

suits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' >/dev/null 2>&1; }

find_python() {
    local candidate
    for candidate in "${PYTHON:-python3}" python3 python3.13 python3.12 python3.11; do
        if suits "$candidate"; then
            printf '%s' "$candidate"
            return 0
        fi
    done
    return 1
}

# Leaves a suitable interpreter, able to make environments, in the variable `python`.
ensure_python() {
    if ! python="$(find_python)"; then
        command -v python3 >/dev/null || install_packages python3 python3-venv || return 1
        python="$(find_python)" || {
            say "CNN Studio needs Python 3.11, 3.12 or 3.13; this machine has $(python3 --version 2>&1)."
            say "Install one of them, or name it: PYTHON=/path/to/python3.12 bash $0"
            return 1
        }
    fi
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        local version
        version="$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
        install_packages "python$version-venv"
    fi
}

# What the environment was made from: when this is unchanged it is used as it stands.
# Its parts: the declared packages, and the folder, since an environment does not survive a move.
fingerprint() { { cat pyproject.toml; pwd; } | cksum | tr -d '\n'; }

# .venv with the program and its t-SNE or, for the argument "test", the program with the test tools, t-SNE among them.
ensure_environment() {
    local extra="$1" stamp=.venv/cnnstudio-stamp now made="" target=".[embed]"
    now="$(fingerprint)"
    [ -f "$stamp" ] && made="$(cat "$stamp")"
    # With pip, which is in the environment itself: a newer Python in the old one's place finds nothing there.
    if .venv/bin/python -c 'import pip' >/dev/null 2>&1; then
        [ "$made" = "$now test" ] && return 0
        [ "$extra" != test ] && [ "$made" = "$now program" ] && return 0
    fi
    ensure_python
    if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        say "Making a virtual environment in .venv with $("$python" --version)"
        rm -rf .venv
        "$python" -m venv .venv
    fi
    [ "$extra" = test ] && target=".[test]"
    say "Installing Python packages into .venv (TensorFlow is large: some minutes the first time)"
    rm -f "$stamp"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -e "$target" >&2 || {
        say "pip could not install the packages; its reason stands above. A network connection is needed."
        return 1
    }
    printf '%s' "$now $extra" >"$stamp"
}
