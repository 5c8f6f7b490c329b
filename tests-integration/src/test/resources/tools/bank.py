"""Mixed transactions on one SQLite database, each worker through a path of its own.

usage: bank.py JOURNAL_MODE SECONDS PATH...

Each path is the database as one worker process sees it; the same path may stand there twice. Money
moves between accounts and every committed transfer leaves a row, so at any moment, seen by anybody:
the balances add up to nothing, and each balance is what the rows say. A worker also knows its own
committed rows by count, and none may be missing at the end.
"""

import multiprocessing
import random
import sqlite3
import sys
import time

ACCOUNTS = 50
BUSY_SECONDS = 60


def connect(path, mode):
    base = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    answer = base.execute(f"pragma journal_mode={mode}").fetchone()[0]
    assert answer == mode, f"journal_mode is {answer}"
    base.execute("pragma synchronous=full")
    return base


def make(path, mode):
    base = connect(path, mode)
    base.execute("create table account (id integer primary key, balance integer)")
    base.execute("create table transfer (who integer, source integer, target integer, amount integer)")
    base.execute("create index by_source on transfer (source)")
    base.executemany("insert into account values (?, 0)", [(i,) for i in range(ACCOUNTS)])
    base.close()


def transfer(base, who, dice):
    source, target = dice.sample(range(ACCOUNTS), 2)
    amount = dice.randrange(1, 100)
    base.execute("begin immediate")
    base.execute("update account set balance = balance - ? where id = ?", (amount, source))
    base.execute("update account set balance = balance + ? where id = ?", (amount, target))
    base.execute("insert into transfer values (?, ?, ?, ?)", (who, source, target, amount))
    if dice.randrange(10) == 0:
        base.execute("rollback")
        return 0
    base.execute("commit")
    return 1


def check(base):
    base.execute("begin")
    total = base.execute("select sum(balance) from account").fetchone()[0]
    wrong = base.execute(
        """select id, balance from account where balance !=
             (select coalesce(sum(amount), 0) from transfer where target = id)
             - (select coalesce(sum(amount), 0) from transfer where source = id)"""
    ).fetchall()
    base.execute("commit")
    assert total == 0, f"the balances add up to {total}"
    assert not wrong, f"balances that their rows deny: {wrong}"


def work(who, path, mode, end, answers):
    try:
        base = connect(path, mode)
        dice = random.Random(who)
        committed = looks = 0
        while time.monotonic() < end:
            if dice.randrange(5) == 0:
                check(base)
                looks += 1
            else:
                committed += transfer(base, who, dice)
        base.close()
        answers.put((who, committed, looks, None))
    except (AssertionError, sqlite3.Error) as e:
        answers.put((who, 0, 0, f"{type(e).__name__}: {e}"))


def main(mode, seconds, paths):
    make(paths[0], mode)
    answers = multiprocessing.Queue()
    end = time.monotonic() + seconds
    workers = [
        multiprocessing.Process(target=work, args=(who, path, mode, end, answers))
        for who, path in enumerate(paths)
    ]
    for worker in workers:
        worker.start()
    ended = sorted(answers.get(timeout=seconds + 4 * BUSY_SECONDS) for _ in workers)
    for worker in workers:
        worker.join()
    failures = [f"worker {who}: {failure}" for who, _, _, failure in ended if failure]
    for path in dict.fromkeys(paths):
        base = connect(path, mode)
        check(base)
        sound = base.execute("pragma integrity_check").fetchone()[0]
        if sound != "ok":
            failures.append(f"{path}: {sound}")
        for who, committed, _, _ in ended:
            there = base.execute("select count(*) from transfer where who = ?", (who,)).fetchone()[0]
            if not failures and there != committed:
                failures.append(f"{path}: worker {who} committed {committed}, there are {there}")
        base.close()
    print(f"{mode}: {sum(e[1] for e in ended)} transfers, {sum(e[2] for e in ended)} looks")
    sys.exit("\n".join(failures) or 0)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), sys.argv[3:])
