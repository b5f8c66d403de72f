"""Writes the guide's two pages from what was measured. No cell of them is written by hand."""
import re

from catalogue import MODES
from measure import ABSENT, FAILED, GOT, HUNG, MARKS, WRONG

SUMMARY = "clients-table.md"
DETAILS = "clients-measured.md"
WORDS = {"plain": "plain", "tls": "TLS"}
COMMAND = "examples/clients/run measure"
GENERATED = "<!-- Written by examples/clients/run from examples/clients/measured.json: change those. -->"


def write(table, clients, root):
    site = root / "src/site/markdown"
    (site / SUMMARY).write_text(summary(table, clients), encoding="utf-8")
    (site / DETAILS).write_text(details(table, clients), encoding="utf-8")


def rows(table, clients):
    """(client, its entry, mode, cells), in the order of clients.ini."""
    for client in clients:
        entry = table["clients"].get(client.name, {})
        for mode in MODES:
            if mode in entry:
                yield client, entry, mode, entry[mode]


def summary(table, clients):
    scenarios = table["scenarios"]
    entries = [table["clients"][each.name] for each in clients if each.name in table["clients"]]
    measured = [each for each in entries if not each["missing"]]
    cells = [cell for _, _, _, row in rows(table, clients) for cell in row.values() if cell["outcome"] != ABSENT]
    days = sorted({each["date"] for each in measured})
    page = [
        "# The table of clients", "", GENERATED, "",
        "Which FTP clients get a file out of which network. Each has its defaults, and the URL, the options or the few lines",
        "that its documentation begins with. The file is 103 KB of all bytes, and what arrives is compared.", "",
        f"{len(measured)} clients, {len(cells)} runs on [the kernel network](kernel.md), each {limits(measured)}. "
        f"{' to '.join(sorted({days[0], days[-1]})) if days else ''}, {machines(measured)}.",
        f"The command is `{COMMAND}`; the versions are [with each client](clients-measured.md). The networks are",
        "[the scenarios](scenarios.md), as Linux has them: who sends a SYN that is dropped waits for 127 s unless the client is",
        "less patient.", "",
        "| | |", "|---|---|",
        "| ✓ | got the file, every byte |",
        "| ✗ | failed, and said so |",
        "| H | hung: hadn't ended when its time was over, and was ended |",
        "| **≠** | **silently wrong**: ended with 0, and had no file or another one |",
        "| · | not measured, [with the reason](clients-measured.md) |", "",
        "| client | | " + " | ".join(heading(each) for each in scenarios) + " |",
        "|---" * (len(scenarios) + 2) + "|"]
    for client, entry, mode, row in rows(table, clients):
        name = f"**{client.name}** {short(entry['version'])}" if mode == next(iter(client.commands)) else ""
        page.append(f"| {name} | {WORDS[mode]} | " + " | ".join(mark(row.get(each)) for each in scenarios) + " |")
    page += ["", *absent(table, clients), *surprises(table, clients), *again()]
    return "\n".join(page) + "\n"


def short(version):
    """Of Go's version of a commit its day."""
    day = re.fullmatch(r"v[\d.]+-(?:0\.)?(\d{4})(\d\d)(\d\d)\d{6}-[0-9a-f]{12}", version)
    return "-".join(day.groups()) if day else version


def heading(scenario):
    return scenario.replace("_", "<br/>")


def mark(cell):
    if cell is None:
        return MARKS[ABSENT]
    return f"**{MARKS[WRONG]}**" if cell["outcome"] == WRONG else MARKS[cell["outcome"]]


def limits(measured):
    found = sorted({each["limit"] for each in measured})
    return "with a limit of " + " or ".join(str(each) for each in found) + " s" if found else ""


def machines(measured):
    return ", ".join(sorted({each["machine"] for each in measured}))


def absent(table, clients):
    """Clients that nothing is known of."""
    missing = [
        f"- {each.name}: {table['clients'][each.name]['missing'] if each.name in table['clients'] else 'never tried'}"
        for each in clients if table["clients"].get(each.name, {"missing": "?"})["missing"]]
    return ["Not measured:", "", *missing, ""] if missing else []


