"""An FTPS client that resumes all kinds of TLS sessions, and prints of each data connection what it
knows: whether it resumed one, and whether that began with its own control connection.

usage: sessions.py PORT 1.2|1.3 COUNT SEED
"""

import random
import re
import socket
import ssl
import sys

PORT, VERSION, COUNT, SEED = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
LIMIT = 20

context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
version = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}[VERSION]
context.minimum_version = context.maximum_version = version


class Control:
    def __init__(self):
        self.plain = socket.create_connection(("127.0.0.1", PORT), LIMIT)
        self.lines = self.plain.makefile("r", newline="\r\n")
        self.reply()
        self.say("AUTH TLS")
        self.tls = context.wrap_socket(self.plain)
        self.lines = self.tls.makefile("r", newline="\r\n")
        self.sent_on = self.tls
        for line in "USER ftpnat", "PASS secret", "PBSZ 0", "PROT P", "TYPE I":
            self.say(line)
        self.first = (self.tls.session, self)
        self.newest = self.first

    def say(self, line):
        (self.tls if hasattr(self, "sent_on") else self.plain).sendall(line.encode() + b"\r\n")
        return self.reply()

    def reply(self):
        line = self.lines.readline()
        while line[3:4] == "-":
            line = self.lines.readline()
        return line.strip()

    def close(self):
        self.tls.close()

    def transfer(self, verb, known):
        """Over a data connection that offers a session, of which the origin is known."""
        port = int(re.search(r"\|\|\|(\d+)\|", self.say("EPSV")).group(1))
        raw = socket.create_connection(("127.0.0.1", port), LIMIT)
        self.say(verb + " small.bin" if verb == "RETR" else verb + " up.bin")
        data = context.wrap_socket(raw, session=known and known[0])
        resumed = data.session_reused
        origin = known[1] if resumed else data
        if verb == "STOR":
            try:
                data.sendall(b"0123456789")
            except OSError:
                pass
        else:
            try:
                while data.recv(4096):
                    pass
            except OSError:
                pass
        self.newest = (data.session, origin)
        try:
            data.unwrap()
        except (OSError, ValueError):
            pass
        data.close()
        reply = self.reply()
        print(int(resumed), int(resumed and origin is self), int(reply.startswith("226")))


chance = random.Random(SEED)
other, ended = Control(), Control()
ended.close()
mine = Control()
choices = ["first", "newest", "none", "other", "ended"]
for n in range(COUNT):
    known = {
        "first": mine.first,
        "newest": mine.newest,
        "none": None,
        "other": other.first,
        "ended": ended.first,
    }[choices[n % len(choices)]]
    mine.transfer(chance.choice(["RETR", "STOR"]), known)
mine.close()
other.close()
