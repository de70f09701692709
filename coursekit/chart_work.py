"""Processes that make charts: in UTC, whatever their machine says, and beside whatever else is being done."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from functools import lru_cache
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def submit(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
    """Let work begin in one of the processes, after what was submitted before."""
    return _processes().submit(work, *args, **kwargs)


def stop() -> None:
    """Let go of work that has not begun: a build that failed would go on drawing for minutes."""
    processes = _processes()
    _processes.cache_clear()
    processes.shutdown(cancel_futures=True)  # and waits for a chart or two: not waited for, it may forget to cancel


@lru_cache(maxsize=1)
def _processes() -> ProcessPoolExecutor:
    """Return the processes, which live on: the renderer takes the time zone from its own, and half a second to start.

    Two, since a course is built on a laptop as well: the page is read beside them.
    """
    return ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=_settle)


def _settle() -> None:
    """Set the clock, and go when whom the work is for has gone: killed, it could not say so."""
    os.environ["TZ"] = "UTC"
    Thread(target=_go_with_parent, daemon=True).start()


def _go_with_parent() -> None:
    parent = parent_process()
    assert parent is not None, "this process was begun by another"
    parent.join()
    os._exit(0)
