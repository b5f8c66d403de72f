import ftplib, os, ssl, sys

mode, what, local = sys.argv[1:]
env = os.environ
if mode == "tls":
    ftp = ftplib.FTP_TLS(context=ssl.create_default_context(cafile=env["FTPNAT_CA_FILE"]))
else:
    ftp = ftplib.FTP()
ftp.connect(env["FTPNAT_HOST"], int(env["FTPNAT_PORT"]))
ftp.login(env["FTPNAT_USER"], env["FTPNAT_PASSWORD"])
if mode == "tls":
    ftp.prot_p()
if what == "put":
    with open(local, "rb") as file:
        ftp.storbinary("STOR file.bin", file)
else:
    with open(local, "wb") as file:
        ftp.retrbinary("RETR file.bin", file.write)
ftp.quit()
