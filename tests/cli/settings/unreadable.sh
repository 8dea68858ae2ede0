# Links in a ring cannot be read by anybody, not even by root; nor can a directory.
export XDG_CONFIG_HOME="$PWD"
mkdir heapterm
ln -s config heapterm/config
heapterm map "$DATA/captures/v1-corners.log" 2>err
echo "exit $?"
rm heapterm/config
mkdir heapterm/config
heapterm map "$DATA/captures/v1-corners.log" 2>>err
echo "exit $?"
sed "s#$PWD#HERE#" err
