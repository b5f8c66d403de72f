"""A download with ftplib, of Python's standard library."""

import ftplib
import io

import pytest

FILES = {"report.csv": b"a;b\n" * 1000}


def download(nat, believe=False):
    ftp = ftplib.FTP()
    ftp.connect(nat.host, nat.port, timeout=4)
    ftp.login(nat.user, nat.password)
    ftp.trust_server_pasv_ipv4_address = believe
    content = io.BytesIO()
    ftp.retrbinary("RETR report.csv", content.write)
    ftp.quit()
    return content.getvalue()


@pytest.mark.ftpnat("PRIVATE_IP_PASV", tls="none", files=FILES)
def test_a_private_address_in_227_does_no_harm(ftpnat):
    assert download(ftpnat) == FILES["report.csv"]
    assert not ftpnat.diagnosis["failed"]


@pytest.mark.ftpnat("PRIVATE_IP_PASV", tls="none", files=FILES)
def test_one_that_is_believed_does(ftpnat):
    with pytest.raises(OSError):
        download(ftpnat, believe=True)
    assert ftpnat.causes == ["PRIVATE_ADDRESS_FOLLOWED"]
    assert "dropped: the address is private" in ftpnat.ladder


@pytest.mark.ftpnat("EPSV_ONLY", tls="none", files=FILES)
def test_it_knows_no_epsv_over_ipv4(ftpnat):
    with pytest.raises(ftplib.error_perm, match="502"):
        download(ftpnat)
    assert ftpnat.causes == ["COMMAND_REFUSED"]
    commands = [event["line"] for event in ftpnat.trace["events"] if event["type"] == "Command"]
    assert commands[-1] == "PASV"


@pytest.mark.ftpnat(device="freebsd-libalias", tls="none", files=FILES)
def test_a_device_stands_before_the_server(ftpnat):
    assert download(ftpnat) == FILES["report.csv"]
    assert "opens pinhole" in ftpnat.ladder


@pytest.mark.ftpnat("DIRECT", tls="none", server="vsftpd_3_0", refuse="MLSD", files=FILES)
def test_the_server_is_another(ftpnat):
    assert download(ftpnat) == FILES["report.csv"]
    assert "(vsFTPd 3" in ftpnat.ladder
