"""On a cluster: the same findings, also when a worker is lost on the way."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest
from corpora import files

from pia_audit.corpus import Layout
from pia_audit.corpus.dask_runner import BadCluster, cluster
from pia_audit.corpus.partition_audit import Job
from pia_audit.corpus.results import Results
from pia_audit.corpus.runners import audit_corpus


def test_a_cluster_gives_the_same_though_a_worker_is_lost(
    stored: Layout, job: Job, tmp_path: Path, plain: dict[str, bytes]
) -> None:
    """Two workers; one of them, by its process id, is killed after the first partition."""
    workers: dict[str, int] = {}

    def began(client: Any) -> None:
        client.wait_for_workers(2)
        workers.update(client.run(os.getpid))

    def kill_one(done: int, _: int) -> None:
        if done == 1:
            os.kill(next(iter(workers.values())), signal.SIGKILL)

    results = Results.opened(tmp_path / "out", stored, job, resume=False)
    outcomes = audit_corpus(stored, job, cluster("local:2", began), results, kill_one)
    assert all(o.failed is None for o in outcomes)
    assert len(workers) == 2
    assert files(results) == plain


@pytest.mark.parametrize("address", ["", "local:", "local:0", "local:-1", "here", "local:2; rm"])
def test_an_address_that_is_none_is_told(address: str) -> None:
    """Before anything is begun."""
    with pytest.raises(BadCluster) as refused:
        cluster(address)
    assert refused.value.code == "address"
