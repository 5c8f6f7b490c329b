# shellcheck shell=bash
# Completion of distfs, distfs-server and distfs-mount for bash. Source it from ~/.bashrc; packages
# install it as /usr/share/bash-completion/completions/distfs.

# Completes the word at the cursor: $1 are the options and subcommands there are, then files.
_distfs_words() {
  local current=${COMP_WORDS[COMP_CWORD]}
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current")
  ((${#COMPREPLY[@]})) || mapfile -t COMPREPLY < <(compgen -f -- "$current")
}

_distfs() {
  if ((COMP_CWORD == 1)); then
    _distfs_words "status servers info stat verify help --help --version"
  else
    _distfs_words "--servers --json --help"
  fi
}

_distfs_server() {
  if [[ ${COMP_WORDS[1]-} == format ]]; then
    _distfs_words "--config --servers --id --cluster --help"
  else
    _distfs_words "format --config --help --version"
  fi
}

_distfs_mount() {
  _distfs_words "--servers --embedded --listen --config -o -f --foreground --pid-file --log-file
    --access-log --help --version"
}

complete -o filenames -F _distfs distfs
complete -o filenames -F _distfs_server distfs-server
complete -o filenames -F _distfs_mount distfs-mount
