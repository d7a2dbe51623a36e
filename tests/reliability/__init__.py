"""Proof that a job can be left alone: misbehaving servers, killed processes, full disks, long series of runs."""
