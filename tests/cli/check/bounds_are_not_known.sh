cd "$DATA/captures" || exit
heapterm check mbed-greenhouse-normal.log --min-largest 100 --max-used 1M --junit "$OLDPWD/j.xml"
echo "$?"
cat "$OLDPWD/j.xml"
