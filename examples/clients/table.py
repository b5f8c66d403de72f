"""What was measured, as it is kept: measured.json, a line for each cell so that versions of it can be compared."""
import json

from catalogue import HERE, MODES, WAYS
from measure import ABSENT, GOT, MARKS, WRONG

FILE = HERE / "measured.json"


def read():
    return json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {"scenarios": []}


def write(table):
    members = [' "scenarios": ' + text(table["scenarios"]), *[block(way, table[way]) for way in WAYS if way in table]]
    FILE.write_text("{\n" + ",\n".join(members) + "\n}\n", encoding="utf-8")


def block(way, entries):
    clients = []
    for name, entry in entries.items():
        heading = {key: value for key, value in entry.items() if key not in MODES}
        modes = [
            f'   {text(mode)}: {{\n'
            + ",\n".join(f"    {text(scenario)}: {text(cell)}" for scenario, cell in entry[mode].items())
            + "\n   }"
            for mode in MODES if mode in entry]
        clients.append(f"  {text(name)}: {{\n   " + ",\n".join([text(heading)[1:-1], *modes]) + "\n  }")
    return f" {text(way)}: {{\n" + ",\n".join(clients) + "\n }"


def text(value):
    return json.dumps(value, ensure_ascii=False)


def merge(table, measured, scenarios):
    """The table with what has been measured in place of what it had. What isn't here now stays as it was."""
    return {
        "scenarios": scenarios,
        **{way: merge_way(table.get(way, {}), measured.get(way, {}), scenarios) for way in WAYS}}


def merge_way(entries, measured, scenarios):
    clients = dict(entries)
    for name, entry in measured.items():
        before = clients.get(name)
        if entry["missing"] and before and not before["missing"]:
            continue
        for mode in MODES:
            if mode in entry:
                cells = {**(before or {}).get(mode, {}), **entry[mode]}
                entry[mode] = {scenario: cells[scenario] for scenario in scenarios if scenario in cells}
        clients[name] = entry
    return clients


def check(measured, table, asked):
    """Compares what was measured now with the tables: who has transferred the file, and who was silently wrong."""
    compared, wrong = 0, []
    for way, client in [(way, client) for client in asked for way in measured if client.name in measured[way]]:
        entry, listed = measured[way][client.name], table.get(way, {}).get(client.name, {})
        if entry["missing"]:
            wrong.append(f"{client.name} wasn't measured: {entry['missing']}")
        for mode in MODES:
            for scenario, now in entry.get(mode, {}).items():
                then = listed.get(mode, {}).get(scenario)
                if then is None:
                    wrong.append(f"{client.name}, {way}, {mode}, {scenario}: isn't in the table")
                elif ABSENT not in (then["outcome"], now["outcome"]):
                    compared += 1
                    if kind(then) != kind(now):
                        wrong.append(
                            f"{client.name} {entry['version']}, {way}, {mode}, {scenario}: {now['outcome']} "
                            f"({now.get('why', '')}), and the table has {then['outcome']} for {listed['version']}")
    for line in wrong:
        print(line)
    print(f"{compared} cells compared with the table, {len(wrong)} otherwise")
    return 1 if wrong or not compared else 0


def kind(cell):
    """How long a client takes to give up may differ by the limit."""
    return cell["outcome"] if cell["outcome"] in (GOT, WRONG) else "failed"
