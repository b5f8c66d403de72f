"""The list of clients, clients.ini."""
import configparser
import pathlib
from dataclasses import dataclass, field

HERE = pathlib.Path(__file__).resolve().parent
MODES = ("plain", "tls")
# What is measured: each has a table, and its commands in clients.ini begin with this word.
WAYS = {"getting": "", "putting": "put "}


class Wrong(Exception):
    """What somebody has to mend who calls this."""


@dataclass
class Client:
    name: str
    what: str
    kind: str  # debian, python, pypi, npm, go, cargo, maven, jdk
    pins: list  # of that kind, with versions
    driver: str  # a file of drivers/, if it has to be built
    note: str
    version: str  # a command that prints it, if `from` doesn't tell
    also: list  # packages of Debian without which a part of it doesn't work
    no_put: str  # why it can't put a file
    commands: dict = field(default_factory=dict)  # by way, and by mode


def read(names):
    """Those of these names, in the order of the file; all if there are none."""
    parser = configparser.RawConfigParser()
    parser.optionxform = str
    parser.read(HERE / "clients.ini", encoding="utf-8")
    known = [client(name, parser[name]) for name in parser.sections()]
    for name in names or []:
        if name not in parser.sections():
            raise Wrong(f"there is no client `{name}` in clients.ini, which has: {', '.join(parser.sections())}")
    return [each for each in known if not names or each.name in names]


def client(name, section):
    kind, *pins = section["from"].split()
    # The word for plain is left out behind "put".
    keys = {way: {mode: f"{word}{mode}".replace("put plain", "put") for mode in MODES} for way, word in WAYS.items()}
    commands = {
        way: {mode: section[key] for mode, key in by_mode.items() if key in section} for way, by_mode in keys.items()}
    return Client(name, section["what"], kind, pins, section.get("driver", ""), section.get("note", ""),
                  section.get("version", ""), section.get("also", "").split(),
                  section.get("no put", ""), commands)
