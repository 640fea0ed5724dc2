"""Every error this program raises on purpose, in one tree.

TrendingNowError                 anything a person can act on; the command line prints it as one sentence, exit code 1
├── SettingsError                a setting is wrong or missing
├── WrongUse                     the command was given something it cannot use; exit code 2
├── FetchError                   an outside service did not give a usable answer
│   ├── FetchRefused             we would not ask: host not listed, unsafe address, redirect away
│   │   └── PageRefused          ... or the site asks robots not to: robots.txt, a mark on the page, our cap on pages
│   │       └── UseRefused       ... since the page itself, which we were sent, is marked so
│   ├── HttpStatusError          it answered with an error status
│   │   └── KeyRefused           ... because the key is wrong or missing (401, 403)
│   ├── AnswerTooLarge           more bytes than the cap, counted after decompression
│   └── FetchFailed              it could not be reached, or gave up after the allowed tries
│       └── FetchTimedOut        ... because it took too long each time
├── DataRefused                  data break a rule that lets nothing go on
├── RecordError                  one record is malformed; it goes to quarantine and the batch goes on
├── StoreError                   the database or the lake cannot be read or written
│   ├── DatabaseTooNew           made by a newer version of this program
│   └── TitleNotFound            no title with that id; exit code 2
│       └── TitleMoved           ... any more: it turned out to be another one
├── CalledOff                    a run is to store nothing more: its source is forgotten, or its terms withdrawn
├── Stopped                      the program is ending; what was stored stays
└── EngineError                  an engine cannot be loaded or run
    ├── PromptError              a prompt file is malformed, was changed after its use, or is not there
    └── CallNotAllowed           a call of a language model was not made: budget, cap, an outage, or it is being made
"""


class TrendingNowError(Exception):
    """Anything a person can act on: the message says what, which one and what to do."""

    exit_code = 1


class SettingsError(TrendingNowError):
    """A setting is wrong or missing."""

    exit_code = 2


class WrongUse(TrendingNowError):
    """The command was given something it cannot use."""

    exit_code = 2


class FetchError(TrendingNowError):
    """An outside service did not give a usable answer."""


class FetchRefused(FetchError):
    """We would not ask: the host is not listed, the address is unsafe, or a redirect leads away."""


class PageRefused(FetchRefused):
    """A site asks robots not to read a page, or to use it; or a run has had its share of the site."""


class UseRefused(PageRefused):
    """A page is marked as one that robots must not use; `url` is its address, to which another may have led."""

    def __init__(self, message: str, url: str) -> None:
        super().__init__(message)
        self.url = url


class HttpStatusError(FetchError):
    """The service answered with an error status, kept in `status`."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class KeyRefused(HttpStatusError):
    """The service refused our key (401 or 403)."""


class AnswerTooLarge(FetchError):
    """The answer holds more bytes than the cap, counted after decompression."""


class FetchFailed(FetchError):
    """The service could not be reached, or failed on every allowed try."""


class FetchTimedOut(FetchFailed):
    """The service took longer for its answer, on every allowed try, than it is waited for."""


class DataRefused(TrendingNowError):
    """Data break a rule that lets nothing go on."""


class RecordError(TrendingNowError):
    """One record is malformed; it goes to quarantine and the batch goes on."""


class StoreError(TrendingNowError):
    """The database or the lake cannot be read or written."""


class DatabaseTooNew(StoreError):
    """The database was made by a newer version of this program."""


class TitleNotFound(StoreError):
    """No title has that id."""

    exit_code = 2


class TitleMoved(TitleNotFound):
    """The title of that id was joined to another, whose id is `title_id`."""

    def __init__(self, message: str, title_id: int) -> None:
        super().__init__(message)
        self.title_id = title_id


class CalledOff(TrendingNowError):
    """A run is to store nothing more: its source is being forgotten, or its terms are accepted no more."""


class Stopped(TrendingNowError):
    """The program is ending; what was stored stays."""


class EngineError(TrendingNowError):
    """An engine cannot be loaded or run."""


class PromptError(EngineError):
    """A prompt file is malformed, was changed after its use, or is not there."""


class CallNotAllowed(EngineError):
    """A call of a language model was not made: a budget, a cap or an outage forbids it, or it is being made already."""
