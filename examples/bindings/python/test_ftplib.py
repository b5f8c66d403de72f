"""A download with ftplib, of Python's standard library."""

import errno
import ftplib
import io
import socket
import ssl

import pytest

FILES = {"report.csv": b"a;b\n" * 1000}


def download(nat, believe=False, passive=True):
    if nat.tls == "none":
        ftp = ftplib.FTP()
    else:
        ftp = ftplib.FTP_TLS(context=ssl.create_default_context(cafile=nat.ca_file))
    ftp.connect(nat.host, nat.port, timeout=4)
    ftp.login(nat.user, nat.password)
    if nat.tls != "none":
        ftp.prot_p()
    ftp.set_pasv(passive)
    ftp.trust_server_pasv_ipv4_address = believe
    content = io.BytesIO()
    ftp.retrbinary("RETR report.csv", content.write)
    ftp.quit()
    return content.getvalue()


def commands(nat):
    return [event["line"].split()[0] for event in nat.trace["events"] if event["type"] == "Command"]


@pytest.mark.ftpnat("PRIVATE_IP_PASV", tls="none", files=FILES)
def test_a_private_address_in_227_does_no_harm(ftpnat):
    assert download(ftpnat) == FILES["report.csv"]
    assert not ftpnat.diagnosis["failed"]


@pytest.mark.ftpnat("PRIVATE_IP_PASV", tls="none", files=FILES)
def test_one_that_is_believed_does(ftpnat):
    with pytest.raises(TimeoutError):
        download(ftpnat, believe=True)
    assert ftpnat.causes == ["PRIVATE_ADDRESS_FOLLOWED"]
    assert "dropped: the address is private" in ftpnat.ladder


@pytest.mark.ftpnat("PRIVATE_IP_PASV", tls="none", files=FILES)
def test_what_went_wrong_in_the_test_before_is_not_told(ftpnat):
    assert ftpnat.causes == []
    assert not ftpnat.diagnosis["failed"]


@pytest.mark.ftpnat("EPSV_ONLY", tls="none", files=FILES)
def test_it_knows_no_epsv_over_ipv4(ftpnat):
    with pytest.raises(ftplib.error_perm, match="502"):
        download(ftpnat)
    assert ftpnat.causes == ["COMMAND_REFUSED"]
    assert commands(ftpnat)[-1] == "PASV"


@pytest.mark.ftpnat("PRIVATE_IP_PASV", tls="explicit", files=FILES)
def test_under_tls_it_takes_the_control_connections_host_for_227s(ftpnat):
    assert download(ftpnat) == FILES["report.csv"]
    assert "PASV" in commands(ftpnat)


@pytest.mark.ftpnat("PRIVATE_IP_PASV", tls="explicit", files=FILES)
def test_under_tls_too_an_address_that_is_believed_does_harm(ftpnat):
    with pytest.raises(TimeoutError):
        download(ftpnat, believe=True)
    assert ftpnat.causes == ["PRIVATE_ADDRESS_FOLLOWED"]


@pytest.mark.ftpnat("IPV6_ONLY", tls="explicit", files=FILES)
def test_over_ipv6_it_takes_epsv(ftpnat):
    assert download(ftpnat) == FILES["report.csv"]
    assert "EPSV" in commands(ftpnat)


@pytest.mark.ftpnat("IPV6_ONLY", tls="none", files=FILES)
def test_over_ipv6_it_names_its_own_address_in_eprt(ftpnat):
    assert download(ftpnat, passive=False) == FILES["report.csv"]
    assert "EPRT" in commands(ftpnat)


@pytest.mark.ftpnat("DIRECT", tls="none", files=FILES)
def test_in_active_mode_it_names_its_own_address_in_port(ftpnat):
    assert download(ftpnat, passive=False) == FILES["report.csv"]
    assert "PORT" in commands(ftpnat)


@pytest.mark.ftpnat("DIRECT", tls="none")
def test_a_port_that_nobody_listens_on_is_refused(ftpnat):
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((ftpnat.host, 2121), timeout=4)


@pytest.mark.ftpnat("DIRECT", tls="none")
def test_an_address_of_the_other_family_is_out_of_reach(ftpnat):
    with pytest.raises(OSError) as raised:
        socket.create_connection(("2001:db8::21", 21), timeout=4)
    assert raised.value.errno == errno.ENETUNREACH


@pytest.mark.ftpnat(device="freebsd-libalias", tls="none", files=FILES)
def test_a_device_stands_before_the_server(ftpnat):
    assert download(ftpnat) == FILES["report.csv"]
    assert "opens pinhole" in ftpnat.ladder


@pytest.mark.ftpnat("DIRECT", tls="none", server="vsftpd_3_0", refuse="MLSD", files=FILES)
def test_the_server_is_another(ftpnat):
    assert download(ftpnat) == FILES["report.csv"]
    assert "(vsFTPd 3" in ftpnat.ladder
