#!/bin/sh
# embed.sh LIST FILE...: writes C source with the files' texts, as `const struct builtin LIST[]`.
set -eu
list=$1
shift
printf '/* made by src/conf/embed.sh */\n#include "config.h"\n\n#include "telltale/conf/builtin.h"\n\n'
for file in "$@"; do
  name=$(basename "$file")
  name=$(printf '%s' "${name%.*}" | tr -c 'a-zA-Z0-9' '_')
  printf 'static const char text_%s[] = {\n' "$name"
  od -An -v -tu1 "$file" | sed 's/ *\([0-9][0-9]*\)/(char)\1,/g'
  printf '0 };\n'
done
printf '\nconst struct builtin %s[] = {\n' "$list"
for file in "$@"; do
  base=$(basename "$file")
  name=$(printf '%s' "${base%.*}" | tr -c 'a-zA-Z0-9' '_')
  printf '\t{ "%s", text_%s },\n' "${base%.*}" "$name"
done
printf '\t{ 0, 0 },\n};\n'
