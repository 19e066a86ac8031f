#!/usr/bin/env bash
# Slurm with two workers, one of them killed: a cluster of this machine alone, with its own
# munge, that touches nothing of an installed one. Needs root.
source "$(dirname "$0")/common.sh"
[ "$(id -u)" -eq 0 ] || fail "slurmd needs root"

mkdir state spool munge
chmod 755 "$work" && chmod 700 munge
head -c 1024 /dev/urandom >munge/key && chmod 400 munge/key
munged --force --foreground --key-file="$work/munge/key" --socket="$work/munge.socket" \
  --pid-file="$work/munge/pid" --log-file="$work/munge/log" --seed-file="$work/munge/seed" >>daemons.log 2>&1 &
daemons=($!)
host=$(hostname -s)
cat >slurm.conf <<CONF
ClusterName=spread
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=26817
SlurmdPort=26818
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SwitchType=switch/none
ReturnToService=2
JobRequeue=1
SlurmdParameters=config_overrides
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF="$work/slurm.conf"
trap 'kill "${daemons[@]}" 2>/dev/null || true' EXIT
until [ -S munge.socket ]; do sleep 0.2; done
slurmctld -D >>daemons.log 2>&1 & daemons+=($!)
slurmd -D >>daemons.log 2>&1 & daemons+=($!)
until [ "$(sinfo -h -o %T 2>/dev/null)" = idle ]; do sleep 1; done

prepare slurm
say "$(sinfo --version), node $(sinfo -h -o '%N %T, %c CPUs')"
bash script | tee script.log
array=$(sed -n 's/^parts: job \([0-9]*\);.*/\1/p' script.log)
merge=$(sed -n 's/.*merge: job \([0-9]*\);.*/\1/p' script.log)
kill_worker
until squeue -h -j "$array" -o '%i %T %r' 2>/dev/null | grep -E 'BeginTime|PENDING.*(Requeue|Begin)'; do
  [ ! -e "$part/summary.json" ] || break
  sleep 1
done
say "Slurm holds the requeued part for two minutes"
while squeue -h -j "$merge" 2>/dev/null | grep -q .; do sleep 2; done
say "restarts as Slurm counts them: $(scontrol show job "$array" | grep -o 'Restarts=[1-9][0-9]*' | sort | uniq -c | xargs)"
[ -e spread/summary.json ] || { cat spread-parts/merge.log slurmctld.log; fail "nothing was merged"; }
compare
