"""Fetches the clients that are libraries, each in the version that clients.ini pins, and builds the drivers."""
import hashlib
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile
import venv

from catalogue import HERE

DRIVERS = HERE / "drivers"


def directory():
    """Where packages go unless told otherwise; the same for each run."""
    return pathlib.Path(os.environ.get("FTPNAT_CLIENTS") or pathlib.Path(tempfile.gettempdir()) / "ftpnat-clients")


def run(clients, packages):
    """Prepares each that isn't. What can't be had is said, and the others go on."""
    packages.mkdir(parents=True, exist_ok=True)
    missing = 0
    for client in clients:
        why = missing_here(client, packages)
        if why and client.kind in FETCHED:
            print(f"{client.name}: {' '.join(client.pins)}", flush=True)
            try:
                FETCHED[client.kind](client, packages)
                why = missing_here(client, packages)
            except (OSError, subprocess.CalledProcessError) as failed:
                why = f"{failed}; is there a network?"
        if why:
            print(f"{client.name}: MISSING: {why}", flush=True)
            missing += 1
    print(f"{len(clients) - missing} of {len(clients)} clients are here, in {packages}")
    return 1 if missing else 0


def missing_here(client, packages):
    """What a client lacks; nothing if it can be run."""
    if client.kind == "debian":
        missing = [each for each in (client.pins[0], *client.also) if not debian_version(each)]
        return f"apt-get install {' '.join(missing)}" if missing else None
    if client.kind == "python":
        return None
    program = built(client, packages)
    if program.exists():
        return None
    tool = TOOLS[client.kind]
    return "run `prepare`" if shutil.which(tool) else f"there is no {tool}"


def built(client, packages):
    """What tells that one is prepared, by its pins and by what is built of its driver."""
    driver = source(client)
    digest = [hashlib.sha256(driver.read_bytes()).hexdigest()[:8]] if driver else []
    return packages / client.kind / ("-".join([client.name, *client.pins, *digest]).replace("/", "_").replace(" ", "_"))


def source(client):
    """Its driver's file, if it has one that is built."""
    folder = DRIVERS / "java" if client.driver.endswith(".java") else DRIVERS
    return folder / client.driver if client.driver else None


def version(client, packages):
    """The version that is measured."""
    if client.version:
        return subprocess.run(shlex.split(client.version), check=True, capture_output=True, text=True).stdout.strip()
    if client.kind == "debian":
        return debian_version(client.pins[0])
    if client.kind == "python":
        return sys.version.split()[0]
    if client.kind == "jdk":
        return subprocess.run(["java", "-version"], capture_output=True, text=True).stderr.split('"')[1]
    return client.pins[0].split(":")[-1] if client.kind == "maven" else client.pins[-1]


def debian_version(package):
    """Upstream's part of it: no epoch, no revision."""
    query = ["dpkg-query", "-W", "-f", "${db:Status-Abbrev}${Version}", package]
    found = subprocess.run(query, capture_output=True, text=True).stdout
    return found[3:].split(":")[-1].rsplit("-", 1)[0].split("+")[0] if found.startswith("ii ") else ""


def call(*command, **options):
    subprocess.run(command, check=True, **options)


def done(client, packages):
    built(client, packages).touch()


def pypi(client, packages):
    home = packages / "pypi"
    venv.create(home, with_pip=True)
    name, pin = client.pins
    call(home / "bin/python", "-m", "pip", "install", "-q", "--disable-pip-version-check", f"{name}=={pin}")
    done(client, packages)


def npm(client, packages):
    home = packages / "npm"
    home.mkdir(exist_ok=True)
    call("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", home, "@".join(client.pins))
    shutil.copy(DRIVERS / client.driver, home)
    done(client, packages)


def go(client, packages):
    home = packages / "go" / (pathlib.Path(client.driver).stem + "-build")
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy(DRIVERS / client.driver, home)
    (home / "go.mod").write_text("module example.com/get\n")
    call("go", "get", "@".join(client.pins), cwd=home, stderr=subprocess.DEVNULL)
    call("go", "build", "-o", home.parent / pathlib.Path(client.driver).stem, ".", cwd=home)
    done(client, packages)


def cargo(client, packages):
    program = pathlib.Path(client.driver).stem
    home = packages / "cargo" / (program + "-build")
    (home / "src").mkdir(parents=True, exist_ok=True)
    shutil.copy(DRIVERS / client.driver, home / "src/main.rs")
    name, pin = client.pins
    (home / "Cargo.toml").write_text(
        f'[package]\nname = "{program}"\nversion = "0.0.0"\nedition = "2021"\n\n'
        f'[dependencies]\n{name} = {{ version = "={pin}", features = ["native-tls"] }}\n')
    call("cargo", "build", "-q", cwd=home)
    shutil.copy(home / "target/debug" / program, home.parent)
    done(client, packages)


def maven(client, packages):
    """Its jars, the driver's class, and a script that runs it."""
    name = pathlib.Path(client.driver).stem
    home = packages / "java" / name
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    if client.kind == "maven":
        (home / "pom.xml").write_text(pom(client.pins))
        call("mvn", "-B", "-q", "-f", home / "pom.xml", "dependency:copy-dependencies",
             f"-DoutputDirectory={home}/lib", "-DincludeScope=runtime")
    call("javac", "-proc:none", "-cp", f"{home}/lib/*", "-d", home / "classes", DRIVERS / "java" / client.driver)
    script = packages / "java" / (name + ".sh")
    script.write_text(f'exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "{home}/classes:{home}/lib/*" {name} "$@"\n')
    built(client, packages).parent.mkdir(exist_ok=True)
    done(client, packages)


def pom(pins):
    dependencies = "".join(
        "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>".format(
            *pin.split(":"))
        for pin in pins)
    return (
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        "<groupId>com.example</groupId><artifactId>get</artifactId><version>1</version>"
        f"<dependencies>{dependencies}</dependencies></project>\n")


FETCHED = {"pypi": pypi, "npm": npm, "go": go, "cargo": cargo, "maven": maven, "jdk": maven}
TOOLS = {"pypi": "python3", "npm": "npm", "go": "go", "cargo": "cargo", "maven": "mvn", "jdk": "javac"}
