"""Writes the guide's two pages from what was measured. No cell of them is written by hand."""
import re

from catalogue import MODES, WAYS
from measure import ABSENT, FAILED, GOT, HUNG, MARKS, WRONG
from table import kind

SUMMARY = "clients-table.md"
DETAILS = "clients-measured.md"
WORDS = {"plain": "plain", "tls": "TLS"}
TITLES = {"getting": "Getting a file", "putting": "Putting a file"}
COMMAND = "examples/clients/run measure"
GENERATED = "<!-- Written by examples/clients/run from examples/clients/measured.json: change those. -->"


def write(table, clients, root):
    site = root / "src/site/markdown"
    (site / SUMMARY).write_text(summary(table, clients), encoding="utf-8")
    (site / DETAILS).write_text(details(table, clients), encoding="utf-8")


def rows(table, clients, way):
    """(client, its entry, mode, cells), in the order of clients.ini."""
    for client in clients:
        entry = table[way].get(client.name, {})
        for mode in MODES:
            if mode in entry:
                yield client, entry, mode, entry[mode]


def summary(table, clients):
    page = [
        "# The table of clients", "", GENERATED, "",
        "Which FTP clients get a file out of which network, and put one into it. Each has its defaults, and the URL, the",
        "options or the few lines that its documentation begins with. The file is 103 KB of all bytes, and what arrives is",
        "compared.", "",
        *[account(table, clients, way) for way in WAYS], "",
        f"The command is `{COMMAND}`, on [the kernel network](kernel.md); the versions are",
        "[with each client](clients-measured.md). The networks are",
        "[the scenarios](scenarios.md), as Linux has them: who sends a SYN that is dropped waits for 127 s unless the client is",
        "less patient.", "",
        "| | |", "|---|---|",
        "| ✓ | the file arrived, every byte |",
        "| ✗ | failed, and said so |",
        "| H | hung: hadn't ended when its time was over, and was ended |",
        "| **≠** | **silently wrong**: ended with 0, and no file had arrived or another one |",
        "| · | not measured, [with the reason](clients-measured.md) |", ""]
    for way in WAYS:
        page += [f"## {TITLES[way]}", "", *grid(table, clients, way), "", *absent(table, clients, way)]
    page += [*cannot_put(clients), *surprises(table, clients), *otherwise(table, clients), *again()]
    return "\n".join(page) + "\n"


def account(table, clients, way):
    """How much was measured, and when."""
    measured = [entry for entry in table[way].values() if not entry["missing"]]
    cells = [cell for _, _, _, row in rows(table, clients, way) for cell in row.values() if cell["outcome"] != ABSENT]
    days = sorted({each["date"] for each in measured})
    return (
        f"- {TITLES[way]}: {len(measured)} clients, {len(cells)} runs, each {limits(measured)}; "
        f"{' to '.join(sorted({days[0], days[-1]})) if days else 'never'}, {machines(measured)}.")


def grid(table, clients, way):
    scenarios = table["scenarios"]
    page = [
        "| client | | " + " | ".join(heading(each) for each in scenarios) + " |",
        "|---" * (len(scenarios) + 2) + "|"]
    for client, entry, mode, row in rows(table, clients, way):
        name = f"**{client.name}** {short(entry['version'])}" if mode == next(iter(client.commands[way])) else ""
        page.append(f"| {name} | {WORDS[mode]} | " + " | ".join(mark(row.get(each)) for each in scenarios) + " |")
    return page


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


def absent(table, clients, way):
    """Clients that nothing is known of."""
    missing = [
        f"- {each.name}: {table[way].get(each.name, {'missing': 'never tried'})['missing']}"
        for each in clients if each.commands[way] and table[way].get(each.name, {"missing": "?"})["missing"]]
    return ["Not measured:", "", *missing, ""] if missing else []


def cannot_put(clients):
    without = [f"{each.name} ({each.no_put})" for each in clients if each.no_put]
    return ["Can't put a file: " + ", ".join(without) + ".", ""] if without else []


def otherwise(table, clients):
    """Where it matters which way the file goes."""
    found = {}
    for client, _, mode, row in rows(table, clients, "putting"):
        getting = table["getting"].get(client.name, {}).get(mode, {})
        for scenario, put in row.items():
            get = getting.get(scenario)
            if get and ABSENT not in (put["outcome"], get["outcome"]) and kind(put) != kind(get):
                how = f"{MARKS[get['outcome']]} getting, {MARKS[put['outcome']]} putting"
                why = put.get("why") or get.get("why", "")
                found.setdefault((title(client, mode), how, why), []).append(scenario)
    lines = [
        f"- {name}: {how}, in {', '.join(scenarios)}" + (f": {escaped(why)}" if why else "")
        for (name, how, why), scenarios in found.items()]
    said = "Who gets a file in a network puts one there, and who doesn't doesn't"
    return [f"**Putting is as getting.** {said}{', but for these:' if lines else '.'}", "", *lines, *([""] if lines else [])]