def surprises(table, clients):
    every = list(rows(table, clients))
    page = ["## What surprises", ""]

    def listed(title, found, sentence):
        if found:
            page.extend([f"**{title}** {sentence}", "", *[f"- {line}" for line in found], ""])

    listed(
        "Silently wrong.", by_client(every, lambda cell: cell["outcome"] == WRONG),
        "The program ends as if all were well:")
    listed(
        "They believe 227.",
        by_client(every, lambda cell: cell.get("why") == "PRIVATE_ADDRESS_FOLLOWED"),
        "They go to the private address that it names, when the control connection leads to a public one:")
    listed(
        "They change over to active mode.", [
            f"{title(client, mode)}: {quoted(cell['commands'])}, in {spent(cell)}"
            for client, _, mode, row in every for scenario, cell in row.items()
            if scenario == "EPSV_ONLY" and cell["outcome"] == GOT and goes_active(cell) and "PASV" in cell["commands"]],
        "In EPSV_ONLY, where PASV is refused:")
    listed(
        "It isn't the network.", [
            f"{title(client, mode)}: {MARKS[row['DIRECT']['outcome']]} {row['DIRECT'].get('why', '')}"
            for client, _, mode, row in every if row.get("DIRECT", {}).get("outcome", GOT) != GOT],
        "They don't get the file in DIRECT either, where there is none in the way:")
    listed(
        "What TLS takes away.", by_client(
            [(client, entry, mode, {
                scenario: cell for scenario, cell in row.items()
                if mode == "tls" and cell["outcome"] not in (GOT, ABSENT)
                and entry.get("plain", {}).get(scenario, {}).get("outcome") == GOT})
             for client, entry, mode, row in every if row.get("DIRECT", {}).get("outcome") == GOT],
            lambda cell: True, named=lambda name, _: name),
        "They get through there without it, since an ALG reads what is said and opens the way:")
    hurried = [
        f"{title(client, mode)}: after {shortest(row)}" for client, _, mode, row in every if shortest(row)]
    listed(
        "They give up by themselves.", hurried,
        "Where a SYN is dropped most wait for as long as the kernel repeats it, over two minutes. These don't:")
    return page


def by_client(every, matches, named=None):
    """Those of the same scenarios in one line."""
    found = {}
    for client, _, mode, row in every:
        scenarios = tuple(scenario for scenario, cell in row.items() if matches(cell))
        if scenarios:
            found.setdefault(scenarios, {}).setdefault(client.name, []).append(mode)
    return [
        f"{', '.join(scenarios)}: "
        + ", ".join(name if MODES[0] in modes else (named or title_of)(name, modes[0]) for name, modes in names.items())
        for scenarios, names in found.items()]


def title(client, mode):
    return title_of(client.name, mode)


def title_of(name, mode):
    return name + (" under TLS" if mode == "tls" else "")


def goes_active(cell):
    return "PORT" in cell["commands"] or "EPRT" in cell["commands"]


def shortest(row):
    """How it gave up, where nobody answers its SYN."""
    cell = row.get("NOTHING_FORWARDED", {})
    if cell.get("outcome") not in (FAILED, WRONG) or "PORT_NOT" not in cell.get("why", ""):
        return ""
    return spent(cell)


def spent(cell):
    return f"{cell['seconds']:.1f} s"


def quoted(commands):
    return ", ".join(counted(commands)) or "nothing"


def counted(commands):
    """EPSV ×3 for three of them in a row."""
    groups = []
    for command in commands.split():
        if groups and groups[-1][0] == command:
            groups[-1][1] += 1
        else:
            groups.append([command, 1])
    return [name if count == 1 else f"{name} ×{count}" for name, count in groups]


def again():
    return [
        "## Measure it again", "",
        "    mvn -q -DskipTests package",
        "    examples/clients/run prepare      # fetches what clients.ini pins, into a temporary directory",
        "    examples/clients/run measure      # half an hour; writes measured.json, and this page from it", "",
        "`--clients curl,lftp` and `--scenarios DIRECT,EPSV_ONLY` measure a part, which goes into the table beside the rest.",
        "`run check` measures and changes nothing: it fails if a client now gets a file, or is silently wrong, where the table",
        "says otherwise; `.ci/run` does that with a part. To add a client, add a section to",
        "[clients.ini](https://github.com/ftpnat/ftpnat/tree/main/examples/clients/clients.ini), and a driver if it is a library."]


def details(table, clients):
    page = [
        "# Clients, one by one", "", GENERATED, "",
        "What stands behind [the table of clients](clients-table.md): for each network whether the client got the file, the",
        "commands for data connections that the server heard, in their order, how long the program took, and of a failure",
        "[what the network saw](what-happened.md) or else the client's last words. The times are those of a busy machine.", ""]
    for client in clients:
        entry = table["clients"].get(client.name)
        page += [f"## {client.name}", "", f"{client.what}. {' '.join([client.kind, *client.pins])}."]
        if client.note:
            page += ["", client.note]
        if not entry or entry["missing"]:
            page += ["", f"Not measured: {entry['missing'] if entry else 'never tried'}", ""]
            continue
        page += [f"Measured: {entry['version']}, on {entry['date']}.", ""]
        modes = [mode for mode in MODES if mode in entry]
        page += [
            "| | " + " | ".join(f"{WORDS[mode]} | by | took | why" for mode in modes) + " |",
            "|---" * (1 + 4 * len(modes)) + "|"]
        for scenario in table["scenarios"]:
            row = [part for mode in modes for part in detail(entry[mode].get(scenario))]
            page.append(f"| {scenario} | " + " | ".join(row) + " |")
        page.append("")
    return "\n".join(page)


def detail(cell):
    if cell is None:
        return [MARKS[ABSENT], "", "", "not measured yet"]
    if cell["outcome"] == ABSENT:
        return [MARKS[ABSENT], "", "", escaped(cell["why"])]
    return [mark(cell), " ".join(counted(cell["commands"])), spent(cell), escaped(cell.get("why", ""))]


def escaped(text):
    return text.replace("|", "\\|").replace("<", "&lt;").replace("{", "&#123;").strip()
