# Becomes the command "$@", which then does not outlive the Java process that started it, not even
# when that one is killed with SIGKILL: standard input is a pipe of which only the Java process
# holds the other end, so its end of file means that it is gone.
#
# $1: seconds between TERM and KILL; the rest: the command.
grace=$1
shift

# A Ctrl-C goes to the whole process group. The Java process stops its children in order; they
# must not start to stop by themselves at the same time. An ignored signal stays so after exec.
trap '' HUP INT

# Background jobs get /dev/null as standard input.
exec 3<&0 </dev/null

# The time this process was started, kept over exec: a reused process id has another one.
birth() {
  if [ -r "/proc/$$/stat" ]; then
    read -r stat <"/proc/$$/stat" && stat=${stat##*) } && set -- $stat && echo "${20}"
  else
    ps -o lstart= -p "$$"
  fi 2>/dev/null
}

born=$(birth)

{
  trap '' HUP INT TERM
  same() { [ "$(birth)" = "$born" ]; }

  read -r _ <&3
  if same; then
    kill -TERM "$$"
    # A suspended process sees TERM only once it goes on.
    kill -CONT "$$"
  fi
  while same && [ "$grace" -gt 0 ]; do
    sleep 1
    grace=$((grace - 1))
  done
  if same; then
    kill -KILL "$$"
  fi
} &

exec "$@" 3<&-