def surprises(table, clients):
    every = list(rows(table, clients, "getting"))
    puts = list(rows(table, clients, "putting"))
    page = ["## What surprises", ""]

    def listed(title, found, sentence):
        if found:
            page.extend([f"**{title}** {sentence}", "", *[f"- {line}" for line in found], ""])

    listed(
        "Silently wrong.", by_client([*every, *puts], lambda cell: cell["outcome"] == WRONG),
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
        "The file doesn't arrive in DIRECT either, where nothing is in the way:")
    listed(
        "What TLS takes away.", by_client(
            [(client, entry, mode, {
                scenario: cell for scenario, cell in row.items()
                if mode == "tls" and cell["outcome"] not in (GOT, ABSENT) and not is_of_tls(cell)
                and entry.get("plain", {}).get(scenario, {}).get("outcome") == GOT})
             for client, entry, mode, row in every if row.get("DIRECT", {}).get("outcome") == GOT],
            lambda cell: True, named=lambda name, _: name),
        "They get through there without it, since an ALG reads what is said and opens the way:")
    listed(
        "TLS itself fails.", by_client(
            [each for each in every if each[3].get("DIRECT", {}).get("outcome") == GOT], is_of_tls),
        "With those that get the file under TLS in DIRECT; here the server has an IPv6 address:")
    hurried = {}
    for way, each in (("getting", every), ("putting", puts)):
        for client, _, mode, row in each:
            if time := shortest(row):
                hurried.setdefault(title(client, mode), []).append(f"{time} {way}")
    listed(
        "They give up by themselves.", [f"{name}: after {', '.join(times)}" for name, times in hurried.items()],
        "Where a SYN is dropped most were still waiting when their time was over. These weren't:")
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


def is_of_tls(cell):
    """Whether it was TLS that failed, not a connection."""
    return cell.get("why", "") in ("CERTIFICATE_NOT_TRUSTED", "CONTROL_TLS_FAILED")


def title(client, mode):
    return title_of(client.name, mode)


def title_of(name, mode):
    return name + (" under TLS" if mode == "tls" else "")


def goes_active(cell):
    return "PORT" in cell["commands"] or "EPRT" in cell["commands"]


def shortest(row):
    """How it gave up, where nobody answers its SYN."""
    cell = row.get("NOTHING_FORWARDED", {})
    why = cell.get("why", "")
    # Who then asks for PASV as well, and refuses the address in 227, has waited for the port of EPSV.
    waited = "PORT_NOT" in why or why == "PRIVATE_ADDRESS_IGNORED" and "EPSV" in cell["commands"]
    return spent(cell) if cell.get("outcome") in (FAILED, WRONG) and waited else ""


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
        "    examples/clients/run measure      # an hour; writes measured.json, and this page from it", "",
        "`--clients curl,lftp`, `--ways putting` and `--scenarios DIRECT,EPSV_ONLY` measure a part, which goes into the tables",
        "beside the rest. `run check` measures and changes nothing: it fails if a file now arrives, or a client is silently",
        "wrong, where the tables say otherwise; `.ci/run` does that with a part. To add a client, add a section to",
        "[clients.ini](https://github.com/ftpnat/ftpnat/tree/main/examples/clients/clients.ini), and a driver if it is a library."]


def details(table, clients):
    page = [
        "# Clients, one by one", "", GENERATED, "",
        "What stands behind [the table of clients](clients-table.md): for each network whether the file arrived, the",
        "commands for data connections that the server heard, in their order, how long the program took, and of a failure",
        "[what the network saw](what-happened.md) or else the client's last words. The times are those of a busy machine.", ""]
    for client in clients:
        page += [f"## {client.name}", "", f"{client.what}. {' '.join([client.kind, *client.pins])}."]
        if client.note:
            page += ["", client.note]
        page.append("")
        for way in WAYS:
            if client.commands[way]:
                page += of_way(table["scenarios"], table[way].get(client.name), way)
        if client.no_put:
            page += [f"Putting a file: {client.no_put}.", ""]
    return "\n".join(page)


def of_way(scenarios, entry, way):
    """One client's table of one way."""
    if not entry or entry["missing"]:
        return [f"{TITLES[way]}: not measured, {entry['missing'] if entry else 'never tried'}.", ""]
    modes = [mode for mode in MODES if mode in entry]
    page = [
        f"{TITLES[way]}: {entry['version']}, on {entry['date']}.", "",
        "| | " + " | ".join(f"{WORDS[mode]} | by | took | why" for mode in modes) + " |",
        "|---" * (1 + 4 * len(modes)) + "|"]
    for scenario in scenarios:
        row = [part for mode in modes for part in detail(entry[mode].get(scenario))]
        page.append(f"| {scenario} | " + " | ".join(row) + " |")
    return [*page, ""]


def detail(cell):
    if cell is None:
        return [MARKS[ABSENT], "", "", "not measured yet"]
    if cell["outcome"] == ABSENT:
        return [MARKS[ABSENT], "", "", escaped(cell["why"])]
    return [mark(cell), " ".join(counted(cell["commands"])), spent(cell), escaped(cell.get("why", ""))]


def escaped(text):
    return text.replace("|", "\\|").replace("<", "&lt;").replace("{", "&#123;").strip()
