# shellcheck shell=bash
# The images that are made here. Each is made once for what it is made of: its tag is the hash of that, so a change makes
# anew what it concerns and nothing else, and a stale image cannot be taken for a fresh one.
# Every function that makes one prints its name.

image_exists() { docker image inspect "$1" >/dev/null 2>&1; }

# make_image NAME INPUT... -- COMMAND...: runs the command, with the image's full name after it, unless the image exists.
make_image() {
  local name=$1 inputs=() image
  shift
  while [ "$1" != -- ]; do
    inputs+=("$1")
    shift
  done
  shift
  image=threetier.local/$name:$(content_hash "${inputs[@]}")
  image_exists "$image" || step "making the image $name" "$@" "$image"
  echo "$image"
}

# debian_image SUITE
debian_image() {
  make_image "debian-$1" "$root/hack/images/base" "$1" "$(uname -m)" -- debian_build "$1"
}
debian_build() { "$root/hack/images/base/build" "$2" "$1"; }

# workload_image NAME FOLDER BASE [BUILD-ARGUMENT]
workload_image() {
  local folder=$root/hack/images/$2
  make_image "$1" "$folder" "${@:3}" -- workload_build "$folder" "${@:3}"
}
workload_build() {
  local image=${*: -1} folder=$1 base=$2 arguments=()
  [ $# = 3 ] || arguments=(--build-arg "$3")
  docker build --build-arg "BASE_IMAGE=$base" "${arguments[@]}" --tag "$image" --file "$folder/Containerfile" "$folder"
}

# java_image NAME VARIABLE BUILD INPUT...: an image that the script BUILD makes, told by $VARIABLE what to call it.
java_image() {
  local name=$1 variable=$2 build=$3 runtime
  shift 3
  [ -x "$build" ] || die "$build is missing, which makes the image $name"
  JAVA_HOME=$("$root/hack/jdk")
  export JAVA_HOME BASE_IMAGE
  runtime=$(grep ^JAVA_RUNTIME_VERSION= "$JAVA_HOME/release") # the JDK's runtime goes into the image
  make_image "$name" "$build" "$@" "$BASE_IMAGE" "$runtime" -- java_build "$variable" "$build"
}
java_build() { env "$1=$3" "$2"; }

# save_images IMAGE...: all of them in one archive, whose name it prints.
save_images() {
  local ids archive
  ids=$(docker image inspect --format '{{.Id}}' "$@")
  archive=$cache/images/workloads-$(content_hash "$*" "$ids").tar
  if [ ! -e "$archive" ]; then
    mkdir -p "$cache/images"
    step "saving the images for the node" docker save --output "$archive.part" "$@"
    find "$cache/images" -name 'workloads-*.tar' -delete
    mv "$archive.part" "$archive"
  fi
  echo "$archive"
}

# forget_old_images CURRENT...: deletes the images of the same names that are older than a day and that nothing uses.
forget_old_images() {
  local current image yesterday
  yesterday=$(date --utc --date '1 day ago' +%FT%T)
  for current in "$@"; do
    [[ $current == threetier.local/* ]] || continue
    for image in $(docker image ls --format '{{.Repository}}:{{.Tag}}' "${current%:*}"); do
      if [ "$image" != "$current" ] && [[ $(docker image inspect --format '{{.Created}}' "$image") < $yesterday ]]; then
        docker image rm "$image" >/dev/null 2>&1 || true
      fi
    done
  done
}
