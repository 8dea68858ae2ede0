# Only a settings file that is named must be there.
heapterm settings --config nowhere
echo "$?"
heapterm settings --config .
echo "$?"
mkdir -p home/.config/heapterm xdg/heapterm
HOME=$PWD/home heapterm settings | sed "s|$PWD||"
echo 'baud = 1200' >home/.config/heapterm/config
echo 'baud = 2400' >xdg/heapterm/config
settings() {
    env HOME="$PWD/home" "$@" heapterm settings | sed "s|$PWD||; /^framing/,\$d"
}
settings
settings XDG_CONFIG_HOME="$PWD/xdg"
settings XDG_CONFIG_HOME=xdg
heapterm settings --config /dev/null
env -u HOME heapterm settings | head -n 1
