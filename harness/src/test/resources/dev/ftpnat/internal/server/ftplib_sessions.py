"""Python's ftplib, as it is or with the session of its control connection: so many downloads, then so
many uploads in another session. Prints how many came whole.

usage: ftplib_sessions.py PORT 1.2|1.3 COUNT as-it-is|resuming
"""

import ftplib
import io
import ssl
import sys

PORT, VERSION, COUNT, HOW = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
CONTENT = b"x" * 50_000

context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
version = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}[VERSION]
context.minimum_version = context.maximum_version = version


class Resuming(ftplib.FTP_TLS):
    def ntransfercmd(self, cmd, rest=None):
        conn, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        return self.context.wrap_socket(conn, server_hostname=self.host, session=self.sock.session), size


def session():
    ftp = (Resuming if HOW == "resuming" else ftplib.FTP_TLS)(context=context, timeout=20)
    ftp.connect("127.0.0.1", PORT)
    ftp.login("ftpnat", "secret")
    ftp.prot_p()
    return ftp


def whole(transfer):
    ftp = session()
    count = 0
    for n in range(COUNT):
        try:
            count += transfer(ftp, n)
        except (ftplib.Error, OSError, EOFError) as e:
            print(repr(e), file=sys.stderr)
    return count


def download(ftp, n):
    received = io.BytesIO()
    ftp.retrbinary("RETR file.bin", received.write)
    return received.getvalue() == CONTENT


def upload(ftp, n):
    ftp.storbinary("STOR up%d.bin" % n, io.BytesIO(CONTENT))
    return True


print(whole(download), whole(upload))
