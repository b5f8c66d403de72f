"""What the plugin itself does, with an environment that is only played: its control interface, and its SOCKS server."""

import errno
import http.server
import json
import socket
import threading

import pytest

pytest_plugins = ["pytester"]

FAILED = {"cause": "PRIVATE_ADDRESS_FOLLOWED", "text": "at 1.0 ms"}
FAILED_AGAIN = {"cause": "PRIVATE_ADDRESS_FOLLOWED", "text": "at 2.0 ms"}
HOST = "203.0.113.7"


class Played:
    """Answers what it is told to, until it is gone."""

    def __init__(self, monkeypatch):
        self.environment = {"scenario": "DIRECT", "network": "kernel", "host": HOST, "host_name": "ftp.example"}
        self.environment.update(tls="none", socks=None)
        self.diagnosis = {"failed": False, "diagnoses": []}
        played = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked = self.path.rsplit("/", 1)[1]
                body = json.dumps(getattr(played, asked, "")).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self):
                played.gone = True
                self.send_response(204)
                self.end_headers()

            def log_message(self, *ignored):
                pass

        self.gone = False
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.timeout = 10
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        monkeypatch.setenv("FTPNAT_CONTROL", "http://127.0.0.1:%d/secret" % self._server.server_port)

    def _serve(self):
        while not self.gone:
            self._server.handle_request()
        self._server.server_close()

    def end(self):
        if not self.gone:
            self.gone = True
            socket.create_connection(self._server.server_address).close()
        self._thread.join(10)


@pytest.fixture
def played(monkeypatch):
    environment = Played(monkeypatch)
    yield environment
    environment.end()


@pytest.fixture
def socks(played):
    """A SOCKS server that answers one connection with its `reply`, and keeps what was asked."""

    class Socks:
        reply = 0
        asked = b""

    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(10)
    played.environment.update(network="simulated", socks="127.0.0.1:%d" % server.getsockname()[1])

    def serve():
        try:
            connection, _ = server.accept()
        except OSError:
            return  # Nobody came.
        with connection:
            connection.settimeout(10)
            connection.recv(3)
            connection.sendall(b"\5\0")
            Socks.asked = connection.recv(300)
            connection.sendall(bytes([5, Socks.reply, 0, 1, 0, 0, 0, 0, 0, 0]))
            connection.recv(1)

    thread = threading.Thread(target=serve)
    thread.start()
    yield Socks
    thread.join(10)
    server.close()


@pytest.mark.ftpnat("DIRECT")
def test_a_place_on_the_simulated_network_is_redirected_as_well(socks, ftpnat):
    with socket.create_connection((HOST, 21), timeout=5) as connection:
        assert connection.getpeername() == (HOST, 21)
        assert connection.gettimeout() == 5
    assert socks.asked == b"\5\1\0\1" + bytes([203, 0, 113, 7, 0, 21])


@pytest.mark.ftpnat("DIRECT")
def test_the_servers_name_has_the_servers_address(socks, ftpnat):
    with socket.create_connection(("ftp.example", 21), timeout=5) as connection:
        assert connection.getpeername() == (HOST, 21)
    assert socks.asked == b"\5\1\0\3\x0bftp.example\0\x15"


@pytest.mark.ftpnat("DIRECT")
def test_a_connection_to_an_ipv6_address_is_one_of_ipv6(socks, ftpnat):
    with socket.create_connection(("2001:db8::7", 21), timeout=5) as connection:
        assert connection.family == socket.AF_INET6
        assert connection.getpeername() == ("2001:db8::7", 21, 0, 0)
        assert connection.getsockname()[0] == "::1"


@pytest.mark.ftpnat("DIRECT")
def test_other_sockets_tell_what_they_always_did(socks, ftpnat):
    socket.create_connection((HOST, 21), timeout=5).close()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()
        with socket.create_connection(address, timeout=5) as connection:
            assert connection.getpeername() == address
            assert connection.getsockname()[0] == "127.0.0.1"


@pytest.mark.ftpnat("DIRECT")
@pytest.mark.parametrize(
    "reply, kind, number",
    [
        (3, OSError, errno.ENETUNREACH),
        (4, OSError, errno.EHOSTUNREACH),
        (5, ConnectionRefusedError, errno.ECONNREFUSED),
        (6, TimeoutError, errno.ETIMEDOUT),
    ],
)
def test_what_becomes_of_a_syn_is_the_error_that_the_kernel_has_for_it(socks, ftpnat, reply, kind, number):
    socks.reply = reply
    with pytest.raises(kind) as raised:
        socket.create_connection((HOST, 21), timeout=5)
    assert raised.value.errno == number


@pytest.mark.ftpnat("DIRECT")
def test_what_was_there_before_the_test_is_not_told(played, request):
    played.diagnosis = {"failed": True, "diagnoses": [FAILED]}
    nat = request.getfixturevalue("ftpnat")
    assert nat.diagnosis == {"failed": False, "diagnoses": []}
    played.diagnosis = {"failed": True, "diagnoses": [FAILED_AGAIN]}
    assert nat.diagnosis == played.diagnosis
    assert nat.causes == ["PRIVATE_ADDRESS_FOLLOWED"]


def test_an_environment_that_has_gone_is_told_with_the_failure_and_the_next_test_runs(played, pytester):
    pytester.makeconftest('pytest_plugins = ["ftpnat"]')
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.ftpnat("DIRECT")
        def test_that_fails(ftpnat):
            ftpnat.advance("1s")
            assert False

        def test_that_works():
            pass
        """
    )
    result = pytester.runpytest("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["*what the network saw*", "The environment doesn't answer any more*"])
