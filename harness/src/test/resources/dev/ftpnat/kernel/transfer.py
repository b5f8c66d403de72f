"""Uploads a file with ftplib and downloads it again, in one of its modes: trusting (the address in
227), mistrusting (ftplib's default) or active. Under TLS if there is a CA."""
import ftplib
import ssl
import sys

host, port, user, password, mode, ca, up, down, name = sys.argv[1:]
if ca:
    ftp = ftplib.FTP_TLS(context=ssl.create_default_context(cafile=ca), timeout=3)
else:
    ftp = ftplib.FTP(timeout=3)
ftp.connect(host, int(port))
ftp.login(user, password)
if ca:
    ftp.prot_p()
ftp.set_pasv(mode != "active")
ftp.trust_server_pasv_ipv4_address = mode == "trusting"
with open(up, "rb") as file:
    ftp.storbinary("STOR " + name, file)
with open(down, "wb") as file:
    ftp.retrbinary("RETR " + name, file.write)
ftp.quit()
