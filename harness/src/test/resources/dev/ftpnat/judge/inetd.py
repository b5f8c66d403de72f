# What inetd does for ftpd: listens, and gives each connection to a process as its standard input and output.
import os, signal, socket, subprocess, sys

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", 21))
listener.listen(64)
while True:
    connection, _ = listener.accept()
    if os.fork() == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        listener.close()
        for standard in range(3):
            os.dup2(connection.fileno(), standard)
        connection.close()
        os.execv(sys.argv[1], sys.argv[1:])
    connection.close()
