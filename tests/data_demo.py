"""What happens to data, from the first answer to an earlier version fetched back: `make data-demo`.

The demo catalogue is ingested, checked, frozen, pushed with DVC to a real S3 server on this machine, wiped and pulled
back; later snapshots are compared, and the first one is checked out again.
"""

import hashlib
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.cli.commands import Outcome, TrendingNow
from tests.s3 import S3Server, serving_s3

FILMS = """id,title,overview,listed_in,release_year
t1,The Tin Sheriff,A sheriff of tin hunts the outlaws of a paper town until the rain comes.,Western,2030
t2,Salt Hours,A keeper of clocks sells the hours of the night to those who cannot sleep in a harbour town.,Drama,2032
"""
CORRECTED = FILMS.replace(",Drama,", ',"Drama, Mystery",').replace("The Tin Sheriff", "Tin Sheriff")


@dataclass(frozen=True, slots=True)
class Demo:
    """A workspace of its own: a home whose snapshots are versioned, and a server to push them to.

    `run_command` is the program there, whose environment names the server.
    """

    folder: Path
    server: S3Server
    run_command: Callable[..., Outcome]

    def run(self) -> None:
        """Go through all steps, and stop at the first that fails."""
        self.say("ingest", "--source", "demo")
        self.say("enrich", "--engine", "rules")
        self.say("check")
        first = self.freeze()
        for bucket in ("trending-now-raw-data", "trending-now-processed-data"):
            self.server.bucket(bucket)
        self.say("data", "remote")
        self.say("data", "push")
        before = self.hashes(first)
        self.wipe()
        self.say("data", "pull")
        assert self.hashes(first) == before, "What came back is not what was pushed."
        print(f"All {len(before)} files of {first} came back with the hashes they had.\n")
        second, third = self.freeze_films(FILMS), self.freeze_films(CORRECTED)
        self.say("snapshot", "diff", first, second)
        self.say("snapshot", "diff", second, third)
        self.say("data", "push")
        self.wipe()
        self.say("data", "checkout", first)
        assert self.hashes(first) == before, "The first snapshot is not what it was."
        self.say("snapshot", "list")

    def freeze(self) -> str:
        """Make a snapshot; returns its name."""
        return self.say("snapshot").partition("Made snapshot ")[2].partition(".\n")[0]

    def freeze_films(self, content: str) -> str:
        """Import a small catalogue and make a snapshot of it."""
        (self.folder / "films.csv").write_text(content, "utf-8")
        self.say("import", str(self.folder / "films.csv"))
        return self.freeze()

    def wipe(self) -> None:
        """Lose every snapshot and what DVC keeps of them on this machine; the pointer files stay, as in git."""
        home = self.folder / "home"
        for gone in [path for path in (home / "snapshots").iterdir() if path.is_dir()]:
            shutil.rmtree(gone)
        shutil.rmtree(home / ".dvc" / "cache")
        print("$ rm -r snapshots/*/ .dvc/cache\n")

    def hashes(self, name: str) -> dict[str, str]:
        """Return the SHA-256 of every file of a snapshot."""
        root = self.folder / "home" / "snapshots" / name
        files = (path for path in sorted(root.rglob("*")) if path.is_file())
        return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    def say(self, *arguments: str) -> str:
        """Run a command as a person would, and show it."""
        print(f"$ trending-now {' '.join(arguments)}", flush=True)
        done = self.run_command(*arguments)
        print(done.out + done.err, flush=True)
        assert done.exit_code == 0, f"{' '.join(arguments)} ended with exit code {done.exit_code}."
        return done.out


def main(folder: Path) -> None:
    """Run the demo in a folder that is made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with serving_s3() as server:
        os.environ.update(server.environment())
        Demo(folder, server, TrendingNow(folder).process).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
