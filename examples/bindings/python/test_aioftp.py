"""A download with aioftp, whose sockets are asyncio's: it has to be at the client's place."""

import asyncio

import aioftp
import pytest

FILES = {"report.csv": b"a;b\n" * 1000}


@pytest.fixture(autouse=True)
def at_the_clients_place(ftpnat):
    if ftpnat.socks:
        pytest.skip("asyncio knows no SOCKS: as root on Linux, or under `ftpnat run ... --control -- pytest`")


async def download(nat, **settings):
    async with aioftp.Client.context(
        nat.host, nat.port, nat.user, nat.password, connection_timeout=4, socket_timeout=4, **settings
    ) as client:
        async with client.download_stream("report.csv") as stream:
            return await stream.read()


@pytest.mark.ftpnat("EPSV_ONLY", tls="none", files=FILES)
def test_epsv_comes_first(ftpnat):
    assert asyncio.run(download(ftpnat)) == FILES["report.csv"]


@pytest.mark.ftpnat("PRIVATE_IP_PASV", tls="none", files=FILES)
def test_of_227_it_takes_only_the_port(ftpnat):
    assert asyncio.run(download(ftpnat, passive_commands=("pasv",))) == FILES["report.csv"]


@pytest.mark.ftpnat("NOTHING_FORWARDED", tls="none", files=FILES)
def test_a_port_that_is_not_open_is_told_in_time(ftpnat):
    with pytest.raises((OSError, asyncio.TimeoutError)):
        asyncio.run(download(ftpnat))
    assert ftpnat.causes == ["PASSIVE_PORT_NOT_FORWARDED"]
