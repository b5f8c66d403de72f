"""FtpNat for pytest: one file, to be copied beside the tests.

    # conftest.py
    pytest_plugins = ["ftpnat"]

    @pytest.mark.ftpnat("PRIVATE_IP_PASV", tls="none", files={"report.csv": b"a;b"})
    def test_download(ftpnat):
        ftp = ftplib.FTP()
        ftp.connect(ftpnat.host, ftpnat.port, timeout=5)

Instead of a scenario a mark may name a device: ftpnat(device="cisco-asa", device_side="client"). It takes the settings
passive_ports, refuse, server and vantage of `ftpnat serve --help` too, as text.

FTPNAT_JAR names ftpnat.jar. Where the test itself is at the client's place, under `ftpnat run SCENARIO --control --
pytest`, the fixture is that environment, and tests of other scenarios are skipped; diagnosis and causes are of the test alone,
ladder and trace of all that were before, too. Else it starts one for each test: as root on Linux on the kernel network,
which the test's thread enters, so that every library works; elsewhere, for what the kernel can't play, and with
FTPNAT_NETWORK=simulated, on the simulated network.

To the simulated network socket.create_connection gets by SOCKS, and so ftplib does, under TLS as well. Other libraries
would look for the server in the machine's own network there: skip their tests if ftpnat.socks isn't None, or have
pytest run under `ftpnat run SCENARIO --control --attachment loopback --`, where they need nothing.
"""

import ctypes
import errno
import http.client
import ipaddress
import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

import pytest

_START_SECONDS = 30
_END_SECONDS = 20
_CLONE_NEWNET = 0x40000000
_LOOPBACK = ("127.0.0.1", "::1", "localhost")

# What the SOCKS server answers to a connection that doesn't come about (RFC 1928, 6), and what the client would have
# heard of the kernel: it says "TTL expired" of a SYN that was dropped, having waited as long as TCP would.
_ERRORS = {3: errno.ENETUNREACH, 4: errno.EHOSTUNREACH, 5: errno.ECONNREFUSED, 6: errno.ETIMEDOUT}

# What a mark may say beside the scenario and the files; each is an option of `ftpnat serve`.
_SETTINGS = ("device", "device_side", "passive_ports", "refuse", "server", "tls", "vantage")


class FtpNat:
    """A running environment. What `GET /v1/environment` says are its attributes: host, port, user, password, ..."""

    def __init__(self, control):
        self._control = control
        self._place = None
        self._earlier = {"failed": False, "diagnoses": []}
        self.__dict__.update(self._json("/v1/environment"))
        self.control = control

    def put(self, name, content):
        """Puts a file on the server."""
        self._call("/v1/files/" + urllib.parse.quote(name), "PUT", content)

    def get(self, name):
        """The content of a file on the server."""
        return self._call("/v1/files/" + urllib.parse.quote(name))

    @property
    def diagnosis(self):
        """Why the client failed: {"failed": ..., "diagnoses": [{"cause": ..., "text": ...}]}."""
        told = self._json("/v1/diagnosis")
        # One that comes again has other times in its text, and so isn't the same.
        new = [found for found in told["diagnoses"] if found not in self._earlier["diagnoses"]]
        failed = told["failed"] and (bool(new) or not self._earlier["failed"])
        return {"failed": failed, "diagnoses": new}

    def _begin_anew(self):
        """Has the diagnosis leave out what others have done until now."""
        self._earlier = self._json("/v1/diagnosis")

    @property
    def causes(self):
        """The names of the causes, for example ["PRIVATE_ADDRESS_FOLLOWED"]."""
        return [found["cause"] for found in self.diagnosis["diagnoses"]]

    @property
    def ladder(self):
        """What the network saw, as text."""
        return self._call("/v1/ladder").decode()

    @property
    def trace(self):
        """The record, as `ftpnat explain` reads it: {"events": [{"type": ..., "at": ...}], "topology": ..., ...}."""
        return self._json("/v1/trace")

    def advance(self, time):
        """Lets time pass, for example "6m"; on the simulated network."""
        self._call("/v1/time", "POST", json.dumps({"advance": time}).encode())

    def gateway(self, name, action, **details):
        """Has a gateway "reboot", "expire-idle-mappings" or "change-public-address"."""
        request = json.dumps({"action": action, **details}).encode()
        return json.loads(self._call("/v1/gateways/" + urllib.parse.quote(name), "POST", request))

    def _json(self, path):
        return json.loads(self._call(path))

    def _call(self, path, method="GET", body=None):
        request = urllib.request.Request(self._control + path, method=method, data=body)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        if self._place:
            # The control interface is where the thread was before.
            self._place.leave()
        try:
            with opener.open(request, timeout=30) as response:
                return response.read()
        finally:
            if self._place:
                self._place.enter()


