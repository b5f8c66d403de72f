# The server of pyftpdlib for the users of a passwd file; with a certificate, with TLS.
import logging, sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.servers import FTPServer

logging.basicConfig(level=logging.ERROR)
users, password, certificate = sys.argv[1:4]
handler = TLS_FTPHandler if certificate else FTPHandler
handler.authorizer = DummyAuthorizer()
for line in open(users):
    name, _, _, _, _, home, _ = line.split(":")
    if name.startswith("ftpu"):
        handler.authorizer.add_user(name, password, home, perm="elradfmwMT")
if certificate:
    handler.certfile = certificate
# 3 s by default: a time that may differ.
handler.auth_failed_timeout = 0
FTPServer(("127.0.0.1", 21), handler).serve_forever()