class _Served:
    """`ftpnat serve` as a process. It ends with its standard input, so also when pytest is killed."""

    def __init__(self, scenario, settings, network):
        self._directory = tempfile.mkdtemp(prefix="ftpnat-pytest-")
        ready = os.path.join(self._directory, "ready.json")
        command = ["java", "-jar", os.environ["FTPNAT_JAR"], "serve", "--ready-file", ready]
        command += ["--network", network]
        for name, value in settings.items():
            command += ["--" + name.replace("_", "-"), value]
        command += [scenario] if scenario else []
        try:
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        except OSError:
            shutil.rmtree(self._directory)
            raise
        if not select.select([self._process.stdout], [], [], _START_SECONDS)[0]:
            self.end()
            raise RuntimeError("ftpnat serve wasn't ready within %d s" % _START_SECONDS)
        line = self._process.stdout.readline().decode().strip()
        if not line.startswith("ftpnat ready: "):
            self.end()
            raise RuntimeError("ftpnat serve ended with %s" % self._process.returncode)
        self.control = line[len("ftpnat ready: "):]

    def end(self):
        self._process.stdin.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(_END_SECONDS)
        self._process.stdout.close()
        shutil.rmtree(self._directory)


class _Place:
    """The client's network namespace, for the calling thread."""

    def __init__(self, namespace):
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._outside = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        self._inside = os.open(namespace, os.O_RDONLY)

    def enter(self):
        self._go(self._inside)

    def leave(self):
        self._go(self._outside)

    def _go(self, file):
        if self._libc.setns(file, _CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")

    def close(self):
        os.close(self._inside)
        os.close(self._outside)


def _by_socks(proxy, address, timeout, plain):
    """What socket.create_connection does, through a SOCKS 5 server (RFC 1928)."""
    host, port = address
    connection = plain(proxy, timeout)
    try:
        connection.sendall(b"\5\1\0")
        if _exactly(connection, 2) != b"\5\0":
            raise OSError("the SOCKS server wants something else")
        connection.sendall(b"\5\1\0" + _socks_address(host) + port.to_bytes(2, "big"))
        reply = _exactly(connection, 4)
        _exactly(connection, {1: 6, 3: 0, 4: 18}[reply[3]])
        if reply[1]:
            number = _ERRORS.get(reply[1], errno.EIO)
            told = "%s: %s, port %d, on the simulated network (SOCKS reply %d)"
            raise OSError(number, told % (os.strerror(number), host, port, reply[1]))
        return connection
    except BaseException:
        connection.close()
        raise


def _socks_address(host):
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        name = host.encode("idna")
        return bytes([3, len(name)]) + name
    return bytes([1 if address.version == 4 else 4]) + address.packed


def _exactly(connection, size):
    read = b""
    while len(read) < size:
        more = connection.recv(size - len(read))
        if not more:
            raise ConnectionError("the SOCKS server has gone")
        read += more
    return read


def _redirect(monkeypatch, nat):
    """Leads what connects to the simulated network, and has its sockets tell the addresses there."""
    host, port = nat.socks.rsplit(":", 1)
    proxy, plain, plain_server = (host, int(port)), socket.create_connection, socket.create_server
    real_peer, real_name = socket.socket.getpeername, socket.socket.getsockname
    # By the socket's own address and port, since TLS makes another object of a socket.
    peers = {}

    def create_connection(address, timeout=socket._GLOBAL_DEFAULT_TIMEOUT, source_address=None, **other):
        if address[0] in _LOOPBACK:
            return plain(address, timeout, source_address, **other)
        connection = _by_socks(proxy, address, timeout, plain)
        peer = (nat.host if address[0] == nat.host_name else address[0], address[1])
        if ":" in peer[0]:
            peer += (0, 0)
            seconds = connection.gettimeout()
            # By the family ftplib decides between PASV and EPSV.
            connection = socket.socket(socket.AF_INET6, fileno=connection.detach())
            connection.settimeout(seconds)
        peers[real_name(connection)[:2]] = peer
        return connection

    def create_server(address, *, family=socket.AF_INET, dualstack_ipv6=False, **other):
        # Who comes from there, for active mode, comes to 127.0.0.1 in truth.
        anywhere = family == socket.AF_INET6 and address[0] in ("", "::") and socket.has_dualstack_ipv6()
        return plain_server(address, family=family, dualstack_ipv6=dualstack_ipv6 or anywhere, **other)

    def peer_there(connection):
        """Where a connection through the SOCKS server leads; None for all others."""
        return peers.get(real_name(connection)[:2]) if real_peer(connection)[:2] == proxy else None

    def getpeername(self):
        return peer_there(self) or real_peer(self)

    def getsockname(self):
        try:
            peer = peer_there(self)
        except OSError:
            peer = None  # It isn't connected.
        name = real_name(self)
        # What EPRT is to name on IPv6. The client's network card knows both loopback addresses.
        return ("::1", name[1], 0, 0) if peer and len(peer) == 4 else name

    monkeypatch.setattr(socket, "create_connection", create_connection)
    monkeypatch.setattr(socket, "create_server", create_server)
    monkeypatch.setattr(socket.socket, "getpeername", getpeername)
    monkeypatch.setattr(socket.socket, "getsockname", getsockname)


def pytest_configure(config):
    config.addinivalue_line(
        "markers",
        "ftpnat(scenario, files={}, %s): the environment of the fixture ftpnat"
        % ", ".join(name + "=None" for name in _SETTINGS),
    )


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Shows with a failure what the network saw."""
    report = (yield).get_result()
    nat = item.funcargs.get("ftpnat") if hasattr(item, "funcargs") else None
    if report.when == "call" and report.failed and nat is not None:
        try:
            for found in nat.diagnosis["diagnoses"]:
                report.sections.append(("ftpnat: " + found["cause"], found["text"]))
            report.sections.append(("ftpnat: what the network saw", nat.ladder))
        except (OSError, http.client.HTTPException) as failure:
            # An error from here would end the whole session.
            told = "The environment doesn't answer any more, and can't tell: %r. Did its process end before the test?"
            report.sections.append(("ftpnat: what the network saw", told % failure))


@pytest.fixture
def ftpnat(request, monkeypatch):
    """The environment that the test is marked with."""
    mark = request.node.get_closest_marker("ftpnat")
    if mark is None or (len(mark.args) != 1 and "device" not in mark.kwargs):
        pytest.fail('mark the test with its network, for example @pytest.mark.ftpnat("DIRECT")')
    scenario = mark.args[0] if mark.args else None
    settings = {name: value for name, value in mark.kwargs.items() if name != "files"}
    unknown = sorted(settings.keys() - set(_SETTINGS))
    if unknown:
        pytest.fail("a mark knows no %s, but files, %s" % (", ".join(unknown), ", ".join(_SETTINGS)))
    if scenario and "device" in settings:
        pytest.fail("a scenario is a network of its own: mark with %s or with the device" % scenario)
    if os.environ.get("FTPNAT_CONTROL"):
        nat = FtpNat(os.environ["FTPNAT_CONTROL"])
        _skip_elsewhere(nat, scenario, settings)
        _fill(nat, mark)
        nat._begin_anew()
        if nat.socks:
            _redirect(monkeypatch, nat)
        yield nat
        return
    if "FTPNAT_JAR" not in os.environ:
        pytest.fail("set FTPNAT_JAR to where ftpnat.jar is")
    root = sys.platform == "linux" and os.geteuid() == 0
    # Some devices' ALGs the kernel hasn't got.
    network = os.environ.get("FTPNAT_NETWORK") or ("auto" if root else "simulated")
    served = _Served(scenario, settings, network)
    try:
        nat = FtpNat(served.control)
        _fill(nat, mark)
        if nat.network == "kernel":
            place = _Place(nat.namespace)
            place.enter()
            nat._place = place
            try:
                yield nat
            finally:
                nat._place = None
                place.leave()
                place.close()
        else:
            _redirect(monkeypatch, nat)
            yield nat
    finally:
        served.end()


def _skip_elsewhere(nat, scenario, settings):
    wanted = scenario or settings["device"].upper().replace("-", "_")
    if nat.scenario != wanted or settings.get("tls") not in (None, nat.tls):
        pytest.skip("pytest runs in %s %s" % (nat.scenario, nat.tls))
    untold = sorted(settings.keys() - {"device", "tls"})
    if untold:
        pytest.skip("pytest runs in an environment that doesn't tell its %s" % ", ".join(untold))


def _fill(nat, mark):
    for name, content in mark.kwargs.get("files", {}).items():
        nat.put(name, content)
